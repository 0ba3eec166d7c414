import { type Command, InvalidArgumentError, Option } from 'commander';
import type { CniProfileId } from '#src/engine/model/snapshot-facts.js';

/** Profiles `--cni` accepts. */
export const CNI_NAMES = [
  'conformant',
  'calico',
  'cilium',
  'antrea',
  'ovn-kubernetes',
  'aws-vpc',
  'azure',
  'gke-dataplane-v2',
  'kube-router',
  'weave',
  'flannel',
  'kindnet',
  'kube-ovn',
  'none',
] as const satisfies readonly CniProfileId[];

/** What every command on manifests accepts. */
export interface OfflineOptions {
  readonly cni?: CniProfileId;
  readonly namespaceLabels?: string;
  readonly now?: string;
  readonly timing?: boolean;
  readonly keepGoing?: boolean;
}

/** Explains `PATH` arguments in one phrase. */
export const PATHS_HELP = 'files or folders of YAML or JSON manifests; - reads standard input';

/** Adds the options of OfflineOptions to a command. */
export function withOfflineOptions(command: Command): Command {
  return command
    .addOption(new Option('--cni <name>', 'network plugin to assume instead of recognising it').choices(CNI_NAMES))
    .option('--namespace-labels <file>', 'YAML or JSON file with labels by namespace, added to those in the manifests')
    .option('--now <time>', 'the present, as RFC 3339, for reproducible answers', parseTime)
    .option('--timing', 'print the time of each stage and the memory on standard error');
}

/** Reads an RFC 3339 time and answers it in UTC. */
function parseTime(text: string): string {
  const time = /^\d{4}-\d{2}-\d{2}T/.test(text) ? Date.parse(text) : NaN;
  if (Number.isNaN(time)) throw new InvalidArgumentError('write an RFC 3339 time, for example 2026-11-22T05:00:00Z');
  return new Date(time).toISOString();
}

/** Explains `--keep-going`. */
export const KEEP_GOING_HELP = 'answer although some objects have errors; what they touch counts as not known';

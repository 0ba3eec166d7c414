import { offlineFacts } from '#src/adapters/manifests/offline-facts.js';
import { buildModel } from '#src/engine/model/build-model.js';
import type { Diagnostic } from '#src/engine/model/diagnostic.js';
import type { NetworkModel } from '#src/engine/model/network-model.js';
import type { SnapshotFacts } from '#src/engine/model/snapshot-facts.js';
import { Reachability } from '#src/engine/reachability/reachability.js';
import { Problem } from '#src/lib/problem.js';
import type { CliIo } from '../io.js';
import type { OfflineOptions } from '../offline-options.js';
import { printDiagnostics } from '../output/diagnostics.js';
import { count } from '../output/plural.js';
import type { Stopwatch } from '../stopwatch.js';
import { labelNamespaces, readNamespaceLabels } from './namespace-labels.js';

/** Manifests read as one cluster, and what its policies let through. */
export interface LoadedCluster {
  readonly facts: SnapshotFacts;
  readonly model: NetworkModel;
  readonly reach: Reachability;
  readonly diagnostics: readonly Diagnostic[];
  /** Sentence about the network plugin when the input does not show it; undefined when it does. */
  readonly assumption: string | undefined;
}

/** How to load: `strict` refuses input with errors instead of answering `unknown` where they touch. */
export type LoadOptions = OfflineOptions & { readonly strict?: boolean };

/**
 * Reads manifests as one cluster and prints what is wrong with them, and what is assumed, on standard error.
 * @throws Problem `INPUT.INVALID` when a path cannot be read, nothing is found, or (strict) something has errors
 */
export async function loadCluster(
  paths: readonly string[],
  options: LoadOptions,
  io: CliIo,
  watch: Stopwatch,
): Promise<LoadedCluster> {
  const { facts, diagnostics: readDiagnostics } = await watch.stage('read', () => readFacts(paths, options, io));
  const model = await watch.stage('model', () => buildModel(facts));
  const reach = await watch.stage('reachability', () => Reachability.build(model));
  const diagnostics = withoutRepeats([...readDiagnostics, ...model.diagnostics, ...reach.diagnostics]);
  printDiagnostics(diagnostics, io.stderr);
  refuse(diagnostics, options.strict === true);
  const { assumed } = model.cni;
  const assumption = assumed
    ? 'assumption: conformant (the input shows no network plugin, so policies are taken as enforced; choose one with --cni)'
    : undefined;
  return { facts, model, reach, diagnostics, assumption };
}

async function readFacts(paths: readonly string[], options: LoadOptions, io: CliIo): ReturnType<typeof offlineFacts> {
  const labels = options.namespaceLabels === undefined ? {} : await readNamespaceLabels(options.namespaceLabels);
  const read = await offlineFacts(paths, {
    observedAt: options.now ?? io.now().toISOString(),
    clusterName: paths.join(' '),
    stdin: io.stdin,
    ...(options.cni === undefined ? {} : { cni: options.cni }),
  });
  return { ...read, facts: { ...read.facts, objects: labelNamespaces(read.facts.objects, labels) } };
}

function refuse(diagnostics: readonly Diagnostic[], strict: boolean): void {
  const fatal = diagnostics.filter(({ severity }) => severity === 'fatal');
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  const [first] = fatal;
  if (first !== undefined) throw new Problem('INPUT.INVALID', first.message);
  if (!strict || errors.length === 0) return;
  throw new Problem(
    'INPUT.INVALID',
    `${count(errors.length, 'error')} in the input (above), so the list would not be complete. Correct them, or use --keep-going to list what is certain all the same.`,
  );
}

/** Some problems are seen both where objects are read and where they are evaluated. */
function withoutRepeats(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const seen = new Map(
    diagnostics.map((one) => [JSON.stringify([one.code, one.message, one.field, one.object, one.source]), one]),
  );
  return [...seen.values()];
}

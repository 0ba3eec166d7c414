import { METADATA_TARGETS, type MetadataTarget as Target } from '#src/engine/exposure/metadata-targets.js';
import type { Verdict } from '#src/engine/isolation/crossing.js';
import type { NetworkModel } from '#src/engine/model/network-model.js';
import { type IpAddress, parseIp } from '#src/engine/sets/ip-address.js';
import { best, type OutsideView } from './outside-view.js';

/** An address where a cloud hands out credentials or bootstrap data. */
export interface MetadataTarget {
  readonly text: string;
  readonly address: IpAddress;
  readonly port: number;
}

/** Whether the nodes run where a metadata service exists. */
export interface CloudFacts {
  readonly cloud: 'yes' | 'no' | 'unknown';
  /** What says so. */
  readonly because: string;
  /** Addresses to try; the common one when the cloud is not known. */
  readonly targets: readonly MetadataTarget[];
}

const COMMON = '169.254.169.254';
/** Where node credentials are; agents that hand out workload identities are meant to be reached. */
const CREDENTIALS = METADATA_TARGETS.filter(({ grade }) => grade === 'credentials');
const CLOUDS: ReadonlySet<string> = new Set(CREDENTIALS.flatMap(({ clouds }) => clouds));
/** Providers of nodes that run on somebody's own machines, without a metadata service. */
const GROUNDED = new Set(['kind', 'k3s', 'rke2', 'vsphere', 'metal3', 'baremetal', 'minikube', 'proxmox', 'harvester']);

/** Reads the cloud from the nodes' `spec.providerID`. */
export function cloudOf(model: NetworkModel): CloudFacts {
  const providers = [...new Set(model.nodes.map(({ providerID }) => providerID.split(':')[0] ?? ''))].sort();
  const clouds = providers.filter((provider) => CLOUDS.has(provider));
  if (clouds.length > 0) {
    const served = CREDENTIALS.filter((target) => target.clouds.some((cloud) => clouds.includes(cloud)));
    return { cloud: 'yes', because: `nodes run on ${clouds.join(', ')}`, targets: served.flatMap(targetsOf) };
  }
  const known = providers.length > 0 && providers.every((provider) => GROUNDED.has(provider));
  if (known)
    return { cloud: 'no', because: `nodes run on ${providers.join(', ')}, which has no metadata service`, targets: [] };
  const because = model.nodes.length === 0 ? 'no Node was read' : 'the nodes do not name their provider';
  const common = CREDENTIALS.filter(({ address }) => address === COMMON);
  return { cloud: 'unknown', because, targets: common.flatMap(targetsOf) };
}

function targetsOf({ address: text, ports }: Target): MetadataTarget[] {
  const address = parseIp(text);
  return address === null ? [] : ports.map(({ port }) => ({ text, address, port }));
}

/**
 * Which metadata addresses a group of pods can reach: the answer and the first address it holds for. Pods without an
 * address of a family cannot open one of that family, whatever policies say.
 */
export function metadataReach(
  outside: OutsideView,
  group: number,
  { targets }: CloudFacts,
): { readonly verdict: Verdict; readonly target: MetadataTarget | undefined } {
  const answers = targets.map((target): Verdict => {
    const speaks = outside.speaks(group, target.address.family);
    if (speaks === 'no') return 'denied';
    const verdict = outside.toAddress(group, target.address, 'TCP', target.port);
    return speaks === 'unknown' && verdict === 'allowed' ? 'unknown' : verdict;
  });
  const verdict = best(answers);
  return { verdict, target: targets[answers.indexOf(verdict)] };
}

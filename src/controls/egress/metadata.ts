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
const CLOUDS: ReadonlyMap<string, readonly (readonly [address: string, port: number])[]> = new Map([
  ['aws', [[COMMON, 80]]],
  [
    'gce',
    [
      [COMMON, 80],
      ['169.254.169.252', 988],
    ],
  ],
  [
    'azure',
    [
      [COMMON, 80],
      ['168.63.129.16', 80],
    ],
  ],
  ['alicloud', [['100.100.100.200', 80]]],
  ['openstack', [[COMMON, 80]]],
  ['digitalocean', [[COMMON, 80]]],
  ['hcloud', [[COMMON, 80]]],
  ['oci', [[COMMON, 80]]],
  ['ibm', [[COMMON, 80]]],
  ['linode', [[COMMON, 80]]],
  ['vultr', [[COMMON, 80]]],
  ['scaleway', [['169.254.42.42', 80]]],
  ['exoscale', [[COMMON, 80]]],
]);
/** Providers of nodes that run on somebody's own machines, without a metadata service. */
const GROUNDED = new Set(['kind', 'k3s', 'rke2', 'vsphere', 'metal3', 'baremetal', 'minikube', 'proxmox', 'harvester']);

/** Reads the cloud from the nodes' `spec.providerID`. */
export function cloudOf(model: NetworkModel): CloudFacts {
  const providers = [...new Set(model.nodes.map(({ providerID }) => providerID.split(':')[0] ?? ''))].sort();
  const clouds = providers.filter((provider) => CLOUDS.has(provider));
  if (clouds.length > 0) {
    const targets = clouds.flatMap((provider) => targetsOf(CLOUDS.get(provider) ?? []));
    return { cloud: 'yes', because: `nodes run on ${clouds.join(', ')}`, targets };
  }
  const known = providers.length > 0 && providers.every((provider) => GROUNDED.has(provider));
  if (known)
    return { cloud: 'no', because: `nodes run on ${providers.join(', ')}, which has no metadata service`, targets: [] };
  const because = model.nodes.length === 0 ? 'no Node was read' : 'the nodes do not name their provider';
  return { cloud: 'unknown', because, targets: targetsOf([[COMMON, 80]]) };
}

function targetsOf(list: readonly (readonly [string, number])[]): MetadataTarget[] {
  return list.flatMap(([text, port]) => {
    const address = parseIp(text);
    return address === null ? [] : [{ text, address, port }];
  });
}

/** Which metadata addresses a group of pods can reach: the answer and the first address it holds for. */
export function metadataReach(
  outside: OutsideView,
  group: number,
  { targets }: CloudFacts,
): { readonly verdict: Verdict; readonly target: MetadataTarget | undefined } {
  const answers = targets.map((target) => outside.toAddress(group, target.address, 'TCP', target.port));
  const verdict = best(answers);
  return { verdict, target: targets[answers.indexOf(verdict)] };
}

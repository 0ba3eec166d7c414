import type { CniFacts } from '../model/network-model.js';

/** Does the cluster's network plugin act on a kind of policy at all, and what says so? */
export interface KindEnforcement {
  /** `mesh`: the proxies of a service mesh enforce it, whatever the plugin does. */
  readonly enforced: 'yes' | 'no' | 'unknown' | 'mesh';
  /** Empty unless it is `no` or `unknown`. */
  readonly because: string;
}

const YES: KindEnforcement = { enforced: 'yes', because: '' };
const BY_MESH: KindEnforcement = { enforced: 'mesh', because: '' };

/** API groups of service meshes. */
const MESHES: ReadonlySet<string> = new Set([
  'security.istio.io',
  'networking.istio.io',
  'policy.linkerd.io',
  'consul.hashicorp.com',
]);

/** API groups that only one family of plugins acts on. */
const OWNERS: ReadonlyMap<string, readonly CniFacts['profile'][]> = new Map([
  ['crd.projectcalico.org', ['calico']],
  ['projectcalico.org', ['calico']],
  ['cilium.io', ['cilium', 'gke-dataplane-v2']],
  ['crd.antrea.io', ['antrea']],
  ['k8s.ovn.org', ['ovn-kubernetes']],
  ['networking.k8s.aws', ['aws-vpc']],
]);

/** Plugins that are assumed to implement whatever the input holds. */
const OPEN_MINDED: ReadonlySet<CniFacts['profile']> = new Set(['conformant', 'unknown']);

/** Is a kind (`group/Kind`) in force on this cluster? Objects of a kind nobody acts on are inert (semantics 07 §3). */
export function enforcesKind(cni: CniFacts, kind: string): KindEnforcement {
  const group = kind.slice(0, kind.indexOf('/'));
  if (MESHES.has(group)) return BY_MESH;
  const owners = OWNERS.get(group);
  if (owners === undefined || OPEN_MINDED.has(cni.profile) || owners.includes(cni.profile)) return YES;
  return { enforced: 'no', because: `${cni.profile} does not act on ${kind} objects` };
}

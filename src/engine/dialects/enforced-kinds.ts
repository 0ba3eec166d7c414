import type { CniEngine, CniFacts } from '../model/network-model.js';
import { enforcesAdminKind } from './admin-kinds.js';
import type { EngineFacts, KindEnforcement } from './kind-enforcement.js';

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
  ['network.openshift.io', []],
  ['networking.k8s.aws', ['aws-vpc']],
  ['networking.gke.io', ['gke-dataplane-v2']],
]);

/** Plugins that are assumed to implement whatever the input holds. */
const OPEN_MINDED: ReadonlySet<CniFacts['profile']> = new Set(['conformant', 'unknown']);

/** Switches that turn one kind off, by kind. */
const OFF_SWITCHES: ReadonlyMap<string, string> = new Map([
  ['networking.k8s.io/NetworkPolicy', 'enable-k8s-networkpolicy'],
  ['cilium.io/CiliumNetworkPolicy', 'enable-cilium-network-policy'],
  ['cilium.io/CiliumClusterwideNetworkPolicy', 'enable-cilium-clusterwide-network-policy'],
  ['crd.antrea.io/NetworkPolicy', 'AntreaPolicy'],
  ['crd.antrea.io/ClusterNetworkPolicy', 'AntreaPolicy'],
  ['k8s.ovn.org/EgressFirewall', 'enable-egress-firewall'],
]);

/**
 * Is a kind (`group/Kind`) in force on this cluster? Objects of a kind nobody acts on are inert (semantics 07 §3). Of
 * several engines that enforce, one that acts on it is enough.
 */
export function enforcesKind(cni: CniFacts, kind: string): KindEnforcement {
  if (MESHES.has(groupOf(kind))) return BY_MESH;
  const answers = enginesOf(cni).map((facts) => byEngine(facts, kind));
  return (
    answers.find(({ enforced }) => enforced === 'yes') ??
    answers.find(({ enforced }) => enforced === 'unknown') ??
    answers[0] ??
    YES
  );
}

function byEngine(facts: EngineFacts, kind: string): KindEnforcement {
  const { profile, title } = facts.engine;
  if (OPEN_MINDED.has(profile)) return YES;
  const off = OFF_SWITCHES.get(kind);
  if (off !== undefined && facts.switches?.get(off) === 'false')
    return { enforced: 'no', because: `${title} has ${off}=false` };
  const admin = enforcesAdminKind(facts, kind);
  if (admin !== undefined) return admin;
  const owners = OWNERS.get(groupOf(kind));
  if (owners !== undefined && !owners.includes(profile))
    return { enforced: 'no', because: `${title} does not act on ${kind} objects` };
  if (kind === 'networking.gke.io/FQDNNetworkPolicy')
    return { enforced: 'unknown', because: `whether ${title} has FQDN policies switched on is not visible` };
  if (owners?.includes('calico') === true && facts.switches?.get('DATASTORE_TYPE') === 'etcdv3')
    return { enforced: 'unknown', because: `${title} reads its policies from an etcd of its own` };
  return YES;
}

/** The engines that enforce or may; the deciding one alone when none does. Only its switches are known. */
function enginesOf({ profile, enforced, version, switches, engines }: CniFacts): readonly EngineFacts[] {
  const own: CniEngine = {
    profile,
    title: profile,
    ...(version === undefined ? {} : { version }),
    enforced,
    because: '',
  };
  const [first = own, ...others] = engines ?? [];
  const active = others.filter((engine) => engine.enforced !== 'no').map((engine) => ({ engine, switches: undefined }));
  return [{ engine: first, switches }, ...active];
}

function groupOf(kind: string): string {
  return kind.slice(0, kind.indexOf('/'));
}

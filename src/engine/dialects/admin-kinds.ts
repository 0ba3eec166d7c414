import type { EngineFacts, KindEnforcement } from './kind-enforcement.js';

const GROUP = 'policy.networking.k8s.io/';
const YES: KindEnforcement = { enforced: 'yes', because: '' };

/**
 * Who implements the admin policies of Kubernetes, and since when (semantics 02 §6): AdminNetworkPolicy and
 * BaselineAdminNetworkPolicy are the older form, ClusterNetworkPolicy the newer one. Undefined for other kinds.
 */
export function enforcesAdminKind(facts: EngineFacts, kind: string): KindEnforcement | undefined {
  if (!kind.startsWith(GROUP)) return undefined;
  const isNewer = kind === `${GROUP}ClusterNetworkPolicy`;
  switch (facts.engine.profile) {
    case 'calico':
      return byVersion(facts, isNewer ? [[3, 32], undefined] : [[3, 29], [3, 32]]);
    case 'cilium':
    case 'gke-dataplane-v2':
      return isNewer ? bySwitch(facts, 'enable-k8s-cluster-network-policy') : no(facts, kind);
    case 'antrea':
      return bySwitch(facts, isNewer ? 'ClusterNetworkPolicy' : 'AdminNetworkPolicy');
    case 'ovn-kubernetes':
      return isNewer ? no(facts, kind) : byDeclaredSwitch(facts, 'enable-admin-network-policy');
    case 'kube-ovn':
      return isNewer ? unknown(facts, 'its support is experimental') : YES;
    case 'kindnet':
      return byFlavour(facts, isNewer, kind);
    default:
      return no(facts, kind);
  }
} // prettier-ignore

type Version = readonly [major: number, minor: number];

function byVersion({ engine }: EngineFacts, [since, until]: readonly [Version, Version | undefined]): KindEnforcement {
  const { title, version } = engine;
  if (version === undefined) return { enforced: 'unknown', because: `the version of ${title} is not visible` };
  const isIn = !isBefore(version, since) && (until === undefined || isBefore(version, until));
  if (isIn) return YES;
  const range = `${since.join('.')}${until === undefined ? ' or later' : ` to before ${until.join('.')}`}`;
  return { enforced: 'no', because: `${title} ${version} does not implement it, only ${range} does` };
}

function isBefore(version: string, [major, minor]: Version): boolean {
  const [ownMajor = 0, ownMinor = 0] = version.split('.').map(Number);
  return ownMajor < major || (ownMajor === major && ownMinor < minor);
}

/** Off unless switched on; unknown when no switch of the engine was seen at all. */
function bySwitch({ engine, switches }: EngineFacts, name: string): KindEnforcement {
  if (switches === undefined) return { enforced: 'unknown', because: `whether ${engine.title} has ${name} switched on is not visible` }; // prettier-ignore
  return switches.get(name) === 'true'
    ? YES
    : { enforced: 'no', because: `${engine.title} does not have ${name}=true` };
}

/** The default differs between distributions, so only a switch that was seen decides. */
function byDeclaredSwitch({ engine, switches }: EngineFacts, name: string): KindEnforcement {
  const value = switches?.get(name);
  if (value === 'true') return YES;
  if (value === 'false') return { enforced: 'no', because: `${engine.title} has ${name}=false` };
  return { enforced: 'unknown', because: `whether ${engine.title} has ${name} switched on is not visible` };
}

/** kube-network-policies comes in builds of which each knows one form, or none. */
function byFlavour(facts: EngineFacts, isNewer: boolean, kind: string): KindEnforcement {
  const flavour = facts.switches?.get('flavour');
  const flags = isNewer ? ['cluster-network-policy'] : ['admin-network-policy', 'baseline-admin-network-policy'];
  if (flags.some((flag) => facts.switches?.get(flag) === 'true')) return YES;
  if (flavour === 'npa' || flavour === 'iptracker')
    return unknown(facts, 'its build does not tell which form it knows');
  return flavour === (isNewer ? 'npa-v1alpha2' : 'npa-v1alpha1') ? YES : no(facts, kind);
}

function no({ engine }: EngineFacts, kind: string): KindEnforcement {
  return { enforced: 'no', because: `${engine.title} does not act on ${kind} objects` };
}

function unknown({ engine }: EngineFacts, why: string): KindEnforcement {
  return { enforced: 'unknown', because: `${engine.title}: ${why}` };
}

import { refOf } from '../../model/raw-object.js';
import type { Placed } from '../object-book.js';
import { type Authentications, patternOf } from './authentications.js';
import { type Client, EVERYONE, PERHAPS_EVERYONE } from './client.js';
import type { Grant, GrantTarget } from './grant.js';
import type { IdentityPattern } from './identity.js';
import type { ReadNetworks } from './networks.js';
import { type ObjectReference, authorizationPolicySchema } from './schema.js';
import { isKnownVersion } from './versions.js';

const LINKERD = 'policy.linkerd.io';
const GATEWAY = 'gateway.networking.k8s.io';

/**
 * Reads an AuthorizationPolicy (semantics 06 §A4); null when Linkerd ignores it. What cannot be read may let anyone in
 * anywhere in the namespace.
 */
export function readAuthorizationPolicy(placed: Placed, known: Authentications): Grant | null {
  const { object, namespace, problems } = placed;
  const by = refOf(object);
  const doubtful: Grant = { by, namespace, target: { kind: 'namespace' }, clients: [PERHAPS_EVERYONE] };
  if (!isKnownVersion(object, problems)) return doubtful;
  const spec = authorizationPolicySchema.safeParse(object.spec);
  if (!spec.success) {
    problems.refuse('POLICY.INVALID_SPEC', 'spec', spec.error);
    return doubtful;
  }
  const target = targetOf(spec.data.targetRef);
  if (target === undefined) {
    problems.error('POLICY.INVALID_REFERENCE', 'spec.targetRef', `${spec.data.targetRef.kind} is not Server, HTTPRoute, GRPCRoute or Namespace`); // prettier-ignore
    return doubtful;
  }
  const { targetRef } = spec.data;
  const isElsewhere =
    (targetRef.namespace ?? namespace) !== namespace || (target.kind === 'namespace' && targetRef.name !== namespace);
  if (isElsewhere) {
    problems.warn('POLICY.IGNORED', 'spec.targetRef', 'a target in another namespace is ignored');
    return null;
  }
  const clients = clientsOf(spec.data.requiredAuthenticationRefs, placed, known);
  return clients === null ? null : { by, namespace, target, clients };
}

function targetOf({ group, kind, name }: ObjectReference): GrantTarget | undefined {
  const of = group ?? '';
  if (kind === 'Server' && of === LINKERD) return { kind: 'server', name };
  if (kind === 'Namespace' && (of === '' || of === 'core')) return { kind: 'namespace' };
  const isRoute = (kind === 'HTTPRoute' && (of === LINKERD || of === GATEWAY)) || (kind === 'GRPCRoute' && of === GATEWAY);
  return isRoute ? { kind: 'route', group: of, routeKind: kind, name } : undefined;
} // prettier-ignore

/** Who meets all references; null when Linkerd ignores the whole policy: too many of them, or one that is missing. */
function clientsOf(refs: readonly ObjectReference[], { namespace, problems }: Placed, known: Authentications): readonly Client[] | null {
  if (refs.length === 0) return [EVERYONE];
  const identities: { readonly patterns: readonly IdentityPattern[]; readonly certain: boolean }[] = [];
  const networks: ReadNetworks[] = [];
  for (const [index, ref] of refs.entries()) {
    const field = `spec.requiredAuthenticationRefs[${String(index)}]`;
    const of = ref.group ?? '';
    const account = ref.kind === 'ServiceAccount' ? patternOf(ref, namespace) : undefined;
    const isOurs = of === LINKERD;
    const home = ref.namespace ?? namespace;
    const identity = isOurs && ref.kind === 'MeshTLSAuthentication' ? known.identities(home, ref.name) : undefined;
    const network = isOurs && ref.kind === 'NetworkAuthentication' ? known.networks(home, ref.name) : undefined;
    if (account !== undefined) identities.push({ patterns: [account], certain: true });
    else if (identity !== undefined) identities.push(identity);
    else if (network !== undefined) networks.push(network);
    else {
      const isAuthentication = isOurs && (ref.kind === 'MeshTLSAuthentication' || ref.kind === 'NetworkAuthentication');
      if (!isAuthentication) {
        problems.error('POLICY.INVALID_REFERENCE', field, `${ref.kind} is not MeshTLSAuthentication, NetworkAuthentication or ServiceAccount`);
        return [PERHAPS_EVERYONE];
      }
      problems.warn('POLICY.MISSING_REFERENCE', field, `there is no ${ref.kind} ${home}/${ref.name}, so the policy is ignored`);
      return null;
    }
  }
  if (identities.length > 1 || networks.length > 1) {
    problems.warn('POLICY.IGNORED', 'spec.requiredAuthenticationRefs', 'more than one identity or more than one network is required, so the policy is ignored');
    return null;
  }
  const [identity] = identities;
  const network = networks[0] ?? null;
  if (identity === undefined) return [{ ...EVERYONE, networks: network }];
  const meshed: Client = { identities: identity.patterns, networks: network, certain: true };
  return identity.certain ? [meshed] : [meshed, { ...meshed, identities: [{ kind: 'any' }], certain: false }];
} // prettier-ignore

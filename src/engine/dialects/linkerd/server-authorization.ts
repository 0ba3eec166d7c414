import { refOf } from '../../model/raw-object.js';
import type { Placed } from '../object-book.js';
import { readLabelSelector } from '../read-label-selector.js';
import { type Client, EVERYONE, PERHAPS_EVERYONE } from './client.js';
import type { Grant, GrantTarget } from './grant.js';
import { type IdentityPattern, readIdentity } from './identity.js';
import { readNetworks } from './networks.js';
import { serverAuthorizationSchema } from './schema.js';
import { isKnownVersion } from './versions.js';

/** Reads a ServerAuthorization (semantics 06 §A4); null when Linkerd ignores it because it names no client. */
export function readServerAuthorization({ object, namespace, problems }: Placed): Grant | null {
  const by = refOf(object);
  const doubtful: Grant = { by, namespace, target: { kind: 'namespace' }, clients: [PERHAPS_EVERYONE] };
  if (!isKnownVersion(object, problems)) return doubtful;
  const spec = serverAuthorizationSchema.safeParse(object.spec);
  if (!spec.success) {
    problems.refuse('POLICY.INVALID_SPEC', 'spec', spec.error);
    return doubtful;
  }
  const { server, client } = spec.data;
  const selector = server.selector === undefined ? undefined : readLabelSelector(server.selector, 'spec.server.selector', problems); // prettier-ignore
  if (selector === null) return doubtful;
  const target = targetOf(server.name ?? undefined, selector);
  const networks = client.networks === undefined || client.networks === null ? null : readNetworks(client.networks);
  if (networks?.certain === false) problems.error('POLICY.INVALID_CIDR', 'spec.client.networks', 'every cidr and every except must be a CIDR or an address'); // prettier-ignore
  const identities = identitiesOf(client, namespace);
  if (target === undefined || identities === undefined) {
    problems.warn('POLICY.IGNORED', target === undefined ? 'spec.server' : 'spec.client', 'it names no server or no client, so it is ignored'); // prettier-ignore
    return null;
  }
  const found: Client = { ...EVERYONE, identities, networks };
  return { by, namespace, target, clients: [found] };
}

function targetOf(name: string | undefined, selector: Exclude<ReturnType<typeof readLabelSelector>, null> | undefined): GrantTarget | undefined {
  if (name !== undefined) return { kind: 'server', name };
  return selector === undefined ? undefined : { kind: 'servers', isSelected: (labels) => selector.matches(labels) };
} // prettier-ignore

/** Undefined when nobody is named at all. */
function identitiesOf(
  { unauthenticated, meshTLS }: ReturnType<typeof serverAuthorizationSchema.parse>['client'],
  own: string,
): Client['identities'] | undefined {
  if (unauthenticated === true) return null;
  if (meshTLS === undefined || meshTLS === null) return undefined;
  if (meshTLS.unauthenticatedTLS === true) return 'tls';
  const accounts = (meshTLS.serviceAccounts ?? []).map(({ name, namespace }): IdentityPattern => ({
    kind: 'account',
    namespace: namespace ?? own,
    name,
  }));
  const patterns = [...(meshTLS.identities ?? []).map(readIdentity), ...accounts];
  return patterns.length === 0 ? undefined : patterns;
}

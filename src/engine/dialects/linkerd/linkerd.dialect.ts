import { groupBy } from '../../isolation/group-by.js';
import { isCovered } from '../../model/coverage.js';
import type { NetworkModel } from '../../model/network-model.js';
import { type Dialect, type LowerContext, type Lowered, type ReadKind, keyOfKind } from '../dialect.js';
import { ObjectBook } from '../object-book.js';
import type { Policy } from '../policy.js';
import type { RawObject } from '../../model/raw-object.js';
import { Authentications } from './authentications.js';
import { readAuthorizationPolicy } from './authorization-policy.js';
import { ClientPeers } from './client-peers.js';
import { lowerBypasses, lowerDefaults } from './lower-defaults.js';
import { lowerServers } from './lower-servers.js';
import { lowerUnread } from './lower-unread.js';
import { Proxies } from './proxies.js';
import { readRoutes } from './routes.js';
import { readServer } from './server.js';
import { readServerAuthorization } from './server-authorization.js';
import { tunnelsOf } from './tunnels.js';

const GROUP = 'policy.linkerd.io';
const READS: readonly ReadKind[] = [
  read('v1beta3', 'Server', 'servers'),
  read('v1beta1', 'ServerAuthorization', 'serverauthorizations'),
  read('v1alpha1', 'AuthorizationPolicy', 'authorizationpolicies'),
  read('v1alpha1', 'MeshTLSAuthentication', 'meshtlsauthentications'),
  read('v1alpha1', 'NetworkAuthentication', 'networkauthentications'),
  read('v1beta3', 'HTTPRoute', 'httproutes'),
];
const GATEWAY_ROUTES = ['gateway.networking.k8s.io/HTTPRoute', 'gateway.networking.k8s.io/GRPCRoute'];

/** Linkerd's authorization at the destination's proxy (semantics 06 §A). */
export const linkerdDialect: Dialect = { id: 'linkerd', reads: READS, lower };

function lower(objects: readonly RawObject[], context: LowerContext): Lowered {
  const { model } = context;
  const proxies = new Proxies(context);
  const book = new ObjectBook([...objects, ...GATEWAY_ROUTES.flatMap((kind) => model.objects.get(kind) ?? [])]);
  const authentications = new Authentications(book);
  const authorizations = [
    ...book.of(`${GROUP}/AuthorizationPolicy`).map((placed) => readAuthorizationPolicy(placed, authentications)),
    ...book.of(`${GROUP}/ServerAuthorization`).map(readServerAuthorization),
  ].filter((grant) => grant !== null);
  const grants = groupBy(authorizations, ({ namespace }) => namespace);
  const routes = groupBy(readRoutes(book), ({ namespace }) => namespace);
  const servers = groupBy(book.of(`${GROUP}/Server`).map(readServer), ({ namespace }) => namespace);
  const { diagnostics } = book;
  if (proxies.all.length === 0) return { policies: [], doubts: [], diagnostics };

  const peers = new ClientPeers(context, proxies);
  const pods = groupBy(proxies.all, ({ group }) => group.namespace);
  const policies: Policy[] = [...lowerBypasses(proxies, peers), ...lowerUnread(unreadKinds(model), proxies)];
  for (const [namespace, own] of servers) {
    const local = { grants: grants.get(namespace) ?? [], routes: routes.get(namespace) ?? [] };
    policies.push(...lowerServers(own, local, pods.get(namespace) ?? [], proxies, peers));
  }
  policies.push(...lowerDefaults(proxies, peers));
  return { policies, doubts: [], diagnostics, tunnels: tunnelsOf(proxies) };
}

/** Kinds whose objects could not all be read: one of them may let anyone in, or keep anyone out. */
function unreadKinds({ coverage, facts }: NetworkModel): readonly string[] {
  return READS.map(keyOfKind).filter((kind) => {
    const state = coverage.get(kind);
    return state === undefined ? facts.origin === 'live' : !isCovered(state);
  });
}

function read(version: string, kind: string, plural: string): ReadKind {
  return { group: GROUP, version, kind, plural, namespaced: true };
}

import { type Client, PERHAPS_EVERYONE } from './client.js';
import { expandDefault, isKnownDefault } from './expand-default.js';
import type { Grant } from './grant.js';
import type { MeshConfig } from './mesh-config.js';
import type { Route } from './routes.js';
import type { Server } from './server.js';

/** One authorization as it counts at one Server. */
export interface Admission {
  /** What explanations call it, e.g. `AuthorizationPolicy web-cli`. */
  readonly name: string;
  readonly clients: readonly Client[];
  /** What requests must look like; empty for every connection. */
  readonly conditions: readonly string[];
}

/** The authorizations and routes of one namespace. */
export interface NamespacePolicies {
  readonly grants: readonly Grant[];
  readonly routes: readonly Route[];
}

/** Everything that lets clients in at one Server (semantics 06 §A3). */
export function admissionsAt(server: Server, policies: NamespacePolicies, config: MeshConfig): readonly Admission[] {
  const { name } = server.object.metadata;
  const labels = server.object.metadata.labels ?? {};
  const routes = server.isHttp ? policies.routes.filter((route) => route.certain && route.servers.includes(name)) : [];
  // A route that cannot be read may be attached here, and then it limits what passes.
  const isDoubtful = server.isHttp && policies.routes.some((route) => !route.certain);
  const everyRequest = requestsOf(routes);
  const conditions = everyRequest.length === 0 && isDoubtful ? ['the attached routes cannot be read'] : everyRequest;
  const own = policies.grants.filter(({ target }) => {
    if (target.kind === 'server') return target.name === name;
    return target.kind === 'namespace' || (target.kind === 'servers' && target.isSelected(labels));
  });
  const { accessPolicy } = server;
  const expanded: Admission[] =
    accessPolicy === undefined ? [] : [{ name: `accessPolicy ${accessPolicy}`, clients: access(accessPolicy, config), conditions }];
  return [
    ...own.map((grant): Admission => ({ name: nameOf(grant), clients: grant.clients, conditions })),
    ...expanded,
    ...routes.flatMap((route) => admissionsOn(route, policies.grants)),
    ...(isDoubtful ? [{ name: 'a route that cannot be read', clients: [PERHAPS_EVERYONE], conditions }] : []),
  ];
} // prettier-ignore

function access(value: string, config: MeshConfig): readonly Client[] {
  return isKnownDefault(value) ? expandDefault(value, config) : [PERHAPS_EVERYONE];
}

/** What a request must look like to match some route; empty when every request does, or when there are no routes. */
function requestsOf(routes: readonly Route[]): readonly string[] {
  if (routes.some(({ conditions }) => conditions.length === 0)) return [];
  const texts = [...new Set(routes.flatMap(({ conditions }) => conditions))].sort();
  return texts.length === 0 ? [] : [texts.join(' or ')];
}

function admissionsOn(route: Route, grants: readonly Grant[]): Admission[] {
  const own = grants.filter(
    ({ target }) =>
      target.kind === 'route' &&
      target.name === route.name &&
      target.group === route.group &&
      target.routeKind === route.kind,
  );
  const conditions = route.conditions.length === 0 ? [] : [route.conditions.join(' or ')];
  return own.map((grant) => ({ name: nameOf(grant), clients: grant.clients, conditions }));
}

function nameOf({ by }: Grant): string {
  return `${by.kind} ${by.name}`;
}

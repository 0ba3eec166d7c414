import type { Policy } from '../policy.js';
import type { ClientPeers } from './client-peers.js';
import { type NamespacePolicies, admissionsAt } from './grants-at-server.js';
import { type PortSpan, textOfPorts } from '../port-list.js';
import type { Proxies, Proxy } from './proxies.js';
import { allowRules, denyRule } from './rules.js';
import { LINKERD_RUNG, ORDER } from './rung.js';
import { type Server, portsOfServer } from './server.js';
import { type Subject, subjectsOf } from './subjects.js';

/** The Servers of one namespace with everything that decides at them. */
export function lowerServers(
  servers: readonly Server[],
  policies: NamespacePolicies,
  pods: readonly Proxy[],
  proxies: Proxies,
  peers: ClientPeers,
): Policy[] {
  // The oldest Server of a port wins. Where somebody's age is not known, there is no order.
  const isOrdered = servers.every(({ object }) => object.metadata.creationTimestamp !== undefined);
  return servers.flatMap((server) => {
    const admissions = admissionsAt(server, policies, proxies.config);
    const { creationTimestamp = '', name } = server.object.metadata;
    const found = subjectsOf(pods, (proxy) => subjectAt(server, proxy, peers));
    return found.map(({ groups, trait }): Policy => {
      const place = { ports: trait.ports, vector: trait.vector, certain: trait.certain && trait.selected };
      const allow = allowRules(admissions, place, peers);
      return {
        ref: server.ref,
        namespace: server.namespace,
        rung: LINKERD_RUNG,
        priority: ORDER.servers,
        ...(isOrdered ? { rank: `${creationTimestamp} ${name}` } : {}),
        // Whom it may select, it may also leave to a younger Server or to the default.
        subject: { groups: trait.selected ? groups : { certain: NOBODY, possible: groups.possible } },
        ingress: [...allow, denyRule(allow.length, place)],
        egress: null,
      };
    });
  });
}

const NOBODY = new Int32Array(0);

interface Trait {
  readonly ports: readonly PortSpan[];
  readonly vector: string;
  readonly certain: boolean;
  readonly selected: boolean;
}

function subjectAt(server: Server, proxy: Proxy, peers: ClientPeers): Subject<Trait> | null {
  if (server.pods === null || server.pods?.matches(proxy.group.labels) === false) return null;
  const ports = portsOfServer(server, proxy);
  if (ports.length === 0) return null;
  const selected = server.pods !== undefined && server.port !== undefined;
  const trait = { ports, vector: peers.vectorOf(proxy), certain: proxy.certain, selected };
  return { trait, key: [textOfPorts(ports), trait.vector, String(proxy.certain), String(selected)].join('|') };
}

import type { Rule } from '../policy.js';
import type { ClientPeers } from './client-peers.js';
import type { Admission } from './grants-at-server.js';
import { type PortSpan, tcpClauses } from '../port-list.js';

/** Where rules are about to apply. */
export interface Place {
  readonly ports: readonly PortSpan[];
  /** See `ClientPeers.vectorOf`. */
  readonly vector: string;
  /** False when it is not known whether a proxy is there to refuse anything. */
  readonly certain: boolean;
}

/** The rules that let clients in. They hold with a proxy, and without one nobody is refused anyway. */
export function allowRules(admissions: readonly Admission[], place: Place, peers: ClientPeers): Rule[] {
  const rules: Omit<Rule, 'index'>[] = admissions.flatMap(({ name, clients, conditions }) =>
    clients.flatMap((client) =>
      peers.matches(client, place.ports, place.vector).map((match) => ({
        name,
        effect: 'allow' as const,
        ...match,
        ...(conditions.length === 0 ? {} : { conditions }),
      })),
    ),
  );
  return rules.map((rule, index) => ({ index, ...rule }));
}

/** The rule that refuses everyone else. */
export function denyRule(index: number, { ports, certain }: Place): Rule {
  return {
    index,
    name: 'no authorization matches',
    effect: 'deny',
    peers: [{ kind: 'anyone', certain }],
    ports: tcpClauses(ports),
  };
}

import { FAMILIES } from '../../sets/ip-address.js';
import { wholeFamily } from '../../sets/ip-range.js';
import { IpSet } from '../../sets/ip-set.js';
import { isTransport } from '../../sets/protocol.js';
import type { Peer, PortClause, Rule } from '../policy.js';
import { anyPort, wholeLane } from '../port-clauses.js';
import type { ProblemList } from '../problem-list.js';
import { ruleSchema } from './schema.js';

/** A name may stand for any address, also for one of a pod or a node. */
const ANYWHERE: Peer = { kind: 'addresses', set: IpSet.of(FAMILIES.map(wholeFamily)), certain: true };

/** The rules, each on the condition that the address belongs to one of its names. */
export function lowerNames(raw: readonly unknown[], problems: ProblemList): Rule[] {
  return raw.map((rule, index): Rule => {
    const parsed = ruleSchema.safeParse(rule);
    if (!parsed.success) {
      problems.refuse('POLICY.INVALID_RULE', `spec.egress[${String(index)}]`, parsed.error);
      return { index, effect: 'allow', peers: [{ kind: 'anyone', certain: false }], ports: anyPort(false) };
    }
    const names = parsed.data.matches.flatMap(({ name, pattern }) => name ?? pattern ?? []);
    const ports = (parsed.data.ports ?? []).flatMap(({ protocol, port }): PortClause[] => {
      const lanes = isTransport(protocol) ? [protocol] : (['TCP', 'UDP'] as const);
      return lanes.map((lane) =>
        port === undefined || port === null
          ? wholeLane(lane, true)
          : { kind: 'span', lane, lo: port, hi: port, certain: true },
      );
    });
    return {
      index,
      effect: 'allow',
      peers: names.length === 0 ? [] : [ANYWHERE],
      ports: ports.length === 0 ? anyPort(true) : ports,
      conditions: [`the address belongs to ${names.join(' or ')}`],
    };
  });
}

import { MAX_PORT, MIN_PORT, TRANSPORTS, type Transport } from '../../sets/protocol.js';
import { asPort } from '../../model/json-value.js';
import type { PortClause } from '../policy.js';
import { anyPort, wholeLane } from '../port-clauses.js';
import type { ProblemList } from '../problem-list.js';
import { shown } from '../shown-value.js';

/** A range of ports of one protocol as the API wrote it, not yet checked. */
export interface RawSpan {
  readonly protocol: Transport;
  readonly lo: unknown;
  readonly hi: unknown;
}

/** The ports of a range; one that cannot be read may mean any port of its protocol. */
export function lowerSpan(
  { protocol, lo, hi }: RawSpan,
  field: string,
  sctpCertain: boolean,
  problems: ProblemList,
): readonly PortClause[] {
  const from = asPort(lo);
  const to = asPort(hi);
  if (from === undefined || to === undefined) {
    const wrong = from === undefined ? lo : hi;
    const message = `${shown(wrong)} is not a port; write a number from ${String(MIN_PORT)} to ${String(MAX_PORT)}`;
    problems.error('POLICY.INVALID_PORT', field, message);
    return [wholeLane(protocol, false)];
  }
  if (to < from) {
    problems.error('POLICY.INVALID_PORT', field, `the range ${String(from)}-${String(to)} ends before it begins`);
    return [wholeLane(protocol, false)];
  }
  return [{ kind: 'span', lane: protocol, lo: from, hi: to, certain: isCertain(protocol, sctpCertain) }];
}

/** SCTP rules are in force only where the plugin is set up for it. */
export function isCertain(protocol: Transport, sctpCertain: boolean): boolean {
  return protocol !== 'SCTP' || sctpCertain;
}

/** A named port of this API family has no protocol: the container port's own counts (semantics 02 §4). */
export function lowerPortName(raw: unknown, field: string, problems: ProblemList): readonly PortClause[] {
  if (typeof raw === 'string' && raw !== '')
    return TRANSPORTS.map((protocol) => ({ kind: 'named', protocol, name: raw }));
  problems.error('POLICY.INVALID_PORT', field, `${shown(raw)} is not the name of a container port`);
  return anyPort(false);
}

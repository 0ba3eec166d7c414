import { asRecord, member } from '../../model/json-value.js';
import type { Transport } from '../../sets/protocol.js';
import { choose, foundInstead } from '../adminnetworkpolicy/choice.js';
import { isCertain, lowerPortName, lowerSpan } from '../adminnetworkpolicy/lower-span.js';
import { shown } from '../shown-value.js';
import type { PortClause } from '../policy.js';
import { anyPort, wholeLane } from '../port-clauses.js';
import type { ProblemList } from '../problem-list.js';

const PROTOCOLS: ReadonlyMap<string, Transport> = new Map<string, Transport>([
  ['tcp', 'TCP'],
  ['udp', 'UDP'],
  ['sctp', 'SCTP'],
]);
const NAMED = 'destinationNamedPort';
const MEMBERS = [...PROTOCOLS.keys(), NAMED];
const PORT_MEMBERS = ['number', 'range'];

/** One entry of `protocols`: a protocol with or without destination port, or the name of a port (semantics 02 §2). */
export function lowerProtocol(
  raw: unknown,
  field: string,
  sctpCertain: boolean,
  problems: ProblemList,
): readonly PortClause[] {
  // `tcp:` without anything is a whole protocol, though a strict reading of the schema would refuse it.
  const choice = choose(withEmptyProtocols(raw), MEMBERS);
  if (choice.kind !== 'one') {
    problems.error('POLICY.INVALID_PORT', field, foundInstead(choice, MEMBERS));
    return anyPort(false);
  }
  const { name, value } = choice;
  const protocol = PROTOCOLS.get(name);
  return protocol === undefined
    ? lowerPortName(value, `${field}.${name}`, problems)
    : lowerPort(protocol, value, `${field}.${name}`, sctpCertain, problems);
}

function withEmptyProtocols(raw: unknown): unknown {
  const record = asRecord(raw);
  if (record === undefined) return raw;
  return Object.fromEntries(
    Object.entries(record).map(([key, value]) => [key, value === null && PROTOCOLS.has(key) ? {} : value]),
  );
}

function lowerPort(
  protocol: Transport,
  value: unknown,
  field: string,
  sctpCertain: boolean,
  problems: ProblemList,
): readonly PortClause[] {
  const unknown = Object.keys(asRecord(value) ?? {}).filter((key) => key !== 'destinationPort');
  if (asRecord(value) === undefined || unknown.length > 0) {
    const what = unknown.length > 0 ? `unknown ${unknown.join(', ')}` : `${shown(value)} is not an object`;
    problems.error('POLICY.INVALID_PORT', field, `${what}; write destinationPort`);
    return [wholeLane(protocol, false)];
  }
  const port = member(value, 'destinationPort');
  if (port === undefined || port === null) return [wholeLane(protocol, isCertain(protocol, sctpCertain))];
  const at = `${field}.destinationPort`;
  const choice = choose(port, PORT_MEMBERS);
  if (choice.kind !== 'one') {
    problems.error('POLICY.INVALID_PORT', at, foundInstead(choice, PORT_MEMBERS));
    return [wholeLane(protocol, false)];
  }
  const [lo, hi] =
    choice.name === 'range'
      ? [member(choice.value, 'start'), member(choice.value, 'end')]
      : [choice.value, choice.value];
  return lowerSpan({ protocol, lo, hi }, `${at}.${choice.name}`, sctpCertain, problems);
}

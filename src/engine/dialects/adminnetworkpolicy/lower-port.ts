import { asRecord, member } from '../../model/json-value.js';
import { TRANSPORTS, type Transport } from '../../sets/protocol.js';
import type { PortClause } from '../policy.js';
import { anyPort } from '../port-clauses.js';
import type { ProblemList } from '../problem-list.js';
import { choose, foundInstead } from './choice.js';
import { lowerPortName, lowerSpan } from './lower-span.js';
import { shown } from '../shown-value.js';

const MEMBERS = ['portNumber', 'portRange', 'namedPort'] as const;
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  portNumber: ['protocol', 'port'],
  portRange: ['protocol', 'start', 'end'],
};

/** One entry of `ports` in policy.networking.k8s.io/v1alpha1: a number, a range or a name (semantics 02 §2). */
export function lowerPort(
  raw: unknown,
  field: string,
  sctpCertain: boolean,
  problems: ProblemList,
): readonly PortClause[] {
  const choice = choose(raw, MEMBERS);
  if (choice.kind !== 'one') {
    problems.error('POLICY.INVALID_PORT', field, foundInstead(choice, MEMBERS));
    return anyPort(false);
  }
  const { name, value } = choice;
  const at = `${field}.${name}`;
  if (name === 'namedPort') return lowerPortName(value, at, problems);
  const protocol = readProtocol(value, name, at, problems);
  if (protocol === null) return anyPort(false);
  return name === 'portNumber'
    ? lowerSpan({ protocol, lo: member(value, 'port'), hi: member(value, 'port') }, `${at}.port`, sctpCertain, problems)
    : lowerSpan({ protocol, lo: member(value, 'start'), hi: member(value, 'end') }, at, sctpCertain, problems);
}

function readProtocol(value: unknown, name: string, field: string, problems: ProblemList): Transport | null {
  const unknown = Object.keys(asRecord(value) ?? {}).filter((key) => FIELDS[name]?.includes(key) !== true);
  if (asRecord(value) === undefined || unknown.length > 0) {
    const what = unknown.length > 0 ? `unknown ${unknown.join(', ')}` : `${shown(value)} is not an object`;
    problems.error('POLICY.INVALID_PORT', field, `${what}; write ${FIELDS[name]?.join(', ') ?? ''}`);
    return null;
  }
  // An empty text is Go's way of not saying anything.
  const given = member(value, 'protocol') ?? '';
  const written = given === '' ? 'TCP' : given;
  const protocol = TRANSPORTS.find((transport) => transport === written);
  if (protocol !== undefined) return protocol;
  const message = `${shown(written)} is not a protocol; write TCP, UDP or SCTP`;
  problems.error('POLICY.INVALID_PORT', `${field}.protocol`, message);
  return null;
}

import { asRecord } from '../../model/json-value.js';
import type { Family } from '../../sets/ip-address.js';
import type { Direction } from '../policy.js';
import type { ProblemList } from '../problem-list.js';
import { FieldReader } from './field-reader.js';
import { shown } from '../shown-value.js';
import { type Lanes, readLanes } from './lower-protocol.js';
import { ANY_ENTITY, type Entity, readEntity } from './read-entity.js';

/** A rule of a Calico policy, read but not yet matched against anything. */
export interface CalicoRule {
  /** Undefined when it is none that Calico knows. */
  readonly action: 'Allow' | 'Deny' | 'Pass' | 'Log' | undefined;
  readonly ipVersion: Family | undefined;
  readonly lanes: Lanes;
  readonly source: Entity;
  readonly destination: Entity;
  /** ICMP types and HTTP: not part of a connection between two ends. */
  readonly conditions: readonly string[];
  /** Something here could not be read: the API would refuse the policy. */
  readonly isBroken: boolean;
  /** It may match less than what was read. */
  readonly isVague: boolean;
}

const KNOWN: ReadonlySet<string> = new Set([
  'action',
  'ipVersion',
  'protocol',
  'notProtocol',
  'icmp',
  'notICMP',
  'source',
  'destination',
  'http',
  'metadata',
]);

const ACTIONS: ReadonlyMap<string, NonNullable<CalicoRule['action']>> = new Map(
  (['Allow', 'Deny', 'Pass', 'Log'] as const).map((action) => [action, action]),
);

/** Reads one rule. `namespace` is the policy's own, empty for global policies (semantics 03 §5). */
export function readRule(
  raw: unknown,
  direction: Direction,
  index: number,
  namespace: string,
  problems: ProblemList,
): CalicoRule {
  const field = `spec.${direction}[${String(index)}]`;
  const record = asRecord(raw);
  const reader = new FieldReader(record ?? {}, field, problems, 'POLICY.INVALID_RULE');
  if (record === undefined) reader.refuse('', `${shown(raw)} is not a rule`);
  const isVague = reader.hasOthers(KNOWN);
  const action = ACTIONS.get(reader.text('action') ?? '');
  if (action === undefined) {
    reader.refuse(
      'action',
      `${shown(reader.raw('action'))} is not an action; write Allow, Deny, Pass or Log`,
      'POLICY.UNKNOWN_ACTION',
    );
  }
  const lanes = readLanes(reader);
  const source = readEntity(reader.part('source'), namespace);
  const destination = readEntity(reader.part('destination'), namespace);
  refuseMisplaced(reader, direction, lanes, source, destination);
  const conditions = [...readIcmp(reader, 'icmp'), ...readIcmp(reader, 'notICMP'), ...readHttp(reader, action)];
  const isBroken = reader.isBroken || source.isBroken || destination.isBroken;
  return {
    action,
    ipVersion: readIpVersion(reader),
    lanes,
    source: reader.raw('source') === undefined ? ANY_ENTITY : source,
    destination,
    conditions,
    isBroken,
    isVague: isVague || isBroken || source.isVague || destination.isVague,
  };
}

function readIpVersion(reader: FieldReader): Family | undefined {
  const version = reader.raw('ipVersion');
  if (version === undefined || version === 4 || version === 6) return version;
  reader.refuse('ipVersion', `${shown(version)} is not an IP version; write 4 or 6`);
  return undefined;
}

/** What the API refuses although every field can be read. */
function refuseMisplaced(
  reader: FieldReader,
  direction: Direction,
  lanes: Lanes,
  source: Entity,
  destination: Entity,
): void {
  const named = [source.ports, source.notPorts, destination.ports, destination.notPorts];
  if (named.some((ports) => ports !== undefined) && (lanes.size !== 1 || reader.raw('protocol') === undefined)) {
    reader.refuse('protocol', 'ports need a protocol that has ports; write TCP, UDP or SCTP');
  }
  const misplaced = direction === 'ingress' ? destination : source;
  if (misplaced.service !== undefined) {
    reader.refuse(
      direction === 'ingress' ? 'destination.services' : 'source.services',
      'services select the far end only: the source of ingress and the destination of egress',
    );
  }
}

function readIcmp(reader: FieldReader, name: 'icmp' | 'notICMP'): string[] {
  const icmp = reader.part(name);
  if (icmp === undefined) return [];
  icmp.hasOthers(new Set(['type', 'code']));
  const type = icmp.number('type');
  const code = icmp.number('code');
  if (icmp.isBroken) reader.isBroken = true;
  const text = [
    type === undefined ? '' : ` type ${String(type)}`,
    code === undefined ? '' : ` code ${String(code)}`,
  ].join('');
  return [`${name === 'icmp' ? 'ICMP' : 'not ICMP'}${text}`];
}

/** HTTP is judged by a proxy that may be switched off: the rule allows at most this. */
function readHttp(reader: FieldReader, action: CalicoRule['action']): string[] {
  const http = reader.part('http');
  if (http === undefined) return [];
  http.hasOthers(new Set(['methods', 'paths']));
  const methods = http.texts('methods');
  const paths = http.list('paths').map((path) =>
    Object.values(asRecord(path) ?? {})
      .map(String)
      .join(' '),
  );
  if (action !== 'Allow') reader.refuse('http', 'only Allow rules can name HTTP requests');
  if (http.isBroken) reader.isBroken = true;
  return [['HTTP', methods.join(' or '), paths.join(' or ')].filter((part) => part !== '').join(' ')];
}

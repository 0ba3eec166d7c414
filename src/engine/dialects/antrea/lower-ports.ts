import { asRecord, asText, memberAt } from '../../model/json-value.js';
import { MAX_PORT, MIN_PORT } from '../../sets/protocol.js';
import type { PortClause } from '../policy.js';
import { anyPort, wholeLane } from '../port-clauses.js';
import type { ProblemList } from '../problem-list.js';
import { portSchema, protocolSchema } from './schema.js';

/** Ports of a rule, with what must also hold for them to match. */
export interface PortAlternative {
  readonly ports: readonly PortClause[];
  readonly conditions: readonly string[];
}

/** Lowers `ports` and `protocols`; neither means everything. */
export function lowerPorts(
  ports: readonly unknown[],
  protocols: readonly unknown[],
  field: string,
  problems: ProblemList,
): readonly PortAlternative[] {
  if (ports.length + protocols.length === 0) return [{ ports: anyPort(true), conditions: [] }];
  const all = [
    ...ports.map((port, index) => lowerPort(port, `${field}.ports[${String(index)}]`, problems)),
    ...protocols.map((protocol, index) => lowerProtocol(protocol, `${field}.protocols[${String(index)}]`, problems)),
  ];
  const plain = all.filter(({ conditions }) => conditions.length === 0).flatMap((alternative) => alternative.ports);
  return [
    ...(plain.length === 0 ? [] : [{ ports: plain, conditions: [] }]),
    ...all.filter(({ conditions }) => conditions.length > 0),
  ];
}

function lowerPort(raw: unknown, field: string, problems: ProblemList): PortAlternative {
  const parsed = portSchema.safeParse(raw);
  if (!parsed.success) {
    problems.refuse('POLICY.INVALID_PORT', field, parsed.error);
    return { ports: anyPort(false), conditions: [] };
  }
  const { port, endPort, sourcePort, sourceEndPort } = parsed.data;
  const lane = parsed.data.protocol ?? 'TCP';
  const source = sourcePort ?? sourceEndPort;
  const conditions =
    source === undefined || source === null
      ? []
      : [`source port ${String(source)}${isRange(source, sourceEndPort) ? `-${String(sourceEndPort)}` : ''}`];
  if (endPort !== undefined && endPort !== null && (typeof port !== 'number' || endPort < port)) {
    problems.error(
      'POLICY.INVALID_PORT',
      `${field}.endPort`,
      `endPort ${String(endPort)} needs a numeric port that is not greater`,
    );
    return { ports: [wholeLane(lane, false)], conditions };
  }
  if (typeof port === 'string') return { ports: [{ kind: 'named', protocol: lane, name: port }], conditions };
  const lo = port ?? MIN_PORT;
  const hi = endPort ?? port ?? MAX_PORT;
  return { ports: [{ kind: 'span', lane, lo, hi, certain: true }], conditions };
}

function isRange(from: number, to: number | null | undefined): boolean {
  return to !== undefined && to !== null && to > from;
}

function lowerProtocol(raw: unknown, field: string, problems: ProblemList): PortAlternative {
  const parsed = protocolSchema.safeParse(raw);
  if (!parsed.success) {
    problems.refuse('POLICY.INVALID_PORT', field, parsed.error);
    return { ports: anyPort(false), conditions: [] };
  }
  const { icmp, igmp } = parsed.data;
  const ports = [wholeLane('other', true)];
  if (igmp !== undefined && igmp !== null) return { ports, conditions: ['IGMP'] };
  const type = icmp?.icmpType;
  return { ports, conditions: type === undefined || type === null ? ['ICMP'] : [`ICMP type ${String(type)}`] };
}

/** What a proxy asks of the requests it lets pass. */
export function l7Conditions(raw: readonly unknown[]): readonly string[] {
  return raw.map((entry) => {
    const http = asRecord(memberAt(entry, 'http'));
    if (http !== undefined) {
      const parts = ['method', 'host', 'path'].flatMap((key) => asText(memberAt(http, key))?.slice(0, 120) ?? []);
      return `HTTP ${parts.length === 0 ? 'any request' : parts.join(' ')}`;
    }
    const sni = asText(memberAt(entry, 'tls', 'sni'));
    return sni === undefined ? 'an application protocol' : `TLS server name ${sni.slice(0, 120)}`;
  });
}

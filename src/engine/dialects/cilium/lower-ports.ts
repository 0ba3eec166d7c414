import { asRecord } from '../../model/json-value.js';
import { MAX_PORT, MIN_PORT, TRANSPORTS, type Transport, isTransport } from '../../sets/protocol.js';
import type { PortClause } from '../policy.js';
import { anyPort, wholeLane } from '../port-clauses.js';
import type { ProblemList } from '../problem-list.js';
import { conditionsOf } from './l7-conditions.js';
import { icmpSchema, portRuleSchema, portSchema } from './schema.js';
import type { CiliumSettings } from './settings.js';

/** Ports of a rule item, and what a proxy asks besides. */
export interface PortAlternative {
  readonly ports: readonly PortClause[];
  readonly conditions: readonly string[];
  /** True when a proxy asks: it may refuse what nothing else does. */
  readonly isProxied: boolean;
}

/** What the ports of a rule item may be; null when it does not restrict them. */
export function lowerPorts(
  {
    toPorts,
    icmps,
  }: {
    readonly toPorts?: readonly unknown[] | null | undefined;
    readonly icmps?: readonly unknown[] | null | undefined;
  },
  field: string,
  settings: CiliumSettings,
  problems: ProblemList,
): readonly PortAlternative[] | null {
  const rules = toPorts ?? [];
  const messages = icmps ?? [];
  if (rules.length === 0 && messages.length === 0) return null;
  if (rules.length > 0 && messages.length > 0)
    problems.error('POLICY.INVALID_RULE', `${field}.icmps`, 'icmps and toPorts cannot share a rule; write two rules');
  return [
    ...rules.map((rule, index) => lowerPortRule(rule, `${field}.toPorts[${String(index)}]`, settings, problems)),
    ...messages.map((rule, index) => lowerIcmp(rule, `${field}.icmps[${String(index)}]`, problems)),
  ];
}

function lowerPortRule(raw: unknown, field: string, settings: CiliumSettings, problems: ProblemList): PortAlternative {
  const parsed = portRuleSchema.safeParse(raw ?? {});
  if (!parsed.success) {
    problems.refuse('POLICY.INVALID_PORT', field, parsed.error);
    return { ports: anyPort(false), conditions: [], isProxied: false };
  }
  const ports = parsed.data.ports ?? [];
  const clauses =
    ports.length === 0
      ? TRANSPORTS.map((lane) => wholeLane(lane, false)) // releases differ: nothing, or every port
      : ports.flatMap((port, index) => lowerPort(port, `${field}.ports[${String(index)}]`, settings, problems));
  const conditions = conditionsOf(asRecord(raw) ?? {});
  return { ports: clauses, conditions, isProxied: conditions.length > 0 };
}

function lowerPort(raw: unknown, field: string, settings: CiliumSettings, problems: ProblemList): PortClause[] {
  const parsed = portSchema.safeParse(raw);
  if (!parsed.success) {
    problems.refuse('POLICY.INVALID_PORT', field, parsed.error);
    return anyPort(false);
  }
  const protocol = (parsed.data.protocol ?? '').toUpperCase();
  const lanes = protocol === '' || protocol === 'ANY' ? TRANSPORTS : isTransport(protocol) ? [protocol] : null;
  if (lanes === null) {
    if (protocol === 'ICMP' || protocol === 'ICMPV6') return [wholeLane('other', false)];
    problems.error(
      'POLICY.INVALID_PORT',
      `${field}.protocol`,
      `${protocol} is not a protocol; write TCP, UDP, SCTP or ANY`,
    );
    return anyPort(false);
  }
  const { port = '0', endPort } = parsed.data;
  const text = String(port ?? '0');
  const isSure = (lane: Transport): boolean => lane !== 'SCTP' || settings.sctp === true;
  if (!/^\d+$/.test(text)) return named(text, lanes, field, problems);
  const lo = Number(text);
  if (lo > MAX_PORT) {
    problems.error(
      'POLICY.INVALID_PORT',
      `${field}.port`,
      `${text} is not a port number from 0 to ${String(MAX_PORT)}`,
    );
    return anyPort(false);
  }
  if (lo < MIN_PORT) return lanes.map((lane) => wholeLane(lane, isSure(lane)));
  const hi = endPort ?? 0;
  if (hi !== 0 && hi < lo) {
    problems.error('POLICY.INVALID_PORT', `${field}.endPort`, `endPort ${String(hi)} is smaller than port ${text}`);
    return lanes.map((lane) => wholeLane(lane, false));
  }
  return lanes.flatMap((lane): PortClause[] => {
    const first: PortClause = { kind: 'span', lane, lo, hi: lo, certain: isSure(lane) };
    if (hi <= lo) return [first];
    const range: PortClause = { ...first, hi, certain: isSure(lane) && settings.knowsPortRanges !== false };
    return range.certain ? [range] : [first, range];
  });
}

function named(name: string, lanes: readonly Transport[], field: string, problems: ProblemList): PortClause[] {
  if (!/^(?=.*[a-z])[a-z\d](?:[a-z\d-]{0,13}[a-z\d])?$/i.test(name)) {
    problems.error(
      'POLICY.INVALID_PORT',
      `${field}.port`,
      `"${name.slice(0, 40)}" is neither a port number nor a port name`,
    );
    return anyPort(false);
  }
  return lanes.map((protocol) => ({ kind: 'named', protocol, name: name.toLowerCase() }));
}

/** Only some messages: of a protocol without ports that is as much as can be said. */
function lowerIcmp(raw: unknown, field: string, problems: ProblemList): PortAlternative {
  const parsed = icmpSchema.safeParse(raw);
  if (!parsed.success) {
    problems.refuse('POLICY.INVALID_PORT', field, parsed.error);
    return { ports: anyPort(false), conditions: [], isProxied: false };
  }
  const fields = parsed.data.fields ?? [];
  const conditions = fields.map(({ family, type }) => `ICMP ${family ?? 'IPv4'} type ${String(type ?? '?')}`);
  return { ports: fields.length === 0 ? [] : [wholeLane('other', true)], conditions, isProxied: false };
}

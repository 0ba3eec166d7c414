import { MAX_PORT, MIN_PORT } from '../../sets/protocol.js';
import type { CniCapabilities } from '../cni-capabilities.js';
import type { PortClause } from '../policy.js';
import { anyPort, wholeLane } from '../port-clauses.js';
import type { ProblemList } from '../problem-list.js';
import { portSchema } from './schema.js';

/** A rule's `ports` list. */
export function lowerPorts(
  raw: readonly unknown[] | null | undefined,
  field: string,
  cni: CniCapabilities,
  problems: ProblemList,
): PortClause[] {
  if (raw === undefined || raw === null || raw.length === 0) return anyPort(true);
  const clauses = raw.flatMap((entry, index) => lowerPort(entry, `${field}[${String(index)}]`, cni, problems));
  return cni.numbersHidePortless ? hidePortless(clauses) : clauses;
}

function lowerPort(raw: unknown, field: string, cni: CniCapabilities, problems: ProblemList): PortClause[] {
  const entry = portSchema.safeParse(raw);
  if (!entry.success) {
    problems.refuse('POLICY.INVALID_PORT', field, entry.error);
    return anyPort(false);
  }
  const protocol = entry.data.protocol ?? 'TCP';
  const { port, endPort } = entry.data;
  const certain = protocol !== 'SCTP' || cni.sctp === 'enforced';
  if (endPort !== undefined && endPort !== null && (typeof port !== 'number' || endPort < port)) {
    problems.error(
      'POLICY.INVALID_PORT',
      `${field}.endPort`,
      `endPort ${String(endPort)} needs a numeric port that is not greater`,
    );
    return [wholeLane(protocol, false)];
  }
  if (port === undefined || port === null) return [wholeLane(protocol, certain)];
  if (typeof port === 'string') {
    return cni.namedPort === 'whole-protocol'
      ? [wholeLane(protocol, false)]
      : [{ kind: 'named', protocol, name: port }];
  }
  const hi = endPort ?? port;
  if (hi === port || cni.endPort === 'range') return [{ kind: 'span', lane: protocol, lo: port, hi, certain }];
  return [
    { kind: 'span', lane: protocol, lo: port, hi: port, certain },
    { kind: 'span', lane: protocol, lo: port, hi, certain: false },
  ];
}

/** OVN-Kubernetes emits only the numbers of a protocol when a rule has both numbers and a whole protocol. */
function hidePortless(clauses: readonly PortClause[]): PortClause[] {
  const numbered = new Set(
    clauses
      .filter((clause) => clause.kind === 'span' && !isWhole(clause))
      .map((clause) => (clause.kind === 'span' ? clause.lane : '')),
  );
  return clauses.map((clause) =>
    clause.kind === 'span' && isWhole(clause) && numbered.has(clause.lane) ? { ...clause, certain: false } : clause,
  );
}

function isWhole(clause: PortClause): boolean {
  return clause.kind === 'span' && clause.lo === MIN_PORT && clause.hi === MAX_PORT;
}

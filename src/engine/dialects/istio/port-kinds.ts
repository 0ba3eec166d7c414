import { type PortSpan, containsPort, merged, without } from './inbound-ports.js';
import type { MtlsModes, MtlsSettings } from './peer-authentication.js';
import type { PortProtocol } from './port-protocols.js';
import type { CaptureMode } from './capture-mode.js';
import type { Reception } from './sources.js';
import type { Certainty } from '../three-valued.js';

/** Captured ports of a destination on which every rule means the same. */
export interface PortKind {
  readonly spans: readonly PortSpan[];
  readonly protocol: PortProtocol;
  readonly reception: Reception;
  /** Are connections without an identity refused? */
  readonly strict: Certainty;
  /** How callers are known where they are refused: by then mutual TLS is in force. */
  readonly strictly: Reception;
}

/** What distinguishes the ports of one destination. */
export interface PortFacts {
  readonly mode: CaptureMode;
  readonly spans: readonly PortSpan[];
  readonly mtls: MtlsSettings;
  /** Declared protocols; empty where no rule asks for them. */
  readonly protocols: ReadonlyMap<number, PortProtocol>;
  /** Ports that some source keeps from its own proxy. */
  readonly excludedPorts: readonly number[];
  readonly waypoint: Reception['waypoint'];
  /** True when clients are told not to use mutual TLS. */
  readonly clientsMayDropMtls: boolean;
}

/** Sorts captured ports into kinds. */
export function portKinds(facts: PortFacts): readonly PortKind[] {
  const { spans, mtls, protocols, excludedPorts } = facts;
  const special = [...new Set([...protocols.keys(), ...mtls.byPort.keys(), ...excludedPorts])]
    .filter((port) => containsPort(spans, port))
    .sort((a, b) => a - b);
  const kinds = new Map<string, { kind: Omit<PortKind, 'spans'>; ports: number[] }>();
  for (const port of special) {
    const kind = kindOf(facts, port);
    const key = kindText(kind);
    const known = kinds.get(key);
    if (known === undefined) kinds.set(key, { kind, ports: [port] });
    else known.ports.push(port);
  }
  const rest = without(spans, special);
  return [
    ...(rest.length === 0 ? [] : [{ ...kindOf(facts, null), spans: rest }]),
    ...[...kinds.values()].map(({ kind, ports }) => ({ ...kind, spans: merged(ports) })),
  ];
}

function kindOf(
  { mode, mtls, protocols, excludedPorts, waypoint, clientsMayDropMtls }: PortFacts,
  port: number | null,
): Omit<PortKind, 'spans'> {
  const modes = (port === null ? undefined : mtls.byPort.get(port)) ?? mtls.modes;
  const isVague = mode === 'gateway' || clientsMayDropMtls;
  const reception = {
    identity: isVague ? 'unknown' : identityUnder(modes, mode),
    excluded: port !== null && excludedPorts.includes(port) ? port : null,
    ...(waypoint === undefined ? {} : { waypoint }),
  } as const;
  return {
    protocol: (port === null ? undefined : protocols.get(port)) ?? 'either',
    reception,
    strict: mode === 'gateway' ? false : isStrict(modes),
    strictly: { ...reception, identity: isVague ? 'unknown' : 'mtls' },
  };
}

/** Without mutual TLS nobody proves anything; ztunnel takes DISABLE for PERMISSIVE (semantics 05 §3). */
function identityUnder(modes: MtlsModes, mode: CaptureMode): Reception['identity'] {
  if (mode === 'ambient' || !modes.has('DISABLE')) return 'mtls';
  return modes.size === 1 ? 'none' : 'unknown';
}

function isStrict(modes: MtlsModes): Certainty {
  if (!modes.has('STRICT')) return false;
  return modes.size === 1 ? true : undefined;
}

/** Canonical text of what a kind means, without its ports. */
export function kindText({ protocol, reception, strict, strictly }: Omit<PortKind, 'spans'>): string {
  const { identity, excluded, waypoint } = reception;
  return JSON.stringify([
    protocol,
    identity,
    excluded,
    waypoint ?? String(waypoint),
    String(strict),
    strictly.identity,
  ]);
}

/** Canonical text of a list of kinds. */
export function kindsText(kinds: readonly PortKind[]): string {
  return kinds
    .map((kind) => `${kindText(kind)} ${kind.spans.map(({ lo, hi }) => `${String(lo)}-${String(hi)}`).join(',')}`)
    .join('\n');
}

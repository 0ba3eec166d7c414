/** Transport protocols a port rule can name (Container.ports[].protocol, NetworkPolicyPort.protocol). */
export const TRANSPORTS = ['TCP', 'UDP', 'SCTP'] as const;
export type Transport = (typeof TRANSPORTS)[number];

/** A lane of the port line: the three transports, and one point for every protocol that has no ports (ICMP, ESP…). */
export const LANES = [...TRANSPORTS, 'other'] as const;
export type Lane = (typeof LANES)[number];

/** Lowest and highest port number that exists; 0 is not a port. */
export const MIN_PORT = 1;
export const MAX_PORT = 65_535;

const LANE_OF: ReadonlyMap<string, Lane> = new Map(TRANSPORTS.map((transport) => [transport, transport]));

/** The lane a protocol travels on: its own for TCP, UDP and SCTP, `other` for everything else. */
export function laneOf(protocol: string): Lane {
  return LANE_OF.get(protocol) ?? 'other';
}

/** True for TCP, UDP and SCTP, the protocols a NetworkPolicy can name. */
export function isTransport(protocol: unknown): protocol is Transport {
  return typeof protocol === 'string' && LANE_OF.has(protocol);
}

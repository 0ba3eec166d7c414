import type { PortSet } from '#src/engine/sets/port-set.js';
import { TRANSPORTS } from '#src/engine/sets/protocol.js';

/** Ports of one protocol as answers write them. */
export interface PortsEntry {
  readonly protocol: string;
  readonly ranges: (readonly [number, number])[];
}

/** A set of ports as JSON answers write it; `[]` is none. */
export type PortsJson = 'All Connections' | PortsEntry[];

/** TCP, UDP and SCTP of a port set, in the conformance format. */
export function portsJson(ports: PortSet): PortsJson {
  if (ports.isEveryTransport) return 'All Connections';
  const ranges = ports.ranges();
  return TRANSPORTS.map((protocol) => ({
    protocol,
    ranges: ranges.filter(({ lane }) => lane === protocol).map(({ lo, hi }) => [lo, hi] as const),
  })).filter((entry) => entry.ranges.length > 0);
}

/** The same for a reader: `all ports`, `no port`, or `TCP 80,443-445, UDP 53`. */
export function portsText(ports: PortsJson): string {
  if (ports === 'All Connections') return 'all ports';
  if (ports.length === 0) return 'no port';
  return ports.map(({ protocol, ranges }) => `${protocol} ${ranges.map(rangeText).join(',')}`).join(', ');
}

function rangeText([low, high]: readonly [number, number]): string {
  if (low === 1 && high === 65_535) return '(any port)';
  return low === high ? String(low) : `${String(low)}-${String(high)}`;
}

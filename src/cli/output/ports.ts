import type { PortSet } from '#src/engine/sets/port-set.js';
import { MAX_PORT, MIN_PORT, TRANSPORTS } from '#src/engine/sets/protocol.js';

/** Ports of one protocol as answers write them. */
export interface PortsEntry {
  readonly protocol: string;
  readonly ranges: (readonly [number, number])[];
}

/** A set of ports as JSON answers write it; `[]` is none. */
export type PortsJson = 'All Connections' | PortsEntry[];

const known = new WeakMap<PortSet, PortsJson>();

/** TCP, UDP and SCTP of a port set, in the conformance format. Sets are few and pairs are many: each is written once. */
export function portsJson(ports: PortSet): PortsJson {
  const written = known.get(ports) ?? write(ports);
  known.set(ports, written);
  return written;
}

function write(ports: PortSet): PortsJson {
  if (ports.isEveryTransport) return 'All Connections';
  const ranges = ports.ranges();
  return TRANSPORTS.map((protocol) => ({
    protocol,
    ranges: ranges.filter(({ lane }) => lane === protocol).map(({ lo, hi }) => [lo, hi] as const),
  })).filter((entry) => entry.ranges.length > 0);
}

/** The same for a reader: `all ports`, `no port`, `TCP 80,443-445, UDP 53`, or `all ports but TCP 22`. */
export function portsText(ports: PortsJson): string {
  if (ports === 'All Connections') return 'all ports';
  if (ports.length === 0) return 'no port';
  const missing = missingPorts(ports);
  return missing.length <= SHORT ? `all ports but ${listText(missing)}` : listText(ports);
}

/** So few missing ranges read better than what is there. */
const SHORT = 2;

function listText(ports: readonly PortsEntry[]): string {
  return ports.map(({ protocol, ranges }) => `${protocol} ${ranges.map(rangeText).join(',')}`).join(', ');
}

/** The complement when every protocol is nearly whole, one entry for each missing range; otherwise too many to be short. */
function missingPorts(ports: readonly PortsEntry[]): PortsEntry[] {
  const gaps: PortsEntry[] = [];
  for (const protocol of TRANSPORTS) {
    const ranges = ports.find((entry) => entry.protocol === protocol)?.ranges ?? [];
    if (ranges.length === 0) return new Array<PortsEntry>(SHORT + 1).fill({ protocol, ranges: [] });
    let next = MIN_PORT;
    for (const [low, high] of [...ranges, [MAX_PORT + 1, MAX_PORT + 1] as const]) {
      if (low > next) gaps.push({ protocol, ranges: [[next, low - 1]] });
      next = high + 1;
    }
  }
  return gaps;
}

function rangeText([low, high]: readonly [number, number]): string {
  if (low === MIN_PORT && high === MAX_PORT) return '(any port)';
  return low === high ? String(low) : `${String(low)}-${String(high)}`;
}

import type { Check, PortsValue } from './case-file.js';
import { canonicalPorts } from './canonical-ports.js';
import type { Line } from './compare-lines.js';

/** A connection in the corpus' words. */
export interface CorpusConnection {
  readonly src: string;
  readonly dst: string;
  readonly ports: PortsValue;
}

/** The connections a `connlist` check expects, whichever of the two forms it uses. */
export function expectedConnections(check: Check): CorpusConnection[] {
  if (check.entries !== undefined) return check.entries as unknown as CorpusConnection[];
  const ends = check.endpoints ?? [];
  return (check.groups ?? []).flatMap(({ ports, pairs }) =>
    pairs.flatMap(([src, destinations]) =>
      destinations.map((dst) => ({ src: ends[src] ?? '', dst: ends[dst] ?? '', ports })),
    ),
  );
}

/** Connections as lines to compare; those that allow nothing say nothing. */
export function linesOf(connections: readonly CorpusConnection[]): Line<PortsValue>[] {
  return connections
    .filter(({ ports }) => canonicalPorts(ports) !== 'none')
    .map(({ src, dst, ports }) => ({ src, dst, says: ports }));
}

/** All ports that several lines about one pair allow, as one text. */
export function unitedPorts(said: readonly PortsValue[]): string {
  const [only] = said;
  if (said.length === 1 && only !== undefined) return canonicalPorts(only);
  if (said.includes('All Connections')) return 'all';
  return canonicalPorts(said.flatMap((ports) => (Array.isArray(ports) ? ports : [])));
}

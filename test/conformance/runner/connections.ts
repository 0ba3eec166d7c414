import type { Check, PortsValue } from './case-file.js';
import type { Line } from './compare-lines.js';
import { type L4, projected } from './l4-projection.js';

/** A connection in the corpus' words. */
export interface CorpusConnection {
  readonly src: string;
  readonly dst: string;
  readonly ports: PortsValue;
  /** What is possible beyond `ports`, when that depends on more than layer 4 or is not known. */
  readonly mayPorts?: PortsValue;
  /** Istio cases list TCP and everything else apart. */
  readonly section?: string | undefined;
  /** The network it passes on, where a case tells networks apart. */
  readonly network?: string | undefined;
}

/** The connections a `connlist` check expects, whichever of the two forms it uses. */
export function expectedConnections(check: Check): CorpusConnection[] {
  if (check.entries !== undefined) return check.entries as unknown as CorpusConnection[];
  const ends = check.endpoints ?? [];
  return (check.groups ?? []).flatMap(({ ports, pairs, section }) =>
    pairs.flatMap(([src, destinations]) =>
      destinations.map((dst) => ({ src: ends[src] ?? '', dst: ends[dst] ?? '', ports, section })),
    ),
  );
}

/** Connections as lines to compare, projected on layer 4; those that allow nothing say nothing. */
export function linesOf(connections: readonly CorpusConnection[]): Line<L4>[] {
  return connections
    .map(({ src, dst, ports, mayPorts, section }) => {
      const says = projected(ports, section);
      return { src, dst, says: mayPorts === undefined ? says : { ...says, may: projected(mayPorts, section).may } };
    })
    .filter(({ says }) => !says.may.isEmpty);
}

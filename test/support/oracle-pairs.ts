import fc from 'fast-check';
import type { OracleEnd } from './cilium-oracle.js';

interface NamedEnd {
  readonly name: string;
  readonly end: OracleEnd;
}

/** Which pairs a cluster is asked about: all would be slow, so each cluster gets its own sample. */
export const pairPicks = fc.array(fc.tuple(fc.nat(), fc.nat()), { minLength: 12, maxLength: 16 });

/** The picked pairs of different ends, at least one of them a pod. */
export function pairsOf(
  ends: readonly NamedEnd[],
  picks: readonly (readonly [number, number])[],
): [NamedEnd, NamedEnd][] {
  return picks.flatMap(([from, to]): [NamedEnd, NamedEnd][] => {
    const src = ends[from % ends.length];
    const dst = ends[to % ends.length];
    if (src === undefined || dst === undefined || src === dst) return [];
    return src.end.kind === 'pod' || dst.end.kind === 'pod' ? [[src, dst]] : [];
  });
}

import { MAX_PORT, MIN_PORT } from '../../sets/protocol.js';

/** Inclusive range of ports. */
export interface Span {
  readonly lo: number;
  readonly hi: number;
}

/** Every port. */
export const EVERY_PORT: readonly Span[] = [{ lo: MIN_PORT, hi: MAX_PORT }];

/** Ports of the first list that are in none of the second. */
export function subtractSpans(spans: readonly Span[], holes: readonly Span[]): Span[] {
  return holes.reduce<Span[]>(
    (left, hole) =>
      left.flatMap(({ lo, hi }) => [
        ...(lo < hole.lo ? [{ lo, hi: Math.min(hi, hole.lo - 1) }] : []),
        ...(hi > hole.hi ? [{ lo: Math.max(lo, hole.hi + 1), hi }] : []),
      ]),
    [...spans],
  );
}

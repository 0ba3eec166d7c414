import { LANES, MAX_PORT, MIN_PORT, type Lane } from './protocol.js';

/**
 * All lanes laid on one line of integers, `lane << 16 | port`. Position 0 of every lane stays empty, so two lanes never
 * touch and equal sets of ports always have equal bounds (engine §9).
 */
const LANE_BITS = 16;
const PORT_MASK = (1 << LANE_BITS) - 1;

/** The one point that stands for all protocols without ports. */
const OTHER_POINT = 1;

/** Sorted, disjoint, non-adjacent inclusive bounds `[lo, hi, lo, hi, …]` on the port line. */
export type Bounds = readonly number[];

/** Ports `lo…hi` of one lane, inclusive, as they are written in answers. */
export interface PortRange {
  readonly lane: Lane;
  readonly lo: number;
  readonly hi: number;
}

/** First and last position of ports `lo…hi` of a lane; the `other` lane has no ports and ignores them. */
export function boundsOf(lane: Lane, lo = MIN_PORT, hi = MAX_PORT): Bounds {
  const base = LANES.indexOf(lane) << LANE_BITS;
  return lane === 'other' ? [base + OTHER_POINT, base + OTHER_POINT] : [base + lo, base + hi];
}

/** Every port of every lane. */
export const ALL_BOUNDS: Bounds = LANES.flatMap((lane) => boundsOf(lane));

/** Reads bounds back as ranges; one range never spans two lanes. */
export function rangesOf(bounds: Bounds): PortRange[] {
  const ranges: PortRange[] = [];
  for (let i = 0; i < bounds.length; i += 2) {
    const lo = bounds[i] ?? 0;
    const lane = LANES[lo >> LANE_BITS] ?? 'other';
    ranges.push(
      lane === 'other' ? { lane, lo: 0, hi: 0 } : { lane, lo: lo & PORT_MASK, hi: (bounds[i + 1] ?? 0) & PORT_MASK },
    );
  }
  return ranges;
}

import { LANES, MAX_PORT, MIN_PORT, type Lane } from '../sets/protocol.js';
import type { PortClause } from './policy.js';

/** Every port of every protocol: what most languages mean by not naming ports. */
export function anyPort(certain: boolean): PortClause[] {
  return LANES.map((lane) => wholeLane(lane, certain));
}

/** Every port of one lane. */
export function wholeLane(lane: Lane, certain: boolean): PortClause {
  return { kind: 'span', lane, lo: MIN_PORT, hi: MAX_PORT, certain };
}

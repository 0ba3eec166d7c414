import type { FleetMember } from './fleet-member.js';
import type { Link } from './link.js';

/** Finds the ways one technology opens from one cluster into another. Pure; never throws. */
export interface LinkDetector {
  readonly technology: string;
  /** Ways from the first cluster into the second; the other direction is asked for on its own. */
  detect(from: FleetMember, to: FleetMember): readonly Link[];
}

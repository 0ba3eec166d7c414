import { crossingsBetween, linksBetween } from '#src/engine/fleet/fleet.js';
import type { FleetCrossing } from '#src/engine/fleet/fleet-crossing.js';
import { FleetMember } from '#src/engine/fleet/fleet-member.js';
import { type FleetGap, gapsOf } from '#src/engine/fleet/gaps.js';
import type { Link } from '#src/engine/fleet/link.js';
import { type Overlap, overlapsOf } from '#src/engine/fleet/overlaps.js';
import type { Verdict } from '#src/engine/isolation/crossing.js';
import type { TenancyRules } from '#src/engine/isolation/tenancy.js';
import type { LoadedSnapshot } from './loaded-snapshot.js';

/** One cluster of a pair: its name in answers, and who owns what in it. */
export interface FleetSide {
  readonly name: string;
  readonly tenancy: TenancyRules;
}

/** A question about two clusters, in the order of their snapshots. */
export interface FleetQuestion {
  readonly sides: readonly [FleetSide, FleetSide];
  /** Verdicts of crossings to answer. */
  readonly verdicts: readonly Verdict[];
}

/** A link without the routing only the engine needs. */
export type FlatLink = Omit<Link, 'route'>;

/** Ways from the first cluster into the second, and how their address plans compare. */
export interface FleetWays {
  readonly links: readonly FlatLink[];
  readonly overlaps: readonly Overlap[];
  readonly gaps: readonly FleetGap[];
}

/** Ways between two clusters. */
export function fleetWays(snapshots: readonly LoadedSnapshot[], { sides }: FleetQuestion): FleetWays {
  const [from, to] = members(snapshots, sides);
  return {
    links: linksBetween(from, to).map(flatLink),
    overlaps: overlapsOf(from, to),
    gaps: [...gapsOf(from), ...gapsOf(to)],
  };
}

/** Copies what answers show; sets and maps of the route would travel for nothing. */
function flatLink({ kind, technology, subject, from, to, premise, strength, because, evidence }: Link): FlatLink {
  return { kind, technology, subject, from, to, premise, strength, because, evidence };
}

/** Crossings from the first cluster into the second. */
export function fleetPairCrossings(
  snapshots: readonly LoadedSnapshot[],
  { sides, verdicts }: FleetQuestion,
): readonly FleetCrossing[] {
  const [from, to] = members(snapshots, sides);
  return crossingsBetween(from, to, new Set(verdicts));
}

function members(
  [first, second]: readonly LoadedSnapshot[],
  [a, b]: FleetQuestion['sides'],
): readonly [FleetMember, FleetMember] {
  if (first === undefined || second === undefined) throw new TypeError('the task was given too few snapshots');
  return [memberOf(first, a), memberOf(second, b)];
}

function memberOf({ reachability }: LoadedSnapshot, { name, tenancy }: FleetSide): FleetMember {
  return new FleetMember(name, reachability.model, tenancy, reachability);
}

import type { Verdict } from '../isolation/crossing.js';
import { byText } from '../model/json-value.js';
import { relayedCrossings } from './crossings/relayed-crossings.js';
import { writeCrossings } from './crossings/write-crossings.js';
import type { FleetCrossing } from './fleet-crossing.js';
import type { FleetMember } from './fleet-member.js';
import type { Link } from './link.js';
import { linkDetectors } from './links/index.js';
import { type Overlap, overlapsOf } from './overlaps.js';
import { ClusterPair } from './routes/cluster-pair.js';
import { viewOf } from './routes/view-of.js';

const EVERY_VERDICT: ReadonlySet<Verdict> = new Set(['allowed', 'denied', 'unknown']);

/**
 * Ways from one cluster into another, sorted by kind, technology and subject. A way whose premise is proven between all
 * pods replaces the mere possibility that the network routes their addresses.
 */
export function linksBetween(from: FleetMember, to: FleetMember): readonly Link[] {
  const links = linkDetectors.flatMap((detector) => detector.detect(from, to));
  const isCarried = links.some(
    ({ premise, route }) =>
      premise === 'proven' && (route?.kind === 'identities' || route?.kind === 'pods') && route.targets === null,
  );
  return links
    .filter(({ technology }) => !(isCarried && technology === 'routed-pods'))
    .sort((a, b) => byText(a.kind, b.kind) || byText(a.technology, b.technology) || byText(a.subject, b.subject));
}

/**
 * Crossings from one cluster into another, along every link that carries packets (semantics 09 §4): the network's
 * premise, what the source may send, what the destination takes, and what its mesh authorizes, all together.
 * Sorted by parties, kind, technology and subject.
 * @param wanted verdicts to report; a fleet has far more denied crossings than anybody reads
 */
export function crossingsBetween(
  from: FleetMember,
  to: FleetMember,
  wanted: ReadonlySet<Verdict> = EVERY_VERDICT,
): readonly FleetCrossing[] {
  const pair = new ClusterPair(from, to);
  const crossings = linksBetween(from, to).flatMap((link): FleetCrossing[] => {
    if (link.route === null) return [];
    const view = viewOf(pair, link.route);
    const direct = writeCrossings(pair, link, view, wanted);
    const isWide = link.route.kind === 'pods' || link.route.kind === 'identities';
    return isWide && wanted.has('unknown') ? [...direct, ...relayedCrossings(pair, link, view)] : direct;
  });
  return crossings.sort(byEnds);
}

/** Ways between all clusters, by source and destination. */
export function fleetLinks(members: readonly FleetMember[]): readonly Link[] {
  return directions(members).flatMap(([from, to]) => linksBetween(from, to));
}

/** Crossings between all clusters, by source and destination. */
export function fleetCrossings(
  members: readonly FleetMember[],
  wanted: ReadonlySet<Verdict> = EVERY_VERDICT,
): readonly FleetCrossing[] {
  return directions(members).flatMap(([from, to]) => crossingsBetween(from, to, wanted));
}

/** Address plans compared, each pair of clusters once. */
export function fleetOverlaps(members: readonly FleetMember[]): readonly Overlap[] {
  const sorted = byName(members);
  return sorted.flatMap((left, index) => sorted.slice(index + 1).flatMap((right) => overlapsOf(left, right)));
}

function directions(members: readonly FleetMember[]): (readonly [FleetMember, FleetMember])[] {
  const sorted = byName(members);
  return sorted.flatMap((from) => sorted.filter((to) => to !== from).map((to) => [from, to] as const));
}

function byName(members: readonly FleetMember[]): FleetMember[] {
  return [...members].sort((a, b) => byText(a.name, b.name));
}

function byEnds(a: FleetCrossing, b: FleetCrossing): number {
  return (
    byText(a.from.party, b.from.party) ||
    byText(a.to.party, b.to.party) ||
    byText(a.kind, b.kind) ||
    byText(a.technology, b.technology) ||
    byText(a.subject, b.subject) ||
    Number(a.relayed) - Number(b.relayed)
  );
}

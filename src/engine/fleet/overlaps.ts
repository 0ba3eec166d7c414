import { formatRange } from '../sets/ip-range.js';
import type { IpSet } from '../sets/ip-set.js';
import type { AddressFact } from './facts/address-fact.js';
import type { FleetMember } from './fleet-member.js';

/** Address spaces that clusters can share by accident. */
export const OVERLAP_SPACES = ['pods', 'services', 'nodes'] as const;
export type OverlapSpace = (typeof OVERLAP_SPACES)[number];

/** Whether two clusters use the same addresses in one space. */
export interface Overlap {
  readonly left: string;
  readonly right: string;
  readonly space: OverlapSpace;
  /** `unknown`: what is known of both does not meet, but not everything is known. */
  readonly verdict: 'overlap' | 'disjoint' | 'unknown';
  /** The shared addresses, `lo-hi`; empty unless the verdict is `overlap`. */
  readonly ranges: readonly string[];
  /** Where the ranges of both sides were read, and what is missing. */
  readonly because: readonly string[];
}

/** Compares the address plans of two clusters, space by space (semantics 09 §1). */
export function overlapsOf(left: FleetMember, right: FleetMember): Overlap[] {
  return OVERLAP_SPACES.map((space) => overlapIn(space, left, right));
}

/** Whether two clusters share addresses in one space. */
export function overlapIn(space: OverlapSpace, left: FleetMember, right: FleetMember): Overlap {
  const [a, b] = [left.facts[space], right.facts[space]];
  const shared = a.all.intersect(b.all);
  const verdict = !shared.isEmpty ? 'overlap' : isWhole(space, a) && isWhole(space, b) ? 'disjoint' : 'unknown';
  return {
    left: left.name,
    right: right.name,
    space,
    verdict,
    ranges: shared.ranges.map(formatRange),
    because: [left, right].map((member) => `${member.name}: ${describe(space, member.facts[space])}`),
  };
}

/** Nodes are all listed; pods and Services come and go inside ranges that must be declared to be known. */
function isWhole(space: OverlapSpace, fact: AddressFact): boolean {
  return space === 'nodes' ? !fact.observed.isEmpty : !fact.declared.isEmpty;
}

function describe(space: OverlapSpace, fact: AddressFact): string {
  if (!fact.declared.isEmpty) return `${shortList(fact.declared)} (${shortText(fact.sources)})`;
  if (fact.all.isEmpty) return `no address of ${space} is known`;
  const seen = `${shortList(fact.all)} seen in use`;
  return space === 'nodes' ? seen : `${seen}; the whole range is not known`;
}

const SHOWN = 3;

function shortList({ ranges }: IpSet): string {
  return shortText(ranges.map(formatRange));
}

function shortText(words: readonly string[]): string {
  const more = words.length - SHOWN;
  return `${words.slice(0, SHOWN).join(', ')}${more > 0 ? ` and ${String(more)} more` : ''}`;
}

import type { Interval, Tier } from '../sigma.js';
import type { Term } from '../term.js';
import { TIS } from '../weights.js';
import type { TenantView } from './tenant-view.js';

/** A neighbour's part in channel C. */
interface Gap {
  readonly value: Interval;
  readonly because: string;
}

/**
 * Channel C: tenants of other tiers in the same cluster. A tier nobody named is read as the worst it could be, and as
 * unknown; so is the placement of pods that have no node yet.
 */
export function coResidencyTerms(view: TenantView, others: readonly TenantView[]): Term[] {
  let worst: (Gap & { readonly slug: string }) | undefined;
  for (const other of others) {
    if (other.slug === view.slug) continue;
    const gap = gapBetween(view.tier, other.tier, sharing(view.nodes, other.nodes));
    const isWorse =
      worst === undefined ||
      gap.value.upper > worst.value.upper ||
      (gap.value.upper === worst.value.upper && gap.value.lower > worst.value.lower);
    if (isWorse) worst = { ...gap, slug: other.slug };
  }
  if (worst === undefined || worst.value.upper === 0) return [];
  return [
    {
      channel: 'C',
      peer: '',
      workloads: view.subjects.map((_, index) => index),
      value: worst.value,
      subject: `neighbour ${worst.slug}`,
      because: worst.because,
    },
  ];
}

function sharing(a: ReadonlySet<string> | null, b: ReadonlySet<string> | null): 'yes' | 'no' | 'unknown' {
  if (a === null || b === null) return 'unknown';
  for (const node of a) if (b.has(node)) return 'yes';
  return 'no';
}

function gapBetween(own: Tier, other: Tier, shared: 'yes' | 'no' | 'unknown'): Gap {
  const { source, destination } = TIS.missingTier;
  const value = (isShared: boolean): number => weightOf(own ?? destination, other ?? source, isShared);
  const upper = value(shared !== 'no');
  if (own === null || other === null) {
    return { value: { lower: 0, upper }, because: 'nobody set the tier of one of the two tenants' };
  }
  const because = `T${String(own)} beside T${String(other)}${shared === 'yes' ? ' on shared nodes' : ''}`;
  return { value: { lower: value(shared === 'yes'), upper }, because };
}

function weightOf(own: number, other: number, shared: boolean): number {
  const gap = Math.abs(own - other);
  const { sharedNodesWideGap, wideGap, narrowGap } = TIS.coResidency;
  if (gap >= TIS.wideTierGap) return shared ? sharedNodesWideGap : wideGap;
  if (own === 3 && other < own) return wideGap;
  return gap > 0 ? narrowGap : 0;
}

import type { Verdict } from '#src/engine/isolation/crossing.js';
import type { Truth } from '#src/engine/reachability/flow.js';
import type { Subject } from '../../workloads.js';
import { VERDICT_VALUE, type Interval, type Tier } from '../sigma.js';
import type { Term } from '../term.js';

/** One tenant as the score sees it. */
export interface TenantView {
  readonly slug: string;
  readonly tier: Tier;
  /** Its workloads; a term's workload index is the position here. */
  readonly subjects: readonly Subject[];
  /** Nodes its pods run on; null when some pod's node is not known. */
  readonly nodes: ReadonlySet<string> | null;
}

/** The nodes of some workloads; null when some pod's node is not known. */
export function nodesOf(subjects: readonly Subject[]): ReadonlySet<string> | null {
  const nodes = new Set<string>();
  for (const { pods } of subjects) {
    for (const { members } of pods) {
      for (const { node } of members) {
        if (node === undefined) return null;
        nodes.add(node);
      }
    }
  }
  return nodes;
}

/** A weight that counts in full, not at all, or perhaps. */
export function weighed(verdict: Verdict, weight: number): Interval {
  const { lower, upper } = VERDICT_VALUE[verdict];
  return { lower: lower * weight, upper: upper * weight };
}

/** A weight that counts when something is missing: isolation that is not there. */
export function weighedAbsence(isolated: Truth, weight: number): Interval {
  return weighed(isolated === 'yes' ? 'denied' : isolated === 'no' ? 'allowed' : 'unknown', weight);
}

/** What a term says besides its value and workloads. */
type Wording = Pick<Term, 'channel' | 'subject' | 'because'> & Partial<Pick<Term, 'control'>>;

/**
 * One term for each distinct value and wording: workloads with the same trouble share a line. Values of 0 cost nothing
 * and are left out.
 */
export class TermCollector {
  private readonly terms = new Map<string, Term & { readonly workloads: number[] }>();

  add(workload: number, value: Interval, wording: Wording): void {
    if (value.upper <= 0) return;
    const key = [wording.channel, wording.subject, wording.because, value.lower, value.upper].join('\n');
    const known = this.terms.get(key);
    if (known !== undefined) known.workloads.push(workload);
    else this.terms.set(key, { ...wording, peer: '', workloads: [workload], value });
  }

  /** Terms in the order they were first met, naming how many workloads share them. */
  finish(view: TenantView): Term[] {
    return [...this.terms.values()].map((term) => ({
      ...term,
      subject: `${term.subject} (${namesOf(view, term.workloads)})`,
    }));
  }
}

/** `web`, or `web and 3 more`. */
export function namesOf({ subjects }: TenantView, workloads: readonly number[]): string {
  const [first] = workloads;
  const { ref } = (first === undefined ? undefined : subjects[first]) ?? {};
  const name = ref === undefined ? '' : `${ref.namespace}/${ref.name}`;
  return workloads.length <= 1 ? name : `${name} and ${String(workloads.length - 1)} more`;
}

/** What became of one check. `skip` names the reason. */
export type Outcome =
  | {
      readonly result: 'pass';
      readonly notes?: readonly string[];
      /** Compared on layer 4 only: what else decides is a condition here. */
      readonly projected?: boolean;
    }
  | { readonly result: 'fail'; readonly message: string }
  /** Differs on purpose: the documentation contradicts the peer (docs/conformance-deviations.md). */
  | { readonly result: 'deviates'; readonly reason: string; readonly message: string }
  | { readonly result: 'skip'; readonly reason: string };

/** Counts of one suite or kind. */
export interface Counts {
  total: number;
  passed: number;
  /** Of those that passed: compared on layer 4 only, because the rest is a condition here. */
  projected: number;
  failed: number;
  /** Differ on purpose, with the proof in docs/conformance-deviations.md. */
  deviating: number;
  skipped: number;
}

/** A check that did not hold. */
export interface Failure {
  readonly case: string;
  /** Kind, and position or configuration when a case has several of that kind. */
  readonly check: string;
  readonly message: string;
}

/** The result of a run: counts are checks, not cases. */
export interface Tally extends Counts {
  readonly bySuite: Record<string, Counts>;
  readonly byKind: Record<string, Counts>;
  readonly failures: Failure[];
  /** Checks that differ on purpose. */
  readonly deviations: Failure[];
}

/** One judged check. */
export interface Judged {
  readonly suite: string;
  readonly case: string;
  readonly kind: string;
  readonly check: string;
  readonly outcome: Outcome;
}

/** Adds judged checks up, by suite and by kind, in sorted order. */
export function tally(judged: readonly Judged[]): Tally {
  const total = none();
  const bySuite = new Map<string, Counts>();
  const byKind = new Map<string, Counts>();
  const failures: Failure[] = [];
  const deviations: Failure[] = [];
  for (const { suite, case: caseId, kind, check, outcome } of judged) {
    for (const counts of [total, entry(bySuite, suite), entry(byKind, kind)]) count(counts, outcome);
    if (outcome.result === 'deviates') deviations.push({ case: caseId, check, message: outcome.message });
    if (outcome.result === 'fail') failures.push({ case: caseId, check, message: outcome.message });
  }
  return { ...total, bySuite: sorted(bySuite), byKind: sorted(byKind), failures, deviations };
}

/** Nothing counted yet. */
export function none(): Counts {
  return { total: 0, passed: 0, projected: 0, failed: 0, deviating: 0, skipped: 0 };
}

function entry(counts: Map<string, Counts>, key: string): Counts {
  const found = counts.get(key) ?? none();
  counts.set(key, found);
  return found;
}

/** Adds one outcome. */
export function count(counts: Counts, outcome: Outcome): void {
  counts.total += 1;
  if (outcome.result === 'pass') {
    counts.passed += 1;
    if (outcome.projected === true) counts.projected += 1;
  }
  if (outcome.result === 'fail') counts.failed += 1;
  if (outcome.result === 'deviates') counts.deviating += 1;
  if (outcome.result === 'skip') counts.skipped += 1;
}

function sorted(counts: ReadonlyMap<string, Counts>): Record<string, Counts> {
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}

import type { Breach } from '../assessment.js';
import { heldByBrake } from './drop-brake.js';
import type { Cause, FindingState, KnownFinding, ReconcileContext, Transition } from './transition.js';

/**
 * What one snapshot changes about the findings of its cluster. Only a proven absence resolves: a breach that became
 * unknown, a control that missed an input, and a suspicious drop never do (reliability §2.3).
 * @param previous every finding of the cluster, at most one for each fingerprint
 * @returns sorted by fingerprint, at most one for each; resolved findings that stay away have none
 */
export function reconcile(
  previous: readonly KnownFinding[],
  breaches: readonly Breach[],
  context: ReconcileContext,
): Transition[] {
  const known = new Map(previous.map((finding) => [finding.fingerprint, finding]));
  const seen = new Map(breaches.map((breach) => [breach.fingerprint, breach]));
  const gone = previous.filter(({ fingerprint, state }) => state !== 'resolved' && !seen.has(fingerprint));
  const provenGone = gone.filter(({ control }) => !context.incomplete.has(control));
  const braked = heldByBrake(provenGone, context.kinds);
  const transitions = [
    ...[...seen.values()].map((breach) => observed(breach, known.get(breach.fingerprint), context)),
    ...gone.map((finding) => absent(finding, braked, context)),
  ];
  return transitions.sort((a, b) => (a.fingerprint < b.fingerprint ? -1 : 1));
}

/** The breach is in this snapshot. */
function observed(breach: Breach, finding: KnownFinding | undefined, context: ReconcileContext): Transition {
  const from = finding?.state ?? null;
  const isKnown = breach.verdict === 'fail';
  const cause = causeOf(isKnown ? 'breach' : 'not-knowable', breach.because, context);
  const step = (type: Transition['type'], to: FindingState): Transition => ({
    fingerprint: breach.fingerprint,
    control: breach.control,
    type,
    from,
    to,
    breach,
    cause,
  });
  // Somebody accepted the risk: neither proof nor ignorance changes that, only its expiry does.
  if (from === 'accepted') return step('continued', 'accepted');
  if (!isKnown) return step(from === 'unknown' ? 'continued' : 'unknown', 'unknown');
  if (from === null) return step('opened', 'open');
  return step(from === 'resolved' ? 'reopened' : 'continued', 'open');
}

/** The breach is not in this snapshot. */
function absent(finding: KnownFinding, braked: ReadonlySet<string>, context: ReconcileContext): Transition {
  const { fingerprint, control, state } = finding;
  const missing = context.incomplete.get(control);
  const base = { fingerprint, control, from: state };
  if (missing !== undefined) {
    const cause = causeOf('missing-input', `not read: ${missing.join(', ')}`, context);
    const to = state === 'accepted' ? state : 'unknown';
    const held = finding.heldSince === undefined ? {} : { heldSince: finding.heldSince };
    return { ...base, type: state === to ? 'continued' : 'unknown', to, cause, ...held };
  }
  if (braked.has(fingerprint)) {
    const detail = 'too much vanished at once; it is resolved when a second complete snapshot agrees';
    return {
      ...base,
      type: 'continued',
      to: state,
      heldSince: context.seq,
      cause: causeOf('drop-brake', detail, context),
    };
  }
  return {
    ...base,
    type: 'resolved',
    to: 'resolved',
    cause: causeOf('gone', 'the control no longer fails here', context),
  };
}

function causeOf(reason: Cause['reason'], detail: string, { seq, at }: ReconcileContext): Cause {
  return { reason, seq, at, detail };
}

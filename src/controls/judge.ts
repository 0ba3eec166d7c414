import { isCovered } from '#src/engine/model/coverage.js';
import type { NetworkModel } from '#src/engine/model/network-model.js';
import type { Breach, ControlTally, ControlVerdict } from './assessment.js';
import type { Control, ControlContext, Judgement } from './control.js';
import { fingerprintOf } from './lifecycle/fingerprint.js';
import { severityOf } from './severity.js';

/** The verdicts of all controls on one snapshot. */
export interface Verdicts {
  /** Sorted by control, subject, fingerprint. */
  readonly breaches: readonly Breach[];
  /** One for each control, in the register's order. */
  readonly tallies: readonly ControlTally[];
}

/** Kinds of a list that a snapshot does not hold completely. Offline input counts as complete. */
export function missingKinds(model: NetworkModel, kinds: readonly string[]): string[] {
  return kinds.filter((kind) => {
    const state = model.coverage.get(kind);
    return state === undefined ? model.facts.origin === 'live' : !isCovered(state);
  });
}

/**
 * Runs the controls. Where a needed kind was not read completely, a pass proves nothing: everything but a proven failure
 * becomes one `unknown` on the cluster that names the missing kinds.
 */
export function judge(controls: readonly Control[], context: Omit<ControlContext, 'missing'>): Verdicts {
  const breaches: Breach[] = [];
  const tallies: ControlTally[] = [];
  const cluster = context.model.facts.cluster.uid ?? `name:${context.model.facts.cluster.name}`;
  for (const control of controls) {
    const missing = missingKinds(context.model, control.needs);
    const seen = control.check({ ...context, missing });
    const judgements =
      missing.length === 0 ? seen : [...seen.filter(({ verdict }) => verdict === 'fail'), blind(missing)];
    for (const judgement of judgements) {
      if (judgement.verdict === 'fail' || judgement.verdict === 'unknown') {
        breaches.push(toBreach(control, judgement, judgement.verdict, cluster));
      }
    }
    const count = (wanted: ControlVerdict): number =>
      seen.reduce((sum, judgement) => sum + (judgement.verdict === wanted ? (judgement.count ?? 1) : 0), 0);
    const undecided = missing.length === 0 ? 0 : Math.max(1, count('pass') + count('not-applicable'));
    tallies.push({
      control: control.id,
      pass: missing.length === 0 ? count('pass') : 0,
      fail: count('fail'),
      unknown: count('unknown') + undecided,
      notApplicable: missing.length === 0 ? count('not-applicable') : 0,
      missing,
    });
  }
  return { breaches: distinct(breaches), tallies };
}

function blind(missing: readonly string[]): Judgement {
  return {
    verdict: 'unknown',
    subject: 'cluster',
    tenants: [],
    because: `not all of ${missing.join(', ')} could be read`,
    evidence: { missing },
  };
}

function toBreach(control: Control, judgement: Judgement, verdict: Breach['verdict'], cluster: string): Breach {
  const { subject, namespace, tenants, because, evidence, remediation } = judgement;
  const fingerprint = fingerprintOf({
    control: control.id,
    cluster,
    subject: `${tenants[0] ?? ''}/${subject}`,
    peer: judgement.peer ?? '',
    portClass: judgement.portClass ?? '',
  });
  return {
    fingerprint,
    control: control.id,
    verdict,
    severity: severityOf(control.severity, judgement.aggravation),
    title: control.title,
    subject,
    ...(namespace === undefined ? {} : { namespace }),
    tenants,
    because,
    fix: control.fix,
    ...(remediation === undefined ? {} : { remediation }),
    evidence: { objects: [], missing: [], notes: [], ...evidence },
  };
}

/** Sorted, each fingerprint once: two judgements of one subject are one breach, the proven one. */
function distinct(breaches: readonly Breach[]): Breach[] {
  const byFingerprint = new Map<string, Breach>();
  for (const breach of breaches) {
    const known = byFingerprint.get(breach.fingerprint);
    if (known === undefined || (known.verdict === 'unknown' && breach.verdict === 'fail')) {
      byFingerprint.set(breach.fingerprint, breach);
    }
  }
  const key = ({ control, subject, fingerprint }: Breach): string => `${control}\n${subject}\n${fingerprint}`;
  return [...byFingerprint.values()]
    .map((breach) => ({ breach, key: key(breach) }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ breach }) => breach);
}

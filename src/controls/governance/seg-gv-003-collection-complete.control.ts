import { isCovered } from '#src/engine/model/coverage.js';
import { type ControlContext, defineControl, type Judgement } from '../control.js';

/** Kinds no judgement about segmentation can do without. */
const REQUIRED = [
  'core/Namespace',
  'core/Node',
  'core/Pod',
  'core/Service',
  'networking.k8s.io/Ingress',
  'networking.k8s.io/NetworkPolicy',
] as const;

export default defineControl({
  id: 'SEG-GV-003',
  title: 'Collection is complete and fresh',
  area: 'governance',
  severity: 'medium',
  why: 'What was not read, or was read too long ago, cannot be judged; every answer that rests on it is unknown.',
  fix: 'Grant the missing read permissions, or repair what keeps the collector from finishing, and take a new snapshot.',
  needs: [],
  frameworks: ['NIST 800-53 CA-7'],
  check: (context) => {
    if (context.model.facts.origin === 'offline') {
      return [about('cluster', 'not-applicable', 'manifests are read whole and have no age')];
    }
    return [...kinds(context), freshness(context)];
  },
});

function kinds({ model }: ControlContext): Judgement[] {
  const messages = new Map(model.facts.coverage.map(({ kind, message }) => [kind, message]));
  const all = [...new Set([...REQUIRED, ...model.coverage.keys()])].sort();
  return all.map((kind) => {
    const state = model.coverage.get(kind);
    if (state === undefined) return about(kind, 'unknown', `nobody asked the cluster for ${kind}`, [kind]);
    if (isCovered(state))
      return about(kind, 'pass', state === 'COMPLETE' ? 'read completely' : 'the cluster does not have it');
    const message = messages.get(kind);
    return about(kind, 'fail', `${kind} is ${state}${message === undefined ? '' : `: ${message}`}`, [kind]);
  });
}

function freshness({ ageSeconds, slaSeconds }: ControlContext): Judgement {
  const age = `the snapshot is ${String(Math.round(ageSeconds))} s old, ${String(slaSeconds)} s are agreed`;
  return about('age', ageSeconds <= slaSeconds ? 'pass' : 'fail', age);
}

/** `what` is a kind, or the age: all are faults of the cluster, told apart by their peer. */
function about(
  what: string,
  verdict: Judgement['verdict'],
  because: string,
  missing: readonly string[] = [],
): Judgement {
  return { verdict, subject: 'cluster', tenants: [], peer: what, because, evidence: { missing, notes: [what] } };
}

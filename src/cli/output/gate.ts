import { type Assessment, SEVERITIES, type Severity } from '#src/controls/assessment.js';
import { count } from './plural.js';

/** When a report fails: an open finding of this severity or worse, or a tenant whose lower score is below this one. */
export type Gate = { readonly severity: Severity } | { readonly score: number };

/** Why the gate fails, in one sentence; undefined when it holds. What is not known lowers scores but is no finding. */
export function gateFailure({ breaches, scores, cluster }: Assessment, gate: Gate): string | undefined {
  if ('score' in gate) {
    const all = scores.length === 0 ? [{ tenant: 'the cluster', lower: cluster.score.lower }] : scores;
    const below = all
      .filter(({ lower }) => lower < gate.score)
      .map(({ tenant, lower }) => `${tenant} has ${lower.toFixed(1)}`);
    return below.length === 0 ? undefined : `${below.join(', ')}, below ${String(gate.score)}`;
  }
  const worst = SEVERITIES.indexOf(gate.severity);
  const open = breaches.filter(({ verdict, severity }) => verdict === 'fail' && SEVERITIES.indexOf(severity) >= worst);
  return open.length === 0 ? undefined : `${count(open.length, 'finding')} of severity ${gate.severity} or worse`;
}

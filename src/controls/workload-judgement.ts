import type { ControlVerdict } from './assessment.js';
import type { Aggravation, Judgement } from './control.js';
import { isSensitiveTier, type Subject } from './workloads.js';

/** A judgement about one workload, with its owner and what makes it worse filled in. */
export function aboutWorkload(
  subject: Subject,
  verdict: ControlVerdict,
  because: string,
  more: Partial<Pick<Judgement, 'evidence' | 'peer' | 'portClass' | 'remediation'>> & {
    readonly aggravation?: Aggravation;
  } = {},
): Judgement {
  const { aggravation, ...rest } = more;
  return {
    verdict,
    subject: subject.text,
    namespace: subject.ref.namespace,
    tenants: subject.tenants,
    because,
    aggravation: { sensitiveTier: isSensitiveTier(subject.tier), ...aggravation },
    ...rest,
  };
}

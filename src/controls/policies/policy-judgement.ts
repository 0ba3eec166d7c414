import type { RawObject } from '#src/engine/model/raw-object.js';
import type { ControlVerdict } from '../assessment.js';
import type { ControlContext, Judgement } from '../control.js';
import { objectEvidence } from '../evidence.js';
import { isSensitiveTier } from '../workloads.js';

/** A judgement about one NetworkPolicy; its namespace's owner answers for it. */
export function aboutPolicy(
  { isolation, workloads }: Pick<ControlContext, 'isolation' | 'workloads'>,
  policy: RawObject,
  verdict: ControlVerdict,
  because: string,
  more: { readonly path?: string; readonly notes?: readonly string[]; readonly missing?: readonly string[] } = {},
): Judgement {
  const namespace = policy.metadata.namespace ?? 'default';
  const owner = isolation.membership.namespaces.get(namespace)?.party;
  const tenant = owner?.kind === 'tenant' ? owner.slug : undefined;
  return {
    verdict,
    subject: `${namespace}/${policy.kind}/${policy.metadata.name}`,
    namespace,
    tenants: tenant === undefined ? [] : [tenant],
    because,
    aggravation: { sensitiveTier: tenant !== undefined && isSensitiveTier(workloads.tierOf(tenant)) },
    evidence: { objects: [objectEvidence(policy, more.path)], missing: more.missing ?? [], notes: more.notes ?? [] },
  };
}

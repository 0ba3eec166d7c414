import { BY_NAMESPACE } from '#src/engine/isolation/owner-of.js';
import { type ControlContext, defineControl, type Judgement } from '../control.js';

const NAMESPACE = 'core/Namespace';

export default defineControl({
  id: 'SEG-TN-001',
  title: 'Every namespace has one owner',
  area: 'tenancy',
  severity: 'high',
  why: 'Nobody answers for the traffic of a namespace without an owner, and a namespace two tenants claim has no boundary.',
  fix: 'Register the namespace to a tenant, or label it with the key your tenants use.',
  needs: [NAMESPACE, 'core/Pod'],
  frameworks: ['OWASP K8s Top Ten 2022 K07', 'CIS Kubernetes 5.7.1', 'PCI DSS A1.1.1'],
  check: (context) => {
    const running = new Set(context.model.workloads.map(({ namespace }) => namespace));
    return [...context.model.namespaces.keys()].sort().map((name) => judge(context, name, running.has(name)));
  },
});

function judge({ isolation, model, missing }: ControlContext, name: string, running: boolean): Judgement {
  const owner = isolation.membership.namespaces.get(name);
  const tenants = owner?.party.kind === 'tenant' ? [owner.party.slug] : [];
  const rule = owner?.rule ?? 'default:unowned';
  const judgement = (verdict: Judgement['verdict'], because: string, notes: readonly string[] = []): Judgement => ({
    verdict,
    subject: name,
    namespace: name,
    tenants,
    because,
    aggravation: { noPods: !running },
    evidence: {
      objects: [{ apiVersion: 'v1', kind: 'Namespace', name }],
      missing: verdict === 'unknown' ? [NAMESPACE] : [],
      notes: [`decided by ${rule}`, ...notes],
    },
  });
  if (owner?.party.kind === 'shared') return judgement('not-applicable', 'a shared system namespace');
  const conflicts = owner?.conflicts ?? [];
  if (conflicts.length > 0) {
    const claims = [...tenants, ...conflicts].join(' and ');
    return judgement('fail', `${claims} claim it with rules of equal rank`, [
      `also claimed by ${conflicts.join(', ')}`,
    ]);
  }
  if (tenants.length > 0 && rule !== BY_NAMESPACE) return judgement('pass', `owned by ${tenants.join(', ')}`);
  // Without the Namespace object its labels, and so its owner, are not known.
  if (
    missing.includes(NAMESPACE) ||
    (model.namespaces.get(name)?.synthetic === true && model.facts.origin === 'live')
  ) {
    return judgement('unknown', 'its labels were not read, so its owner is not known');
  }
  const refused = owner?.refused === undefined ? '' : `; its label names "${owner.refused}", which is a reserved word`;
  return judgement('fail', `no rule gives it to a tenant${refused}`);
}

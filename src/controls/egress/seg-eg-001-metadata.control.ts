import { rulesOf } from '#src/engine/isolation/crossings.js';
import { type ControlContext, defineControl, type Judgement } from '../control.js';
import { referenceEvidence } from '../evidence.js';
import { aboutWorkload } from '../workload-judgement.js';
import type { Subject } from '../workloads.js';
import { cloudOf, type CloudFacts, metadataReach, type MetadataTarget } from './metadata.js';

export default defineControl({
  id: 'SEG-EG-001',
  title: 'Metadata services are out of reach',
  area: 'egress',
  severity: 'critical',
  why: 'Cloud metadata services hand the credentials of the node to whoever asks from it, pods included.',
  fix: 'Deny egress to the metadata addresses for every pod that does not need them; where policies only allow, leave them out of every range.',
  needs: ['core/Pod', 'core/Node', 'networking.k8s.io/NetworkPolicy'],
  frameworks: ['OWASP K8s Top Ten 2022 K07', 'NIST 800-53 SC-7(10)', 'Microsoft M9018'],
  check: (context) => {
    const cloud = cloudOf(context.model);
    const judgements = context.workloads.owned.map((subject) => judge(context, subject, cloud));
    return cloud.cloud === 'unknown' ? foldUnknown(judgements, cloud) : judgements;
  },
});

/** Where nobody knows whether there is a metadata service, one question about the cluster says it all. */
function foldUnknown(judgements: readonly Judgement[], cloud: CloudFacts): Judgement[] {
  const open = judgements.filter(({ verdict }) => verdict === 'unknown');
  const rest = judgements.filter(({ verdict }) => verdict !== 'unknown');
  const [first] = open;
  if (first === undefined) return rest;
  const target = cloud.targets[0]?.text ?? '';
  const because = `${String(open.length)} workloads can open ${target}; whether a metadata service answers there is not known: ${cloud.because}`;
  const notes = open.map(({ subject }) => subject);
  const missing = ['core/Node spec.providerID'];
  return [
    ...rest,
    { verdict: 'unknown', subject: 'cluster', tenants: [], because, evidence: { ...first.evidence, missing, notes } },
  ];
}

function judge(context: ControlContext, subject: Subject, cloud: CloudFacts): Judgement {
  if (cloud.cloud === 'no') return aboutWorkload(subject, 'not-applicable', cloud.because);
  const reached = subject.groups.map((group) => ({ group, ...metadataReach(context.outside, group, cloud) }));
  const open = reached.find(({ verdict }) => verdict === 'allowed');
  const possible = reached.find(({ verdict }) => verdict === 'unknown');
  if (open !== undefined) {
    const evidence = evidenceOf(context, subject, open.group, open.target, 'allowed');
    const where = `pods can open ${open.target?.text ?? 'the metadata address'}`;
    return aboutWorkload(subject, cloud.cloud === 'yes' ? 'fail' : 'unknown', `${where}, and ${cloud.because}`, {
      evidence,
    });
  }
  if (possible !== undefined) {
    return aboutWorkload(subject, 'unknown', `it cannot be ruled out that pods open ${possible.target?.text ?? 'it'}`, {
      evidence: evidenceOf(context, subject, possible.group, possible.target, 'unknown'),
    });
  }
  return aboutWorkload(subject, 'pass', 'egress to the metadata addresses is closed');
}

function evidenceOf(
  { reach, model }: ControlContext,
  subject: Subject,
  group: number,
  target: MetadataTarget | undefined,
  verdict: 'allowed' | 'unknown',
) {
  const explanation = target === undefined ? undefined : reach.explain({ group }, { ip: target.text });
  const rules = explanation === undefined ? [] : rulesOf(explanation);
  const range = target?.text ?? '';
  return {
    objects: referenceEvidence(
      model,
      rules.map(({ policy }) => policy),
    ),
    flow: { from: subject.ref, to: { range }, ports: `TCP ${String(target?.port ?? 80)}`, verdict, rules },
    missing: verdict === 'unknown' ? (explanation?.because ?? []) : [],
    notes: ['the hop limit of the metadata service is not visible in the Kubernetes API'],
  };
}

import type { Direction } from '#src/engine/dialects/policy.js';
import type { ObjectRef } from '#src/engine/model/raw-object.js';
import type { ControlContext, Judgement } from '../control.js';
import { referenceEvidence } from '../evidence.js';
import type { Subject } from '../workloads.js';
import { aboutWorkload } from '../workload-judgement.js';

const TYPE = { ingress: 'Ingress', egress: 'Egress' } as const;

/** Judges every workload of tenants and of nobody: does some policy in force isolate it in this direction? */
export function judgeIsolation(context: ControlContext, direction: Direction): Judgement[] {
  return context.workloads.subjects.map((subject) => judge(context, direction, subject));
}

function judge({ reach, model }: ControlContext, direction: Direction, subject: Subject): Judgement {
  if (subject.unit.ownership.party.kind === 'shared') {
    return aboutWorkload(subject, 'not-applicable', 'a shared system service, judged by its contract');
  }
  if (subject.hostNetwork) {
    return aboutWorkload(subject, 'not-applicable', 'policies do not cover pods on the network of their node');
  }
  const open = subject.groups.filter((group) => reach.isolation(group)[direction] === 'no');
  const doubtful = subject.groups.filter((group) => reach.isolation(group)[direction] === 'unknown');
  if (open.length > 0) {
    const enforced =
      model.cni.enforced === 'no' ? 'the network plugin enforces no policy' : 'no policy selects its pods';
    const part =
      open.length < subject.groups.length
        ? `, for ${String(open.length)} of its ${String(subject.groups.length)} kinds of pods`
        : '';
    return aboutWorkload(subject, 'fail', `${enforced} for ${direction}${part}`, {
      evidence: { notes: open.map((group) => `labels ${JSON.stringify(model.groups[group]?.labels ?? {})}`) },
      remediation: denyAll(subject.ref.namespace, direction),
    });
  }
  const policies: ObjectRef[] = subject.groups.flatMap((group) =>
    reach.selecting(direction, group).map(({ ref }) => ref),
  );
  const objects = referenceEvidence(model, policies);
  if (doubtful.length > 0) {
    const missing = [...new Set(doubtful.flatMap((group) => reach.doubts(direction, group)))];
    const because = `nothing proves that ${direction} is denied by default: ${missing[0] ?? 'the policies are not certain'}`;
    return aboutWorkload(subject, 'unknown', because, { evidence: { objects, missing } });
  }
  return aboutWorkload(subject, 'pass', 'a policy isolates it', { evidence: { objects } });
}

function denyAll(namespace: string, direction: Direction): string {
  return [
    'apiVersion: networking.k8s.io/v1',
    'kind: NetworkPolicy',
    'metadata:',
    `  name: default-deny-${direction}`,
    `  namespace: ${namespace}`,
    'spec:',
    '  podSelector: {}',
    `  policyTypes: [${TYPE[direction]}]`,
    '',
  ].join('\n');
}

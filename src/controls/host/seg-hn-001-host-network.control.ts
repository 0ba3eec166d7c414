import { defineControl } from '../control.js';
import { aboutWorkload } from '../workload-judgement.js';

export default defineControl({
  id: 'SEG-HN-001',
  title: 'Only system services use the network of their node',
  area: 'host',
  severity: 'high',
  why: 'Pods on the network of their node escape network policies, reach services that listen on the node alone and see its traffic.',
  fix: 'Remove hostNetwork from the pod template and enforce the baseline Pod Security Standard in the namespace.',
  needs: ['core/Namespace', 'core/Pod'],
  frameworks: ['CIS Kubernetes 5.2.5', 'NIST 800-53 SC-7(21)', 'OWASP K8s Top Ten 2022 K07'],
  check: ({ workloads, missing }) =>
    workloads.subjects.map((subject) => {
      const { party } = subject.unit.ownership;
      if (!subject.pods.some(({ hostNetwork }) => hostNetwork)) {
        return aboutWorkload(subject, 'pass', 'its pods have a network of their own');
      }
      if (party.kind === 'shared') return aboutWorkload(subject, 'not-applicable', 'a system service, which may');
      if (missing.includes('core/Namespace')) {
        return aboutWorkload(subject, 'unknown', 'whether it is a system service is not known', {
          evidence: { missing: ['core/Namespace'] },
        });
      }
      return aboutWorkload(subject, 'fail', 'spec.hostNetwork is true', {
        evidence: {
          objects: [{ apiVersion: apiVersionOf(subject.ref.kind), ...subject.ref, path: 'spec.hostNetwork' }],
          notes: [`${String(subject.pods.filter((pod) => pod.hostNetwork).length)} kinds of pods`],
        },
      });
    }),
});

/** Workload kinds live in few groups; pods and unknown owners are written as core. */
function apiVersionOf(kind: string): string {
  if (['Deployment', 'ReplicaSet', 'StatefulSet', 'DaemonSet'].includes(kind)) return 'apps/v1';
  return kind === 'Job' || kind === 'CronJob' ? 'batch/v1' : 'v1';
}

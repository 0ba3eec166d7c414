import { defineControl, type Judgement } from '../control.js';

export default defineControl({
  id: 'SEG-CN-001',
  title: 'The network plugin enforces policies',
  area: 'cni',
  severity: 'critical',
  why: 'The API server accepts policies whatever the network plugin does with them; without enforcement they are only text.',
  fix: 'Install a network plugin (or a policy engine beside it) that enforces NetworkPolicy, and switch the enforcement on.',
  needs: ['apps/DaemonSet', 'core/Pod'],
  frameworks: ['CIS Kubernetes 5.3.1', 'OWASP K8s Top Ten 2022 K07'],
  check: ({ model }) => {
    const { cni } = model;
    const judgement = (
      verdict: Judgement['verdict'],
      because: string,
      missing: readonly string[] = [],
    ): Judgement[] => [
      {
        verdict,
        subject: 'cluster',
        tenants: [],
        because,
        evidence: { missing, notes: [`profile ${cni.profile}: ${cni.evidence}`] },
      },
    ];
    if (model.workloads.length === 0) return judgement('not-applicable', 'no pods run in the cluster');
    if (cni.assumed) return judgement('unknown', 'the input shows no network plugin', ['network plugin']);
    switch (cni.enforced) {
      case 'yes':
        return judgement('pass', cni.evidence);
      case 'no':
        return judgement('fail', `${cni.profile} does not enforce policies: ${cni.evidence}`);
      case 'unknown':
        return judgement('unknown', `nothing proves that policies are enforced: ${cni.evidence}`, ['network plugin']);
    }
  },
});

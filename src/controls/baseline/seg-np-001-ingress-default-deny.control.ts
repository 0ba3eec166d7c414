import { defineControl } from '../control.js';
import { judgeIsolation } from './default-deny.js';

export default defineControl({
  id: 'SEG-NP-001',
  title: 'Ingress is denied by default',
  area: 'baseline',
  severity: 'high',
  why: 'Kubernetes lets every pod connect to every other until a policy selects it, so one compromised pod can try them all.',
  fix: 'Add a policy to the namespace that selects every pod and allows no ingress, then allow the connections you mean.',
  needs: ['core/Namespace', 'core/Pod', 'networking.k8s.io/NetworkPolicy'],
  frameworks: ['OWASP K8s Top Ten 2022 K07', 'CIS Kubernetes 5.3.2', 'NIST 800-53 SC-7(5)', 'PCI DSS 1.3.1'],
  check: (context) => judgeIsolation(context, 'ingress'),
});

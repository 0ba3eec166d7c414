import { defineControl } from '../control.js';
import { judgeIsolation } from './default-deny.js';

export default defineControl({
  id: 'SEG-NP-002',
  title: 'Egress is denied by default',
  area: 'baseline',
  severity: 'medium',
  why: 'A pod whose egress nobody limits can scan the cluster, call metadata services and carry data out.',
  fix: 'Add a policy that selects every pod and allows no egress, together with one that allows name resolution, then allow what each workload needs.',
  needs: ['core/Namespace', 'core/Pod', 'networking.k8s.io/NetworkPolicy'],
  frameworks: ['OWASP K8s Top Ten 2022 K07', 'CIS Kubernetes 5.3.2', 'NIST 800-53 SC-7(5)', 'PCI DSS 1.3.2'],
  check: (context) => judgeIsolation(context, 'egress'),
});

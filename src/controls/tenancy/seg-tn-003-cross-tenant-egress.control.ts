import { defineControl } from '../control.js';
import { judgeFlows } from './flow-judgements.js';

export default defineControl({
  id: 'SEG-TN-003',
  title: 'No undeclared traffic leaves a tenant for another',
  area: 'tenancy',
  severity: 'medium',
  why: 'A tenant that can reach its neighbours is a stepping stone: what breaks into it breaks out to them.',
  fix: "Deny egress of the tenant's namespaces by default and allow its own pods and the shared services it needs.",
  needs: ['core/Namespace', 'core/Pod', 'networking.k8s.io/NetworkPolicy'],
  frameworks: ['OWASP K8s Top Ten 2022 K07', 'NIST 800-53 SC-7(21)', 'PCI DSS A1.1.3'],
  check: (context) => judgeFlows(context, 'egress'),
});

import { defineControl } from '../control.js';
import { judgeFlows } from './flow-judgements.js';

export default defineControl({
  id: 'SEG-TN-002',
  title: 'No undeclared traffic enters a tenant',
  area: 'tenancy',
  severity: 'high',
  why: 'Whoever takes over one tenant can attack every workload of another that it can open a connection to.',
  fix: "Isolate the tenant's namespaces, allow its own pods and the shared services it needs, and write every other crossing down as a contract.",
  needs: ['core/Namespace', 'core/Pod', 'networking.k8s.io/NetworkPolicy'],
  frameworks: ['OWASP K8s Top Ten 2022 K07', 'NIST 800-53 SC-7(21)', 'PCI DSS A1.1.3'],
  check: (context) => judgeFlows(context, 'ingress'),
});

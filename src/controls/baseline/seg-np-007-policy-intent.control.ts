import { defineControl } from '../control.js';
import { intentProblems } from '../policies/intent.js';
import { networkPolicies } from '../policies/policy-faults.js';
import { aboutPolicy } from '../policies/policy-judgement.js';

export default defineControl({
  id: 'SEG-NP-007',
  title: 'Policies do what they say',
  area: 'baseline',
  severity: 'high',
  why: 'A misplaced key or a misleading name gives a policy another effect than its author and its readers believe.',
  fix: 'Rewrite the policy so that every key is where the schema has it, and name it after what it allows.',
  needs: ['networking.k8s.io/NetworkPolicy'],
  frameworks: ['OWASP K8s Top Ten 2022 K07', 'NIST 800-53 CM-6', 'PCI DSS 1.2.7'],
  check: (context) =>
    networkPolicies(context.model).map((policy) => {
      if (policy.spec === undefined || policy.spec === null) {
        return aboutPolicy(context, policy, 'unknown', 'it has no readable spec to compare with its name', {
          missing: ['spec'],
        });
      }
      const problems = intentProblems(policy);
      const [first] = problems;
      if (first === undefined) return aboutPolicy(context, policy, 'pass', 'its text and its effect agree');
      return aboutPolicy(context, policy, 'fail', first.because, {
        path: first.path,
        notes: problems.map(({ kind, because }) => `${kind}: ${because}`),
      });
    }),
});

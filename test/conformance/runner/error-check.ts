import type { Diagnostic } from '#src/engine/model/diagnostic.js';
import type { CaseFile, Check } from './case-file.js';
import type { Outcome } from './tally.js';

/**
 * What Kubernetes accepts and Fenceline only warns about, but a peer refuses. Each is a deviation on purpose: the
 * Kubernetes documentation says how the input is read, so refusing it would lose an answer.
 */
const REFUSED_BY_PEERS: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  [
    'np-guard-nca',
    new Set([
      // The field became optional; the API reads its absence as {} (NetworkPolicySpec.podSelector).
      'POLICY.NO_POD_SELECTOR',
      // The API drops fields it does not know (and only a client's strict mode refuses them): the rest is still certain.
      'POLICY.UNKNOWN_FIELD',
      // An egress list without the policy type Egress is inert, not invalid (NetworkPolicySpec.policyTypes).
      'POLICY.INERT_RULES',
      // The API does refuse this, but what it would allow is still certain: nothing is cut out.
      'POLICY.EXCEPT_OUTSIDE_CIDR',
      // Names and unknown metadata never change what a policy allows.
      'OBJECT.INVALID_NAME',
      'OBJECT.UNKNOWN_METADATA',
    ]),
  ],
  // Pods of one owner may differ in labels (a rollout under way); Fenceline answers for each group of pods.
  // Equal priorities matter only where the policies contradict each other about the same pods; otherwise they are a warning.
  ['np-guard-netpol-analyzer', new Set(['WORKLOAD.LABELS_DIFFER', 'POLICY.EQUAL_PRIORITY'])],
]);

/** An `error` check holds when the input is refused: an error that makes answers unknown, or a warning the peer calls fatal. */
export function errorOutcome({ suite }: CaseFile, check: Check, diagnostics: readonly Diagnostic[]): Outcome {
  const peer = REFUSED_BY_PEERS.get(suite) ?? new Set<string>();
  const refusals = diagnostics.filter(
    ({ severity, code }) => severity === 'fatal' || severity === 'error' || peer.has(code),
  );
  if (refusals.length === 0) {
    const codes = [...new Set(diagnostics.map(({ code }) => code))].join(', ');
    return { result: 'fail', message: `accepted${codes === '' ? ' without a diagnostic' : `, with ${codes} only`}` };
  }
  const missing = (check.mentions ?? []).filter((name) => !refusals.some((refusal) => mentions(refusal, name)));
  return missing.length === 0
    ? { result: 'pass' }
    : { result: 'fail', message: `refused, but no message mentions ${missing.join(', ')}` };
}

function mentions({ message, object }: Diagnostic, name: string): boolean {
  const identity =
    object === undefined ? '' : `${object.namespace === undefined ? '' : `${object.namespace}/`}${object.name}`;
  return message.includes(name) || identity.includes(name) || object?.name === name;
}

import type { Diagnostic } from '#src/engine/model/diagnostic.js';
import type { CaseFile, Check } from './case-file.js';
import type { Outcome } from './tally.js';

/**
 * What Kubernetes accepts and Fenceline only warns about, but a peer refuses. Each is a deviation on purpose: the
 * Kubernetes documentation says how the input is read, so refusing it would lose an answer.
 */
const REFUSED_BY_PEERS: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['np-guard-nca', new Set<string>([])],
  ['np-guard-netpol-analyzer', new Set<string>([])],
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

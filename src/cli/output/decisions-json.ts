import type { Verdict } from '#src/engine/isolation/crossing.js';
import { flatDecision, type FlatDecision } from '#src/engine/questions/flat.js';
import type { EndExplanation, Explanation } from '#src/engine/reachability/explanation.js';

/** Who decided at either end, in the bound the verdict rests on; null for an end outside the cluster. */
export function decisionsJson(
  { egress, ingress }: Explanation,
  verdict: Verdict,
): { readonly egress: readonly FlatDecision[] | null; readonly ingress: readonly FlatDecision[] | null } {
  const bound = verdict === 'denied' ? 'may' : 'must';
  const told = (end: EndExplanation | null) => end?.decisions[bound].map(flatDecision) ?? null;
  return { egress: told(egress), ingress: told(ingress) };
}

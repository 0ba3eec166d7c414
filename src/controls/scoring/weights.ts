import { createHash } from 'node:crypto';
import { canonicalJson } from '#src/lib/canonical-json.js';

/**
 * Every number of the score, as data: a change of any of them is a change of the model and opens a new series
 * (scoring §2, §2.3.6). The values are expert guesses; a score is never a probability.
 */
export const TIS = {
  model: 'tis/1.0.0',
  /** Share of a mix that the worst workload alone decides; the rest is the mean, so size does not matter. */
  alpha: 0.3,
  /** Points a channel can take at most; they add up to 100. */
  caps: { I: 35, E: 15, X: 15, O: 10, H: 10, P: 10, C: 5 },
  /** k of cap·(1 − e^(−k·x)); null = linear, cap·x. */
  saturation: { I: 2, E: 2, X: 3, O: 3, H: 3, P: null, C: null },
  port: { sensitive: 1, other: 0.6, authorizedL7: 0.4 },
  tier: { riskierSource: 1, equal: 0.8, saferSource: 0.6 },
  /** Share of σ that remains when hardly any workload of the peer can use the flow. */
  breadthFloor: 0.5,
  entry: { management: 1, sensitive: 1, nodePort: 0.8, openLoadBalancer: 0.6, undeclared: 0.4, internal: 0.2 },
  outside: { metadata: 1, internet: 0.6, broadRange: 0.3 },
  host: { hostNetwork: 1, controlPlanePort: 0.7, nodeRange: 0.5, apiWithToken: 0.3 },
  assurance: { noIngressDeny: 0.4, noEgressDeny: 0.3, brokenPolicy: 0.2, forgeableLabels: 0.1 },
  coResidency: { sharedNodesWideGap: 1, wideGap: 0.5, narrowGap: 0.25 },
  /** Tier gap from which neighbours are a wide gap apart. */
  wideTierGap: 2,
  ceilings: {
    notEnforced: 20,
    intoRegulated: { sigma: 0.9, limit: 49 },
    crossTenant: { sigma: 0.7, limit: 89 },
  },
  /** A tenant without a tier counts as untrusted when it sends and as sensitive when it receives. */
  missingTier: { source: 0, destination: 2 },
  grades: { A: 90, B: 75, C: 60, D: 40 },
  gradeableCoverage: 0.6,
  rollup: { tierWeights: [1, 1, 2, 4], clusterMinimum: 0.5, fleetMean: 0.6, fleetPercentile: 0.1 },
} as const;

/** SHA-256 (hex) of the canonical weights: two scores compare only when model and this hash are equal. */
export const WEIGHTS_HASH = createHash('sha256').update(canonicalJson(TIS)).digest('hex');

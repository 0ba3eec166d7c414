import type { Evidence } from './evidence.js';
import type { Route } from './route.js';

/** What kind of way a link is (semantics 09 §2). */
export const LINK_KINDS = {
  R1: 'routed pod addresses',
  R2: 'node addresses',
  R3: 'load balancer, Ingress or Gateway',
  R4: 'mesh federation',
  R5: 'multi-cluster Service import',
  R6: 'control-plane trust',
  R7: 'shared dependency outside both clusters',
  R8: 'shared identities',
} as const;
export type LinkKind = keyof typeof LINK_KINDS;

/** How good the evidence is, best first: a status says connected, both sides or one are configured, it merely looks so. */
export const STRENGTHS = ['connected', 'both-sides', 'one-side', 'plausible'] as const;
export type Strength = (typeof STRENGTHS)[number];

/** Does the network carry it? Only a proven premise can make anything certain, only an excluded one forbids. */
export type Premise = 'proven' | 'possible' | 'excluded';

/** One way from one cluster into another. */
export interface Link {
  readonly kind: LinkKind;
  /** E.g. `cilium-clustermesh`, `load-balancer`; with `subject` unique for one direction. */
  readonly technology: string;
  /** What exactly, where a technology has several ways: a Service, a Link object; empty otherwise. */
  readonly subject: string;
  readonly from: string;
  readonly to: string;
  readonly premise: Premise;
  readonly strength: Strength;
  /** What speaks against certainty, or for exclusion; empty when the premise is proven. */
  readonly because: readonly string[];
  readonly evidence: readonly Evidence[];
  /** How packets travel; null for ways that are no packet paths (identities, control planes, shared dependencies). */
  readonly route: Route | null;
}

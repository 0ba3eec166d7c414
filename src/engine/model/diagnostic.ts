import type { ObjectRef, SourceRef } from './raw-object.js';

/**
 * Something about the input a reader should know.
 * `error`: not understood, the answers it touches are unknown. `warning`: understood, but probably not what was meant.
 * `fatal`: nothing can be answered (offline commands exit 2; the service keeps the previous snapshot).
 */
export interface Diagnostic {
  readonly severity: 'fatal' | 'error' | 'warning' | 'info';
  /** Stable machine name, e.g. `POLICY.INVALID_SELECTOR`. */
  readonly code: string;
  /** Names the field, the refused value and the fix. */
  readonly message: string;
  readonly object?: ObjectRef;
  /** Path inside the object, e.g. `spec.ingress[0].from[1].ipBlock.cidr`. */
  readonly field?: string;
  readonly source?: SourceRef;
}

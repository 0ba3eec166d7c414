import type { Scope } from './load-balancer-scope.js';

/** Who serves an Ingress, Gateway or route, as far as the input shows. */
export interface Serving {
  /** Name of the class; empty when none is named. */
  readonly className: string;
  /** Pods that carry its traffic; absent when they are not known, or when a balancer of the cloud does. */
  readonly proxies?: readonly number[];
  /** From where those pods can be reached. */
  readonly front?: Scope;
  /** Why it is not certain that anybody serves it. */
  readonly doubt?: string;
}

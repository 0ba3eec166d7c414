import type { Diagnostic } from '../model/diagnostic.js';
import type { RawObject } from '../model/raw-object.js';
import type { CniCapabilities } from './cni-capabilities.js';
import type { Doubt, Policy } from './policy.js';
import type { Rung } from './rung.js';

/** A kind of object a dialect reads; collection and the generated ClusterRole follow this list. */
export interface ReadKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  readonly namespaced: boolean;
}

/** What a dialect understood of the objects it was given. */
export interface Lowered {
  readonly policies: readonly Policy[];
  /** What it could not understand, and what that leaves open. */
  readonly doubts: readonly Doubt[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * A policy language. It translates its objects into the shared words of `policy.ts`; the engine knows nothing else
 * about it. To add one: a folder with this, one line in `index.ts`, cases in `test/conformance`.
 */
export interface Dialect {
  readonly id: string;
  readonly reads: readonly ReadKind[];
  /** The rungs its policies stand on. */
  readonly rungs: readonly Rung[];
  /** Pure; never throws, whatever the objects hold. */
  lower(objects: readonly RawObject[], cni: CniCapabilities): Lowered;
}

/** `group/Kind`, the key of `NetworkModel.objects` and `NetworkModel.coverage`. */
export function keyOfKind({ group, kind }: ReadKind): string {
  return `${group}/${kind}`;
}

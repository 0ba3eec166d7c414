import type { ObjectRef, RawObject } from '../../model/raw-object.js';
import type { IpSet } from '../../sets/ip-set.js';
import type { SourceAtom } from './source-atoms.js';

/** What an AuthorizationPolicy does with what it matches. */
export type AuthAction = 'ALLOW' | 'DENY' | 'CUSTOM' | 'AUDIT';

/** A part of a rule that a connection alone does not decide, as a short text. */
export interface Attribute {
  readonly text: string;
  /** Only HTTP requests have it; on other traffic the rule changes its meaning (semantics 05 §5). */
  readonly http: boolean;
  /** Every HTTP request has it (a mere `*`), or none can (the same values wanted and refused). */
  readonly holds?: 'always' | 'never';
}

/** One alternative of who may be at the far end. */
export interface AuthSource {
  readonly atoms: readonly SourceAtom[];
  readonly attributes: readonly Attribute[];
}

/** One alternative of what may be asked for. */
export interface AuthOperation {
  /** Null means any port. */
  readonly ports: readonly number[] | null;
  readonly notPorts: readonly number[];
  readonly attributes: readonly Attribute[];
}

/** A requirement on the pod's own address. */
export interface DestinationAddress {
  readonly negated: boolean;
  readonly set: IpSet | null;
}

/** A rule as it was understood: any source, any operation, and everything in `when`. */
export interface AuthRule {
  /** 0-based position in `spec.rules`. */
  readonly index: number;
  readonly sources: readonly AuthSource[];
  readonly operations: readonly AuthOperation[];
  readonly destinations: readonly DestinationAddress[];
  /** Why some part could not be understood: then the rule may match anything or nothing. */
  readonly unreadable?: string;
}

/** Which Gateway, Service… a policy is attached to, instead of selecting pods. */
export interface TargetRef {
  readonly group: string;
  readonly kind: string;
  readonly name: string;
}

/** An AuthorizationPolicy as it was understood. */
export interface AuthPolicy {
  readonly object: RawObject;
  readonly ref: ObjectRef;
  readonly namespace: string;
  /** Null when the action cannot be read. */
  readonly action: AuthAction | null;
  /** Labels a pod needs; null when the selector cannot be read. */
  readonly selector: ReadonlyMap<string, string> | null;
  readonly targets: readonly TargetRef[];
  /** Name of the external authorizer of a CUSTOM policy. */
  readonly provider: string;
  readonly rules: readonly AuthRule[];
}

/** Does the meaning of a rule depend on whether a port carries HTTP? */
export function asksForHttp({ sources, operations }: AuthRule): boolean {
  return [...sources, ...operations].some(({ attributes }) => attributes.some(({ http }) => http));
}

import type { Diagnostic } from '../model/diagnostic.js';
import type { NetworkModel } from '../model/network-model.js';
import { kindKey, type RawObject } from '../model/raw-object.js';
import { type Dialect, keyOfKind } from './dialect.js';
import { enforcesKind } from './enforced-kinds.js';
import type { KindEnforcement } from './kind-enforcement.js';
import { type UnknownVersion, unknownVersion } from './known-versions.js';
import type { Doubt, Policy } from './policy.js';

/** Sorts out which policy objects the cluster's plugin acts on; inert ones decide nothing and are reported. */
export class EnforcedObjects {
  readonly #diagnostics = new Map<string, Diagnostic>();
  readonly #unknown = new Map<RawObject, UnknownVersion>();
  readonly #known = new Map<string, KindEnforcement>();

  constructor(private readonly model: NetworkModel) {}

  /** One line for each kind that is present but not in force, and for each object of an unknown version. */
  get diagnostics(): readonly Diagnostic[] {
    return [...this.#diagnostics.values(), ...[...this.#unknown.values()].map(({ diagnostic }) => diagnostic)];
  }

  /** What objects of unknown versions leave open. */
  get doubts(): readonly Doubt[] {
    return [...this.#unknown.values()].flatMap(({ doubt }) => (doubt.namespace === undefined ? [] : [doubt]));
  }

  /** The objects a dialect should lower. */
  of(dialect: Dialect): readonly RawObject[] {
    return dialect.reads.map(keyOfKind).flatMap((kind) => {
      const objects = this.model.objects.get(kind) ?? [];
      const { enforced, because } = this.#enforcementOf(kind);
      if (enforced !== 'no' || objects.length === 0) return this.#ofKnownVersion(objects, enforced === 'mesh');
      const message = `${String(objects.length)} ${kind} objects have no effect: ${because}`;
      this.#diagnostics.set(kind, { severity: 'warning', code: 'POLICY.NOT_ENFORCED', message });
      return [];
    });
  }

  /** Objects of unknown versions touch their namespace in ways nobody can tell, so they are not lowered. */
  #ofKnownVersion(objects: readonly RawObject[], byMesh: boolean): readonly RawObject[] {
    return objects.filter((object) => {
      const unknown = unknownVersion(object, byMesh);
      if (unknown === undefined) return true;
      this.#unknown.set(object, unknown);
      // What a cluster-wide object of a later version changes is only seen through the policies that use it.
      return object.metadata.namespace === undefined;
    });
  }

  /** The policy, tentative when nobody knows whether its kind is in force. */
  marked(policy: Policy): Policy {
    const { apiVersion, kind } = policy.ref;
    return this.#enforcementOf(kindKey(apiVersion, kind)).enforced === 'unknown'
      ? { ...policy, tentative: true }
      : policy;
  }

  #enforcementOf(kind: string): KindEnforcement {
    let known = this.#known.get(kind);
    if (known === undefined) this.#known.set(kind, (known = enforcesKind(this.model.cni, kind)));
    return known;
  }
}

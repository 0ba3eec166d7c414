import type { NetworkModel } from '../../model/network-model.js';
import type { RawObject } from '../../model/raw-object.js';

/** The store behind Calico's API server; where it exists Felix reads it. */
export const STORE_GROUP = 'crd.projectcalico.org';
/** The API people use; newer installations store it directly. */
export const API_GROUP = 'projectcalico.org';

/** Kinds of both groups, by name. */
export const CALICO_KINDS = {
  NetworkPolicy: { plural: 'networkpolicies', namespaced: true },
  GlobalNetworkPolicy: { plural: 'globalnetworkpolicies', namespaced: false },
  Tier: { plural: 'tiers', namespaced: false },
  NetworkSet: { plural: 'networksets', namespaced: true },
  GlobalNetworkSet: { plural: 'globalnetworksets', namespaced: false },
  HostEndpoint: { plural: 'hostendpoints', namespaced: false },
} as const;

/** A kind the dialect evaluates. */
export type CalicoKind = keyof typeof CALICO_KINDS;

/** Policies that only report what they would do. */
const STAGED = ['StagedNetworkPolicy', 'StagedGlobalNetworkPolicy', 'StagedKubernetesNetworkPolicy'] as const;

/** Does the store keep this object, so that no defaults were filled in? */
export function isStored({ apiVersion }: RawObject): boolean {
  return apiVersion.startsWith(`${STORE_GROUP}/`);
}

/**
 * Every Calico object once: both groups show the same data, and where both hold an object the stored one is in force
 * (semantics 03 §1). The store puts the tier's name before a policy's own.
 */
export class CalicoObjects {
  readonly #byKind = new Map<string, RawObject[]>();

  constructor(objects: readonly RawObject[]) {
    const seen = new Set<string>();
    const storedFirst = [...objects].sort((a, b) => Number(isStored(b)) - Number(isStored(a)));
    for (const object of storedFirst) {
      const key = identityOf(object);
      if (seen.has(key)) continue;
      seen.add(key);
      const list = this.#byKind.get(object.kind);
      if (list === undefined) this.#byKind.set(object.kind, [object]);
      else list.push(object);
    }
  }

  /** All objects of some kinds. */
  of(...kinds: readonly CalicoKind[]): readonly RawObject[] {
    return kinds.flatMap((kind) => this.#byKind.get(kind) ?? []);
  }
}

/** Staged policies of both groups; they decide nothing. */
export function stagedPolicies({ objects }: NetworkModel): readonly RawObject[] {
  const staged = [STORE_GROUP, API_GROUP].flatMap((group) =>
    STAGED.flatMap((kind) => objects.get(`${group}/${kind}`) ?? []),
  );
  const once = new Map(staged.map((object) => [identityOf(object), object]));
  return [...once.values()];
}

function identityOf({ kind, metadata }: RawObject): string {
  return [kind, metadata.namespace ?? '', plainName(metadata.name)].join('\n');
}

/** Policies of tier `default` are called `default.x` in the store and `x` in newer APIs. */
export function plainName(name: string): string {
  return name.replace(/^default\./, '');
}

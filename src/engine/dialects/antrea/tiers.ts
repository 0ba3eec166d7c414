import { isCovered } from '../../model/coverage.js';
import { member } from '../../model/json-value.js';
import type { NetworkModel } from '../../model/network-model.js';
import { enforcesKind } from '../enforced-kinds.js';
import type { Rung } from '../rung.js';
import { BASELINE_TIER_RUNG, LATE_TIERS_RUNG, TIERS_RUNG } from './rungs.js';

const KIND = 'crd.antrea.io/Tier';

/** Tiers that every installation has. Lower numbers come first (semantics 02 §7). */
const BUILT_IN: ReadonlyMap<string, number> = new Map([
  ['emergency', 50],
  ['securityops', 100],
  ['networkops', 150],
  ['platform', 200],
  ['application', 250],
  ['baseline', 253],
]);
const DEFAULT_TIER = 'application';
const BASELINE = 253;
/** Where ClusterNetworkPolicies of the platform stand among the tiers (semantics 02 §6). */
const ADMIN = 220;
const ADMIN_KINDS = ['AdminNetworkPolicy', 'ClusterNetworkPolicy'].map((kind) => `policy.networking.k8s.io/${kind}`);

/** Where a tier stands. */
export interface TierPlace {
  readonly order: number;
  readonly rung: Rung;
  /** True when `pass` would skip policies of another rung that the ladder cannot skip. */
  readonly passesOver: boolean;
}

/** The tiers of a cluster. */
export class Tiers {
  readonly #orders: ReadonlyMap<string, number>;
  /** Are there policies between the tiers? */
  readonly #isSplit: boolean;
  readonly #isRead: boolean;

  constructor(model: NetworkModel) {
    const own = (model.objects.get(KIND) ?? []).flatMap(({ metadata, spec }): [string, number][] => {
      const priority = member(spec, 'priority');
      return typeof priority === 'number' ? [[metadata.name, priority]] : [];
    });
    this.#orders = new Map([...own, ...BUILT_IN]);
    const state = model.coverage.get(KIND);
    this.#isRead = state === undefined ? model.facts.origin === 'offline' : isCovered(state);
    this.#isSplit = ADMIN_KINDS.some(
      (kind) => (model.objects.get(kind) ?? []).length > 0 && enforcesKind(model.cni, kind).enforced !== 'no',
    );
  }

  /** Where a tier stands; null when there is no tier of that name. */
  placeOf(name: string | null | undefined): TierPlace | null {
    const wanted = name === undefined || name === null || name === '' ? DEFAULT_TIER : name;
    const order = this.#orders.get(wanted) ?? BUILT_IN.get(wanted.toLowerCase());
    if (order === undefined) return null;
    if (order >= BASELINE) return { order, rung: BASELINE_TIER_RUNG, passesOver: false };
    if (!this.#isSplit) return { order, rung: TIERS_RUNG, passesOver: false };
    return order < ADMIN
      ? { order, rung: TIERS_RUNG, passesOver: true }
      : { order, rung: LATE_TIERS_RUNG, passesOver: false };
  }

  /** Why a tier is not known. */
  whyMissing(name: string): string {
    return this.#isRead ? `there is no tier ${name}` : `the tier ${name} could not be read`;
  }
}

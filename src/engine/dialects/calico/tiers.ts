import { asText, byText, member } from '../../model/json-value.js';
import { type RawObject, refOf } from '../../model/raw-object.js';
import type { Diagnostic } from '../../model/diagnostic.js';
import { ADMIN_RUNG, BASELINE_RUNG, CALICO_DEFAULT_RUNG, NETWORK_LAYER, type Rung } from '../rung.js';
import { shown } from '../shown-value.js';

/** Where the policies of a tier stand. */
export interface TierPlace {
  readonly rung: Rung;
  /** False when no Tier object declares it: Felix skips its policies, but the object may merely be missing here. */
  readonly declared: boolean;
  /** Its object cannot be read or contradicts what Calico fixes: where it stands is not known. */
  readonly vague: boolean;
}

/** The tier of policies that name none, and of NetworkPolicies. */
export const DEFAULT_TIER = 'default';

interface BuiltIn {
  readonly order: number;
  readonly action: 'Deny' | 'Pass';
  readonly rung: Rung;
}

/** Tiers that always exist; their orders and actions are fixed (semantics 03 §6). */
const BUILT_IN: ReadonlyMap<string, BuiltIn> = new Map([
  ['kube-admin', { order: 1_000, action: 'Pass', rung: ADMIN_RUNG }],
  [DEFAULT_TIER, { order: 1_000_000, action: 'Deny', rung: CALICO_DEFAULT_RUNG }],
  ['kube-baseline', { order: 10_000_000, action: 'Pass', rung: BASELINE_RUNG }],
]);

/** Between two built-in tiers lie this many units of the ladder's order. */
const GAP = 100;

interface Declared {
  readonly name: string;
  readonly order: number;
  readonly action: string;
}

/** Every tier's place on the ladder: built-in tiers keep their rungs, declared ones stand between them. */
export class Tiers {
  readonly diagnostics: readonly Diagnostic[];
  readonly #places = new Map<string, TierPlace>();
  readonly #end: number;

  constructor(objects: readonly RawObject[]) {
    const diagnostics: Diagnostic[] = [];
    const declared: Declared[] = [...BUILT_IN].map(([name, { order, action }]) => ({ name, order, action }));
    const vague = new Set<string>();
    for (const object of objects) {
      const { name } = object.metadata;
      const order = orderOf(object);
      const action = asText(member(object.spec, 'defaultAction')) ?? BUILT_IN.get(name)?.action ?? 'Deny';
      const why = whyVague(name, order, action);
      if (why !== undefined) {
        vague.add(name);
        diagnostics.push(problem(object, why));
      }
      if (!BUILT_IN.has(name)) declared.push({ name, order: order ?? Number.MAX_VALUE, action });
    }
    declared.sort((a, b) => a.order - b.order || byText(a.name, b.name));
    const customs = declared.filter(({ name }) => !BUILT_IN.has(name)).length;
    const step = GAP / (customs + 1);
    let order = 0;
    for (const { name, action } of declared) {
      const fixed = BUILT_IN.get(name)?.rung;
      order = fixed?.order ?? order + step;
      this.#places.set(name, {
        rung: fixed ?? rungOf(name, order, action === 'Pass' ? 'next' : 'deny'),
        declared: true,
        vague: vague.has(name),
      });
    }
    this.#end = order + GAP;
    this.diagnostics = diagnostics;
  }

  /** The place of a tier; undeclared ones come last. */
  placeOf(name: string): TierPlace {
    return this.#places.get(name) ?? { rung: rungOf(name, this.#end, 'deny'), declared: false, vague: false };
  }
}

function rungOf(name: string, order: number, unmatched: Rung['unmatched']): Rung {
  return { id: `calico tier ${name}`, layer: NETWORK_LAYER, order, combine: 'first-match', unmatched };
}

/** Absent means last; undefined that it cannot be read. */
function orderOf({ spec, metadata }: RawObject): number | undefined {
  const order = member(spec, 'order') ?? BUILT_IN.get(metadata.name)?.order ?? Number.MAX_VALUE;
  return typeof order === 'number' && Number.isFinite(order) ? order : undefined;
}

function whyVague(name: string, order: number | undefined, action: string): string | undefined {
  if (order === undefined) return 'its order is not a number';
  if (action !== 'Deny' && action !== 'Pass') return `its defaultAction ${shown(action)} is neither Deny nor Pass`;
  const fixed = BUILT_IN.get(name);
  if (fixed === undefined || (fixed.order === order && fixed.action === action)) return undefined;
  return `Calico fixes its order ${String(fixed.order)} and its defaultAction ${fixed.action}`;
}

function problem(object: RawObject, why: string): Diagnostic {
  const { source } = object;
  return {
    severity: 'error',
    code: 'POLICY.INVALID_TIER',
    message: `Tier ${object.metadata.name}: ${why}; what its policies decide is unknown`,
    object: refOf(object),
    field: 'spec',
    ...(source === undefined ? {} : { source }),
  };
}

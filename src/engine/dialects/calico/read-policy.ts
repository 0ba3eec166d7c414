import { asRecord } from '../../model/json-value.js';
import type { RawObject } from '../../model/raw-object.js';
import { DIRECTIONS, type Direction } from '../policy.js';
import type { ProblemList } from '../problem-list.js';
import { isStored } from './calico-objects.js';
import { FieldReader } from './field-reader.js';
import { shown } from '../shown-value.js';
import { readNamespaceSelector, readSelector, readServiceAccountSelector } from './read-selector.js';
import { type CalicoRule, readRule } from './read-rule.js';
import { ALL, allOf, labelIn, type SelectorExpression } from './selector.js';
import { NAMESPACE_LABEL } from './selector-scope.js';
import { DEFAULT_TIER } from './tiers.js';

/** A NetworkPolicy or GlobalNetworkPolicy of Calico, read but not yet matched against anything. */
export interface CalicoPolicy {
  readonly object: RawObject;
  /** Empty for global policies. */
  readonly namespace: string;
  readonly tier: string;
  /** Lowest first; absent means last. */
  readonly order: number;
  /** Pods it selects, its namespace included. */
  readonly subject: SelectorExpression;
  /** Part of the subject could not be read: it may select fewer pods. */
  readonly isSubjectVague: boolean;
  /** Host endpoints it selects; null when it can select pods only. */
  readonly hosts: SelectorExpression | null;
  readonly flags: Readonly<Record<HostFlag, boolean>>;
  /** Null when it does not speak about the direction. */
  readonly ingress: readonly CalicoRule[] | null;
  readonly egress: readonly CalicoRule[] | null;
  /** The API would refuse it, or it holds what Fenceline does not know: perhaps it is not in force. */
  readonly isDoubtful: boolean;
  /** Where it stands, or whom and what it filters, cannot be read at all. */
  readonly isUnplaced: boolean;
}

/** How a policy meets traffic of host endpoints (semantics 03 §7). */
export type HostFlag = 'doNotTrack' | 'preDNAT' | 'applyOnForward';

const COMMON = [
  'tier',
  'order',
  'selector',
  'types',
  'ingress',
  'egress',
  'serviceAccountSelector',
  'performanceHints',
];
const KNOWN: ReadonlySet<string> = new Set(COMMON);
const KNOWN_GLOBAL: ReadonlySet<string> = new Set([
  ...COMMON,
  'namespaceSelector',
  'doNotTrack',
  'preDNAT',
  'applyOnForward',
]);

/** Reads a policy's spec (semantics 03 §4). */
export function readPolicy(object: RawObject, problems: ProblemList): CalicoPolicy {
  const isGlobal = object.kind === 'GlobalNetworkPolicy';
  const namespace = isGlobal ? '' : (object.metadata.namespace ?? 'default');
  const record = asRecord(object.spec ?? {});
  const reader = new FieldReader(record ?? {}, 'spec', problems, 'POLICY.INVALID_SPEC');
  if (record === undefined) reader.refuse('', `${shown(object.spec)} is not the spec of a policy`);
  const isVague = reader.hasOthers(isGlobal ? KNOWN_GLOBAL : KNOWN);
  const tier = reader.text('tier') ?? DEFAULT_TIER;
  const order = reader.number('order') ?? Number.MAX_VALUE;
  const ingress = reader.list('ingress');
  const egress = reader.list('egress');
  const types = readTypes(reader, isStored(object), ingress.length > 0, egress.length > 0, problems);
  const flags = { doNotTrack: false, preDNAT: false, applyOnForward: false };
  if (isGlobal)
    for (const flag of ['doNotTrack', 'preDNAT', 'applyOnForward'] as const) flags[flag] = reader.flag(flag);
  const isUnplaced = reader.isBroken;
  const own = readSelector(reader, 'selector');
  const accounts = readServiceAccountSelector(reader, 'serviceAccountSelector');
  const namespaces = isGlobal ? readNamespaceSelector(reader, false) : labelIn(NAMESPACE_LABEL, [namespace]);
  const isSubjectVague = reader.isBroken && !isUnplaced;
  // Rules that are never asked still count when the API decides whether to take the policy.
  const rulesOf = (direction: Direction, rules: readonly unknown[]): readonly CalicoRule[] =>
    rules.map((rule, index) => readRule(rule, direction, index, namespace, problems));
  const read = { ingress: rulesOf('ingress', ingress), egress: rulesOf('egress', egress) };
  const isOpenToHosts =
    isGlobal &&
    ['namespaceSelector', 'serviceAccountSelector'].every((name) => [undefined, ''].includes(reader.raw(name) as ''));
  return {
    object,
    namespace,
    tier,
    order,
    subject: allOf([namespaces, own, accounts].filter((part) => part !== undefined)),
    isSubjectVague,
    hosts: isOpenToHosts ? (own ?? ALL) : null,
    flags,
    ingress: types.includes('ingress') ? read.ingress : null,
    egress: types.includes('egress') ? read.egress : null,
    isDoubtful: isVague || reader.isBroken || [...read.ingress, ...read.egress].some((rule) => rule.isBroken),
    isUnplaced,
  };
}

/** Without types the API fills in what the rules speak about; what is stored without them filters both ways. */
function readTypes(
  reader: FieldReader,
  isRaw: boolean,
  hasIngress: boolean,
  hasEgress: boolean,
  problems: ProblemList,
): readonly Direction[] {
  const types = reader.texts('types').flatMap((type, index) => {
    const direction = DIRECTIONS.find((known) => known === type.toLowerCase());
    if (direction !== undefined) return [direction];
    reader.refuse(`types[${String(index)}]`, `${shown(type)} is not a policy type; write Ingress or Egress`);
    return [];
  });
  if (types.length > 0) {
    for (const [direction, has] of [
      ['ingress', hasIngress],
      ['egress', hasEgress],
    ] as const) {
      if (!has || types.includes(direction)) continue;
      problems.warn(
        'POLICY.INERT_RULES',
        `spec.${direction}`,
        `these rules have no effect because types does not name ${direction === 'ingress' ? 'Ingress' : 'Egress'}`,
      );
    }
    return types;
  }
  if (isRaw) return DIRECTIONS;
  return DIRECTIONS.filter((direction) => (direction === 'egress' ? hasEgress : hasIngress || !hasEgress));
}

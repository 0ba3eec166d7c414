import type { MatchedGroups } from '../../endpoints/pod-selection.js';
import type { ObjectRef } from '../../model/raw-object.js';
import { DIRECTIONS, type Direction, type Policy, type Rule } from '../policy.js';
import { NAMESPACE_RUNG } from '../rung.js';
import type { LoweredDirection, LoweredSpec } from './lower-spec.js';
import { DENY_RUNG, PROXY_RUNG } from './rungs.js';

/** The policies of the shared model that one spec amounts to; all carry the same reference. */
export function emitPolicies(ref: ObjectRef, namespace: string, spec: LoweredSpec): Policy[] {
  const { subject, inForce } = spec;
  if (subject === null || inForce === false) return [];
  const common = { ref, namespace, priority: 0, subject, ...(inForce === undefined ? { tentative: true } : {}) };
  const deny = pick(spec, ({ deny }) => deny);
  const proxied = pick(spec, ({ proxied, isolates }) => (isolates === true ? [] : proxied));
  const perhaps = pick(spec, ({ isolates }) => (isolates === undefined ? [NOTHING] : []));
  return [
    ...(deny === null ? [] : [{ ...common, ...deny, rung: DENY_RUNG }]),
    ...allowing(spec).map((sides) => ({ ...common, ...sides, rung: NAMESPACE_RUNG })),
    ...(perhaps === null ? [] : [{ ...common, ...withoutRules(perhaps), rung: NAMESPACE_RUNG, tentative: true }]),
    ...(proxied === null ? [] : [{ ...common, ...proxied, rung: PROXY_RUNG }]),
  ];
}

/** Ports that nodes forward from outside, for pods behind a Service that is open there. */
export function emitForwarded(ref: ObjectRef, namespace: string, spec: LoweredSpec, behind: MatchedGroups): Policy[] {
  const rules = spec.ingress?.forwarded ?? [];
  if (rules.length === 0 || spec.inForce === false || behind.possible.length === 0) return [];
  return [
    {
      ref,
      namespace,
      priority: 0,
      rung: NAMESPACE_RUNG,
      subject: { groups: behind },
      ingress: rules,
      egress: null,
      isolates: { ingress: false },
    },
  ];
}

const NOTHING: Rule = { index: 0, effect: 'allow', peers: [], ports: [] };

type Sides = Pick<Policy, 'ingress' | 'egress'>;

function pick(spec: LoweredSpec, of: (direction: LoweredDirection) => readonly Rule[]): Sides | null {
  const sides = { ingress: rulesOf(spec.ingress, of), egress: rulesOf(spec.egress, of) };
  return sides.ingress === null && sides.egress === null ? null : sides;
}

function rulesOf(
  lowered: LoweredDirection | null,
  of: (direction: LoweredDirection) => readonly Rule[],
): readonly Rule[] | null {
  const rules = lowered === null ? [] : of(lowered);
  return rules.length === 0 ? null : rules;
}

function withoutRules({ ingress, egress }: Sides): Sides {
  return { ingress: ingress === null ? null : [], egress: egress === null ? null : [] };
}

/** Allowances, with isolation where the policy wants it. */
function allowing(spec: LoweredSpec): (Sides & Pick<Policy, 'isolates'>)[] {
  const speaking = DIRECTIONS.filter((direction) => spec[direction] !== null);
  if (speaking.length === 0) return [];
  const isolates: Partial<Record<Direction, boolean>> = {};
  for (const direction of speaking) if (spec[direction]?.isolates !== true) isolates[direction] = false;
  return [{ ingress: spec.ingress?.allow ?? null, egress: spec.egress?.allow ?? null, isolates }];
}

import { portSummary } from '../../isolation/crossings.js';
import type { ObjectRef } from '../../model/raw-object.js';
import { ALL_PORTS, NO_PORTS, type PortSets } from '../../sets/port-sets.js';
import type { Leg } from '../routes/route-view.js';

/** Policies a sentence can hold. */
const SHOWN = 3;

/** What stops a connection, from the legs of a pair that nothing passes; never empty. */
export function barriersOf(legs: readonly Leg[], ports: PortSets): string[] {
  const closed = legs.filter(({ bounds }) => bounds.may === NO_PORTS).map(closedText);
  if (closed.length > 0) return closed;
  const sides = legs
    .filter(({ bounds }) => bounds.may !== ALL_PORTS)
    .map(({ what, bounds, explanation }) => {
      const names = distinct(explanation?.policies ?? []).slice(0, SHOWN);
      return `${what} permits only ${portSummary(ports.get(bounds.may))}${names.length === 0 ? '' : ` (${names.join(', ')})`}`;
    });
  return [`no port passes everywhere: ${sides.join('; ')}`];
}

function closedText({ what, explanation, because }: Leg): string {
  if (explanation === null || explanation.policies.length === 0)
    return because.length > 0 ? `${what}: ${because.join('; ')}` : `${what} lets nothing pass`;
  const denying = explanation.rules.filter(({ effect }) => effect === 'deny').map(({ policy }) => policy);
  const names = distinct(denying.length > 0 ? denying : explanation.policies);
  const verb = denying.length > 0 ? 'denied by' : 'no rule permits it in';
  const more = names.length > SHOWN ? ` and ${String(names.length - SHOWN)} more` : '';
  return `${what}: ${verb} ${names.slice(0, SHOWN).join(', ')}${more}`;
}

/** Why a pair is not certain, from its legs. */
export function reasonsOf(legs: readonly Leg[]): string[] {
  return legs.filter(({ bounds }) => bounds.must !== bounds.may).flatMap(reasonsOfLeg);
}

function reasonsOfLeg({ cluster, what, because, explanation }: Leg): readonly string[] {
  const reasons = [...because, ...(explanation?.because ?? []).map((reason) => `${cluster}: ${reason}`)];
  return reasons.length > 0
    ? reasons
    : [`${what}: not every address on the way is known, and policies tell them apart`];
}

function distinct(policies: readonly ObjectRef[]): string[] {
  return [
    ...new Set(
      policies.map(({ kind, namespace, name }) => `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`),
    ),
  ];
}

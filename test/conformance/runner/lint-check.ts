import type { RawObject } from '#src/engine/model/raw-object.js';
import { isWorkloadKind } from './lint-workloads.js';
import type { Analysis } from './analyse.js';
import type { Check } from './case-file.js';
import type { Outcome } from './tally.js';

/** What an existence check of the corpus calls failed, by `Kind/name`; answered from reachability, not from existence. */
type Rule = (analysis: Analysis) => string[];

const RULES: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  ['ingress-and-egress-blocked', (analysis) => workloads(analysis, (yes) => yes.ingress && yes.egress)],
  ['ensure_network_policy_configured_in_labels', (analysis) => workloads(analysis, (yes) => yes.ingress || yes.egress)],
  ['internal-networking', openNamespaces],
  ['dangling-networkpolicy', danglingPolicies],
  ['dangling-ingress-backend', danglingIngresses],
]);

/**
 * Judges a `lint` check. These only ask whether an object exists, which Fenceline means to beat, so a difference is
 * reported with its explanation and never counts as a failure.
 */
export function lintOutcome(check: Check, analysis: Analysis): Outcome {
  const rule = RULES.get(String(check['rule']));
  if (rule === undefined) return { result: 'skip', reason: `lint rule ${String(check['rule'])} is not answered` };
  const expected = ((check['failed'] ?? []) as { kind: string; name: string }[]).map(
    ({ kind, name }) => `${kind}/${name}`,
  );
  const found = rule(analysis);
  const missing = [...new Set(expected)].filter((name) => !found.includes(name)).sort();
  const extra = [...new Set(found)].filter((name) => !expected.includes(name)).sort();
  if (missing.length + extra.length === 0) return { result: 'pass' };
  const message = `${String(check['rule'])}: not failing here: ${missing.join(', ') || '-'}; failing only here: ${extra.join(', ') || '-'}`;
  return { result: 'deviates', reason: 'lint: existence of a policy is not isolation', message };
}

function workloads(
  { reach, objects }: Analysis,
  isGood: (isolated: { readonly ingress: boolean; readonly egress: boolean }) => boolean,
): string[] {
  const { model } = reach;
  return objects.filter(isWorkloadKind).flatMap(({ kind, metadata }) => {
    const namespace = metadata.namespace ?? 'default';
    const own = model.groups.flatMap((group, id) =>
      group.namespace === namespace &&
      ((group.owner.kind === kind && group.owner.name === metadata.name) ||
        group.members.some((member) => kind === 'Pod' && member.name === metadata.name))
        ? [id]
        : [],
    );
    const isFine = own.every((group) => {
      const { ingress, egress } = reach.isolation(group);
      return isGood({ ingress: ingress === 'yes', egress: egress === 'yes' });
    });
    return isFine ? [] : [`${kind}/${metadata.name}`];
  });
}

/** Namespaces in which no policy of any language selects anything. */
function openNamespaces({ reach, objects }: Analysis): string[] {
  return objects
    .filter(({ kind }) => kind === 'Namespace')
    .filter(({ metadata }) => !reach.policies.some(({ ref }) => (ref.namespace ?? 'default') === metadata.name))
    .map(({ metadata }) => `Namespace/${metadata.name}`);
}

function danglingPolicies({ reach }: Analysis): string[] {
  const used = new Set(
    reach.model.groups.flatMap((_, group) => [
      ...reach.selecting('ingress', group),
      ...reach.selecting('egress', group),
    ]),
  );
  return reach.policies.filter((policy) => !used.has(policy)).map(({ ref }) => `${ref.kind}/${ref.name}`);
}

function danglingIngresses({ reach, objects }: Analysis): string[] {
  const services = new Set(reach.model.services.map(({ namespace, name }) => `${namespace}/${name}`));
  return objects
    .filter(({ kind }) => kind === 'Ingress')
    .filter((ingress) =>
      backendsOf(ingress).some((name) => !services.has(`${ingress.metadata.namespace ?? 'default'}/${name}`)),
    )
    .map(({ metadata }) => `Ingress/${metadata.name}`);
}

function backendsOf({ spec }: RawObject): string[] {
  const names: string[] = [];
  JSON.stringify(spec, (key, value: unknown) => {
    if (key === 'service' && typeof value === 'object' && value !== null && 'name' in value)
      names.push(String(value.name));
    if (key === 'serviceName' && typeof value === 'string') names.push(value);
    return value;
  });
  return names;
}

import type { Direction, Policy } from '#src/engine/dialects/policy.js';
import type { RawObject } from '#src/engine/model/raw-object.js';
import { type ControlContext, defineControl, type Judgement } from '../control.js';
import { isDnsOnly, type WideRule, wideRules } from '../policies/allow-all.js';
import { isNetworkPolicy, networkPolicies, policyKey } from '../policies/policy-faults.js';
import { aboutPolicy } from '../policies/policy-judgement.js';

export default defineControl({
  id: 'SEG-NP-003',
  title: 'No rule allows everyone',
  area: 'baseline',
  severity: 'high',
  why: 'Policies add up: one rule that allows everyone undoes every other policy of the pods it selects.',
  fix: 'Replace the rule by one that names the namespaces and pods that really connect.',
  needs: ['core/Namespace', 'core/Pod', 'networking.k8s.io/NetworkPolicy'],
  frameworks: ['OWASP K8s Top Ten 2022 K07', 'NIST 800-53 AC-4', 'PCI DSS 1.2.1'],
  check: (context) => {
    const inForce = new Map(
      context.reach.policies
        .filter(isNetworkPolicy)
        .map((policy) => [policyKey(policy.namespace, policy.ref.name), policy]),
    );
    const selected = selectedGroups(context);
    return networkPolicies(context.model).map((object) => {
      const key = policyKey(object.metadata.namespace ?? 'default', object.metadata.name);
      return judge(context, object, inForce.get(key), selected);
    });
  },
});

function judge(context: ControlContext, object: RawObject, policy: Policy | undefined, selected: Selected): Judgement {
  if (context.model.cni.enforced === 'no') {
    return aboutPolicy(context, object, 'not-applicable', 'the network plugin enforces no policy');
  }
  if (policy === undefined || isDoubtful(policy)) {
    const missing = [`${object.kind} ${object.metadata.name} could not be read completely`];
    return aboutPolicy(context, object, 'unknown', 'the policy could not be read completely', { missing });
  }
  for (const rule of wideRules(policy)) {
    const opened = selected[rule.direction].get(policy) ?? [];
    if (isDnsOnly(rule) || opened.every((group) => isDoor(context, group, rule))) continue;
    const pods = opened.length;
    const limited = rule.everyPort ? 'on every port' : 'on the ports it names';
    return aboutPolicy(context, object, 'fail', `${rule.path} allows ${rule.who} ${limited}`, {
      path: rule.path,
      notes: [`rule ${String(rule.index)} opens ${String(pods)} kinds of pods`],
    });
  }
  return aboutPolicy(context, object, 'pass', 'every rule names who may connect');
}

/** Is there a rule of which nobody knows whom it lets through? */
function isDoubtful({ ingress, egress }: Policy): boolean {
  return [...(ingress ?? []), ...(egress ?? [])].some(({ peers }) => peers.some(({ certain }) => !certain));
}

/** Groups each policy selects, by direction. */
type Selected = Readonly<Record<Direction, ReadonlyMap<Policy, readonly number[]>>>;

function selectedGroups({ reach, model }: ControlContext): Selected {
  const select = (direction: Direction): ReadonlyMap<Policy, readonly number[]> => {
    const groups = new Map<Policy, number[]>();
    for (const group of model.groups.keys()) {
      for (const policy of reach.selecting(direction, group)) {
        const known = groups.get(policy);
        if (known === undefined) groups.set(policy, [group]);
        else known.push(group);
      }
    }
    return groups;
  };
  return { ingress: select('ingress'), egress: select('egress') };
}

/** A rule for everyone is meant where it opens exactly the port behind an entry point. */
function isDoor({ isolation }: ControlContext, group: number, rule: WideRule): boolean {
  if (rule.direction === 'egress' || rule.everyPort) return false;
  return rule.ports.every(
    (clause) =>
      clause.kind === 'span' &&
      clause.lo === clause.hi &&
      isolation.exposure.to(group).some(({ target }) => target.port === clause.lo),
  );
}

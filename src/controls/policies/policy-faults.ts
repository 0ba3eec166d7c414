import type { NetworkModel } from '#src/engine/model/network-model.js';
import { kindKey, type RawObject } from '#src/engine/model/raw-object.js';
import type { Policy } from '#src/engine/dialects/policy.js';
import type { Reachability } from '#src/engine/reachability/reachability.js';
import { intentProblems } from './intent.js';
import { isDnsOnly, wideRules } from './allow-all.js';

const NETWORK_POLICY = 'networking.k8s.io/NetworkPolicy';

/** The NetworkPolicy objects of a snapshot. */
export function networkPolicies(model: NetworkModel): readonly RawObject[] {
  return model.objects.get(NETWORK_POLICY) ?? [];
}

/** The same text for a policy as an object and as the engine knows it. */
export function policyKey(namespace: string, name: string): string {
  return `${namespace}/${name}`;
}

/** Why a policy protects less than it seems to, and the control that says so. */
export interface PolicyFault {
  readonly control: 'SEG-NP-003' | 'SEG-NP-007';
  readonly because: string;
}

/** Policies that protect less than they seem to, by `namespace/name`: their pods cannot rely on them. */
export function faultyPolicies(reach: Reachability): ReadonlyMap<string, PolicyFault> {
  const faults = new Map<string, PolicyFault>();
  for (const object of networkPolicies(reach.model)) {
    const [problem] = intentProblems(object);
    if (problem !== undefined)
      faults.set(policyKey(object.metadata.namespace ?? 'default', object.metadata.name), {
        control: 'SEG-NP-007',
        because: problem.because,
      });
  }
  for (const policy of reach.policies.filter(isNetworkPolicy)) {
    const wide = wideRules(policy).find((rule) => rule.everyPort && !isDnsOnly(rule));
    if (wide !== undefined)
      faults.set(keyOf(policy), { control: 'SEG-NP-003', because: `${wide.path} allows ${wide.who}` });
  }
  return faults;
}

/** Is it a plain Kubernetes NetworkPolicy? Other languages may use equal names. */
export function isNetworkPolicy({ ref }: Pick<Policy, 'ref'>): boolean {
  return kindKey(ref.apiVersion, ref.kind) === NETWORK_POLICY;
}

function keyOf({ namespace, ref }: Policy): string {
  return policyKey(namespace, ref.name);
}

/** The first faulty policy that selects a group in any direction, with its name in the reason. */
export function faultOf(
  reach: Reachability,
  faults: ReadonlyMap<string, PolicyFault>,
  group: number,
): PolicyFault | undefined {
  if (faults.size === 0) return undefined;
  for (const direction of ['ingress', 'egress'] as const) {
    for (const policy of reach.selecting(direction, group).filter(isNetworkPolicy)) {
      const fault = faults.get(keyOf(policy));
      if (fault !== undefined) return { ...fault, because: `${policy.ref.name}: ${fault.because}` };
    }
  }
  return undefined;
}

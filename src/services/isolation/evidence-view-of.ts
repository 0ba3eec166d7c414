import { z } from 'zod';
import type { NameMask } from '../privacy/name-mask.js';
import { decidingRuleView, type EndpointView } from './flow.view.js';

const end = z.union([
  z.looseObject({ namespace: z.string(), kind: z.string(), name: z.string() }),
  z.looseObject({ range: z.string() }),
]);

const { direction, effect } = decidingRuleView.shape;
const storedRule = z.looseObject({
  policy: z.looseObject({ kind: z.string(), namespace: z.string().optional(), name: z.string() }),
  rule: z.number().optional(),
  direction,
  effect,
});

type RuleView = z.infer<typeof decidingRuleView>;

/** One stored end of a flow as an answer; a neighbour's workload stays unnamed. */
export function endpointOf(stored: unknown, mask: NameMask): EndpointView {
  const nobody: EndpointView = { namespace: null, kind: null, name: null, range: null };
  const { data } = end.safeParse(stored);
  if (data === undefined) return nobody;
  if ('range' in data && typeof data.range === 'string') return { ...nobody, range: data.range };
  const { namespace, kind, name } = data as { namespace: string; kind: string; name: string };
  return mask.showsNamespace(namespace) ? { ...nobody, namespace, kind, name } : nobody;
}

/** One stored rule as an answer; a neighbour's policies are left out. */
export function ruleOf(stored: unknown, mask: NameMask): RuleView[] {
  const { data } = storedRule.safeParse(stored);
  if (data === undefined) return [];
  const { policy, rule } = data;
  if (policy.namespace !== undefined && !mask.showsNamespace(policy.namespace)) return [];
  const name = [policy.kind, policy.namespace, policy.name].filter((part) => part !== undefined).join('/');
  return [{ policy: name, rule: rule ?? null, direction: data.direction, effect: data.effect }];
}

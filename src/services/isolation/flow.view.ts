import { z } from 'zod';

export const verdict = z.enum(['allowed', 'denied', 'unknown']).meta({
  id: 'Verdict',
  description: 'Certainly possible, certainly impossible, or not known.',
});

/** One end of a flow. */
export const endpointView = z
  .object({
    namespace: z.string().nullable(),
    kind: z.string().nullable().describe('Kind of the workload, e.g. `Deployment`'),
    name: z.string().nullable(),
    range: z.string().nullable().describe('Address range, when the end is outside the cluster'),
  })
  .meta({ id: 'Endpoint', description: 'A workload, or an address range outside the cluster.' });

export type EndpointView = z.infer<typeof endpointView>;

/** A rule that decided. */
export const decidingRuleView = z
  .object({
    policy: z.string().describe('`Kind/namespace/name` of the policy'),
    rule: z
      .number()
      .int()
      .nullable()
      .describe('0-based index in its rule list; null when selecting the pod alone decides'),
    direction: z.enum(['ingress', 'egress']).meta({ id: 'Direction', description: 'Seen from the selected pod.' }),
    effect: z
      .enum(['allow', 'deny', 'pass', 'no-matching-rule'])
      .meta({ id: 'RuleEffect', description: 'What the rule does with the traffic.' }),
  })
  .meta({ id: 'DecidingRule', description: 'A rule that decided traffic at one end.' });

/** One pair that proves a crossing. */
export const witnessView = z
  .object({
    from: endpointView,
    to: endpointView,
    ports: z.string(),
    rules: z.array(decidingRuleView).describe('What decided at either end; empty when no policy selects the pods'),
  })
  .meta({ id: 'Witness', description: 'One pair of endpoints that proves a crossing.' });

import { z } from 'zod';
import { truth } from '../clusters/cluster.view.js';
import { pageInput } from '../paging/page.js';
import { decidingRuleView, verdict } from './flow.view.js';

/** One connection between workloads, or with the outside. */
export const connectionView = z
  .object({
    from: z.string().describe('`namespace/Kind/name`, or an address range'),
    to: z.string().describe('As `from`'),
    must: z.string().describe('Ports certainly open; empty when none'),
    may: z.string().describe('Ports that cannot be ruled out'),
  })
  .meta({ id: 'NetworkConnection', description: 'A connection that is or may be possible.' });

export type ConnectionView = z.infer<typeof connectionView>;

/** When the answer is for. */
export const at = z.iso
  .datetime({ offset: true })
  .optional()
  .describe('Answer for the newest snapshot at or before this time; default: now');

export const protocol = z
  .enum(['TCP', 'UDP', 'SCTP'])
  .meta({ id: 'Protocol', description: 'Transport protocol.' })
  .default('TCP');

/** Which connections. */
export const connectivityFilter = z
  .strictObject({
    from: z.string().max(300).optional().describe('`namespace`, `namespace/Kind/name` or an IP address'),
    to: z.string().max(300).optional().describe('As `from`'),
    at,
  })
  .meta({ id: 'ConnectivityFilter', description: 'Which connections, and when.' });

export const connectivityInput = z.strictObject({ ...pageInput.shape, ...connectivityFilter.shape });

/** One question about one pair. */
export const explainInput = z
  .strictObject({
    from: z.string().min(1).max(300).describe('`namespace/pod`, `namespace/Kind/name` or an IP address'),
    to: z.string().min(1).max(300).describe('As `from`'),
    protocol,
    port: z.number().int().min(1).max(65_535).describe('Destination port'),
    at,
  })
  .meta({ id: 'Explain', description: 'One question about one pair.' });

const decisionView = z
  .object({
    layer: z.string().describe('Where on the path: segment, network, egress-firewall or mesh'),
    rung: z.string().nullable().describe('Tier or rung inside the layer; null at its end'),
    by: z.enum(['rule', 'unmatched', 'open', 'own-node', 'tunnel', 'doubt']).meta({
      id: 'DecidedBy',
      description:
        'A rule; policies that deny what no rule allows; nothing (open by default); the pod’s own node; missing knowledge.',
    }),
    effect: z.enum(['allow', 'deny', 'pass']).meta({ id: 'DecisionEffect', description: 'What became of the ports.' }),
    ports: z.string().describe('Ports it decided'),
    policies: z.array(z.string()).describe('`Kind/namespace/name`: whose rule it is, or who isolates the pod'),
    rule: z.number().int().nullable().describe('0-based index in the rule list of the policy'),
    name: z.string().nullable().describe('Name of the rule, where its language names rules'),
    conditions: z.array(z.string()).describe('What must also hold, such as an HTTP method'),
    certain: z.boolean().describe('False when it is not known whether it applies'),
  })
  .meta({ id: 'Decision', description: 'Who decided which ports, in the order a connection meets them.' });

const endExplanationView = z
  .object({
    isolated: truth.describe('Whether any policy selects the end'),
    rules: z
      .array(decidingRuleView)
      .describe('Rules that had a say about the port; with none, the policies that select the end'),
    decisions: z.array(decisionView).describe('Every decision about the port, layer by layer'),
    because: z.array(z.string()).describe('Missing knowledge'),
    notes: z.array(z.string()).describe('Facts that decide without a policy'),
  })
  .meta({ id: 'EndExplanation', description: 'What decided at one end.' });

/** The answer to one question with its reasons. */
export const explanationView = z
  .object({
    from: z.string(),
    to: z.string(),
    protocol: z.string(),
    port: z.number().int(),
    verdict,
    enforcement: z.enum(['enforced-deny', 'declared-deny', 'open', 'unknown']).meta({
      id: 'EnforcementClass',
      description: 'declared-deny: a policy denies it, but nothing enforces that policy, so it is open.',
    }),
    sequence: z.number().int().describe('Snapshot that answered'),
    observedAt: z.iso.datetime(),
    must: z.string().describe('All ports certainly open between the two'),
    may: z.string().describe('All ports that cannot be ruled out between the two'),
    egress: endExplanationView.nullable().describe('At the source; null when it is outside the cluster'),
    ingress: endExplanationView.nullable().describe('At the destination; null when it is outside the cluster'),
    because: z.array(z.string()).describe('Why the verdict is unknown; empty otherwise'),
  })
  .meta({ id: 'Explanation', description: 'A verdict with the deciding rule at both ends.' });

export type ExplanationView = z.infer<typeof explanationView>;

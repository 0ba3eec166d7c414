import { z } from 'zod';
import { parsePortText } from '#src/engine/isolation/port-text.js';
import { clusterRefView } from '../clusters/cluster.view.js';

/** A port the tenant declares as its public service. */
export const declaredPort = z
  .strictObject({
    protocol: z.enum(['TCP', 'UDP', 'SCTP']).meta({ id: 'Protocol', description: 'Transport protocol.' }),
    port: z.number().int().min(1).max(65_535),
    description: z.string().max(200).optional(),
  })
  .meta({ id: 'DeclaredPort', description: 'A port the tenant means to offer.' });

/** A flow the tenant agreed to. */
export const contract = z
  .strictObject({
    from: z
      .string()
      .min(1)
      .max(100)
      .describe('Party the traffic comes from: a slug, `shared`, `unowned` or `external`'),
    to: z.string().min(1).max(100).optional().describe('Party the traffic goes to; default: this tenant'),
    ports: z
      .string()
      .max(200)
      .refine((text) => parsePortText(text) !== null, 'must be "all" or a list such as "TCP 5432, UDP 8000-8080"')
      .describe('Ports, e.g. `TCP 5432, UDP 53` or `all`'),
  })
  .meta({ id: 'Contract', description: 'A flow that was agreed and does not count against the score.' });

const declaredPortView = z
  .object({ ...declaredPort.shape, description: z.string().nullable() })
  .meta({ id: 'DeclaredPortEntry', description: 'A port the tenant means to offer.' });

const contractView = z
  .object({ from: z.string(), to: z.string(), ports: z.string() })
  .meta({ id: 'ContractEntry', description: 'A flow that was agreed.' });

/** How namespaces or pods become members of a tenant. */
export const tenantRuleView = z
  .object({
    id: z.uuid(),
    cluster: clusterRefView.nullable().describe('Null: every cluster'),
    namespaceGlob: z.string().nullable().describe('Namespace pattern with `*` and `?`'),
    namespaceLabel: z.string().nullable().describe('Namespace label, `key=value`'),
    podSelector: z.unknown().nullable().describe('Kubernetes label selector; null: all pods of the namespaces'),
    validFrom: z.iso.datetime(),
  })
  .meta({ id: 'TenantRule', description: 'A membership rule; the first matching rule wins (scoring §4).' });

/** A tenant as answers show it. */
export const tenantView = z
  .object({
    id: z.uuid(),
    slug: z.string().describe('Unique short name used in addresses and reports'),
    name: z.string(),
    tier: z.number().int().nullable().describe('0 public … 3 regulated; null when not set'),
    contacts: z.array(z.string()).describe('Who to ask'),
    dataClass: z.string().nullable().describe('Classification of the data it holds'),
    declaredPorts: z.array(declaredPortView),
    contracts: z.array(contractView),
    origin: z
      .enum(['registered', 'discovered'])
      .meta({ id: 'TenantOrigin', description: 'Registered by a person, or found by its labels in a snapshot.' }),
    rules: z.array(tenantRuleView).describe('Membership rules in force, oldest first'),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: 'Tenant', description: 'A fleet-wide owner of namespaces or pods.' });

export type TenantView = z.infer<typeof tenantView>;

/** Namespaces of a tenant in one cluster, as the newest assessed snapshot resolved them. */
export const memberView = z
  .object({
    cluster: clusterRefView,
    namespaces: z.array(z.string()).describe('Sorted'),
    rule: z.string().describe('What made them members'),
  })
  .meta({ id: 'Membership', description: 'Namespaces that belong to a tenant in one cluster.' });

export type MemberView = z.infer<typeof memberView>;

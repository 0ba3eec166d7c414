import { z } from 'zod';
import { RESERVED_SLUGS } from '#src/engine/isolation/party.js';
import { pageInput } from '../paging/page.js';
import { contract, declaredPort } from './tenant.view.js';

const slug = z
  .string()
  .regex(
    /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/,
    'must be 1 to 63 lower-case letters, digits or "-", starting and ending with a letter or digit',
  )
  .refine(
    (value) => !RESERVED_SLUGS.some((reserved) => reserved === value),
    `must not be one of ${RESERVED_SLUGS.join(', ')}`,
  )
  .describe('Unique short name');

const labelSelector = z
  .strictObject({
    matchLabels: z.record(z.string(), z.string()).optional(),
    matchExpressions: z
      .array(
        z.strictObject({
          key: z.string().min(1),
          operator: z.enum(['In', 'NotIn', 'Exists', 'DoesNotExist']),
          values: z.array(z.string()).optional(),
        }),
      )
      .max(50)
      .optional(),
  })
  .describe('Kubernetes label selector');

/** A membership rule as callers hand it in. */
export const tenantRuleInput = z
  .strictObject({
    cluster: z.string().max(100).optional().describe('Id or name of a cluster; default: every cluster'),
    namespaceGlob: z
      .string()
      .max(253)
      .regex(/^[a-z0-9*?-]+$/, 'must be a namespace name, in which "*" stands for any characters and "?" for one')
      .optional()
      .describe('Namespace pattern with `*` and `?`'),
    namespaceLabel: z
      .string()
      .max(320)
      .regex(/^[^=\s]+=[^=\s]*$/, 'must be key=value')
      .optional()
      .describe('Namespace label, `key=value`'),
    podSelector: z.unknown().optional().describe('Kubernetes label selector; default: all pods'),
  })
  .superRefine((value, context) => {
    const { namespaceGlob, namespaceLabel, podSelector } = value;
    if (namespaceGlob === undefined && namespaceLabel === undefined && podSelector === undefined) {
      context.addIssue({
        code: 'custom',
        path: ['namespaceGlob'],
        message: 'give namespaceGlob, namespaceLabel or podSelector',
      });
    }
    if (podSelector === undefined) return;
    for (const issue of labelSelector.safeParse(value.podSelector).error?.issues ?? []) {
      context.addIssue({ code: 'custom', path: ['podSelector', ...issue.path], message: issue.message });
    }
  })
  .meta({ id: 'TenantRuleInput', description: 'A membership rule.' });

export type TenantRuleInput = z.infer<typeof tenantRuleInput>;

const fields = {
  name: z.string().trim().min(1, 'must not be empty').max(200),
  tier: z.number().int().min(0).max(3, 'must be 0, 1, 2 or 3').nullable().describe('0 public … 3 regulated'),
  contacts: z.array(z.string().min(1).max(200)).max(20),
  dataClass: z.string().max(100).nullable(),
  declaredPorts: z.array(declaredPort).max(200),
  contracts: z.array(contract).max(200),
  rules: z.array(tenantRuleInput).max(200),
};

/** Registration of a tenant. */
export const createTenantInput = z
  .strictObject({
    slug,
    name: fields.name,
    tier: fields.tier.default(null),
    contacts: fields.contacts.default([]),
    dataClass: fields.dataClass.default(null),
    declaredPorts: fields.declaredPorts.default([]),
    contracts: fields.contracts.default([]),
    rules: fields.rules.default([]).describe('Membership rules, strongest first'),
  })
  .meta({ id: 'CreateTenant', description: 'Registers a tenant.' });

/** Changes of a tenant; what is not given stays, lists are replaced as a whole. */
export const updateTenantInput = z
  .strictObject({
    name: fields.name.optional(),
    tier: fields.tier.optional(),
    contacts: fields.contacts.optional(),
    dataClass: fields.dataClass.optional(),
    declaredPorts: fields.declaredPorts.optional(),
    contracts: fields.contracts.optional(),
    rules: fields.rules.optional().describe('Replaces all membership rules'),
  })
  .meta({
    id: 'UpdateTenant',
    description: 'Changes of a tenant; what is not given stays, lists are replaced as a whole.',
  });

/** Choice of tenants. */
export const tenantFilter = z
  .strictObject({
    text: z.string().max(100).optional().describe('Part of slug or name'),
    tier: z.number().int().min(0).max(3).optional(),
    cluster: z.string().max(100).optional().describe('Only tenants present in this cluster (id or name)'),
  })
  .meta({ id: 'TenantFilter', description: 'Which tenants.' });

export const tenantListInput = z.strictObject({ ...pageInput.shape, ...tenantFilter.shape });

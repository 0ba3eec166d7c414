import { z } from 'zod';
import { Problem } from '#src/lib/problem.js';
import { RESERVED_SLUGS } from './party.js';
import { parsePortText } from './port-text.js';

const slug = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/, 'use 1 to 63 lower-case letters, digits and inner dashes')
  .refine((value) => !(RESERVED_SLUGS as readonly string[]).includes(value), {
    error: `the names ${RESERVED_SLUGS.join(', ')} are taken by parties that are no tenants`,
  });
const protocol = z.enum(['TCP', 'UDP', 'SCTP']);
const portText = z.string().refine((text) => parsePortText(text) !== null, {
  error: 'write ports as "all", "TCP 443" or "TCP 8000-8080, UDP 53"',
});

const labelSelector = z.strictObject({
  matchLabels: z.record(z.string(), z.string()).optional(),
  matchExpressions: z
    .array(
      z.strictObject({
        key: z.string(),
        operator: z.enum(['In', 'NotIn', 'Exists', 'DoesNotExist']),
        values: z.array(z.string()).optional(),
      }),
    )
    .optional(),
});

const tenant = z.strictObject({
  slug,
  name: z.string().default(''),
  /** 0 public … 3 regulated; null = nobody said. */
  tier: z.union([z.literal(0), z.literal(1), z.literal(2), z.literal(3), z.null()]).default(null),
  /** The port register: what outsiders may reach on purpose. */
  declaredPorts: z
    .array(
      z.strictObject({
        protocol: protocol.default('TCP'),
        port: z.int().min(1).max(65_535),
        description: z.string().optional(),
      }),
    )
    .default([]),
  /** Flows agreed with other parties; binding when the receiving tenant lists them. */
  contracts: z.array(z.strictObject({ from: z.string(), to: z.string(), ports: portText })).default([]),
});

const rule = z
  .strictObject({
    id: z.string().optional(),
    tenant: slug,
    /** `*` and `?` match as in a shell. */
    namespaceGlob: z.string().min(1).optional(),
    /** `key=value` of a namespace label: the per-cluster override table. */
    namespaceLabel: z
      .string()
      .regex(/^[^=]+=[^=]*$/, 'write it as key=value')
      .optional(),
    podSelector: labelSelector.optional(),
  })
  .refine(
    (one) => one.namespaceGlob !== undefined || one.namespaceLabel !== undefined || one.podSelector !== undefined,
    {
      error: 'give namespaceGlob, namespaceLabel or podSelector; a rule without any would own the whole cluster',
    },
  );

/** JSON of the tenants of one cluster and of the rules that give them namespaces and pods. */
export const tenancyRulesSchema = z
  .strictObject({
    tenants: z.array(tenant).default([]),
    rules: z.array(rule).default([]),
    /** Namespace label keys that name a tenant, asked before the well-known ones. */
    labelKeys: z.array(z.string().min(1)).optional(),
    /** What a namespace without an owner is: nobody's (default), or a tenant of its own that bears its name. */
    unassigned: z.enum(['unowned', 'namespace']).optional(),
  })
  .superRefine((value, context) => {
    const seen = new Set<string>();
    for (const [index, one] of value.tenants.entries()) {
      if (seen.has(one.slug)) {
        context.addIssue({
          code: 'custom',
          path: ['tenants', index, 'slug'],
          message: `"${one.slug}" is listed twice`,
        });
      }
      seen.add(one.slug);
    }
  });

/** Tenants known by name and the rules of membership (scoring §4). */
export type TenancyRules = z.output<typeof tenancyRulesSchema>;
/** One explicit membership rule: every condition it gives must hold. */
export type MembershipRule = TenancyRules['rules'][number];

/**
 * Reads tenancy rules from JSON, filling in defaults.
 * @throws Problem INPUT.INVALID naming each field
 */
export function parseTenancyRules(json: unknown): TenancyRules {
  const result = tenancyRulesSchema.safeParse(json);
  if (result.success) return result.data;
  const fields = result.error.issues.map((issue) => ({
    field: issue.path.map(String).join('.') || 'tenancy',
    message: issue.message,
  }));
  const [first] = fields;
  throw new Problem('INPUT.INVALID', `tenancy rules, ${first?.field ?? ''}: ${first?.message ?? ''}`, { fields });
}

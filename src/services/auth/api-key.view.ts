import { z } from 'zod';
import { pageInput } from '../paging/page.js';
import { ROLES } from './role.js';

export const role = z.enum(ROLES).meta({ id: 'Role', description: 'What a principal is allowed to be.' });

/** An API key as lists show it. */
export const apiKeyView = z
  .object({
    id: z.uuid(),
    keyId: z.string().describe('The part of the key that is not secret'),
    name: z.string(),
    role,
    tenants: z.array(z.string()).nullable().describe('Tenant slugs it may see; null: all'),
    createdBy: z.string(),
    createdAt: z.iso.datetime(),
    expiresAt: z.iso.datetime(),
    revokedAt: z.iso.datetime().nullable(),
    lastUsedAt: z.iso.datetime().nullable().describe('Within a minute'),
  })
  .meta({ id: 'ApiKey', description: 'A key for this API; its secret is shown once, when it is made.' });

export type ApiKeyView = z.infer<typeof apiKeyView>;

/** A new key with its text. */
export const createdApiKeyView = z
  .object({
    apiKey: apiKeyView,
    key: z.string().describe('The key itself, `fl_…`; it is not shown again'),
  })
  .meta({ id: 'CreatedApiKey', description: 'A new key with its text.' });

export type CreatedApiKeyView = z.infer<typeof createdApiKeyView>;

/** Longest life of a key. */
export const KEY_MAX_DAYS = 365;

export const createApiKeyInput = z
  .strictObject({
    name: z.string().trim().min(1, 'must not be empty').max(100),
    role,
    tenants: z
      .array(z.string().max(100))
      .max(200)
      .optional()
      .describe('Tenant slugs it may see; required for tenant-viewer'),
    expiresInDays: z
      .number()
      .int()
      .min(1)
      .max(KEY_MAX_DAYS, `must be at most ${String(KEY_MAX_DAYS)}`)
      .default(90)
      .describe('Days until it expires'),
  })
  .refine(({ role: chosen, tenants }) => chosen !== 'tenant-viewer' || (tenants !== undefined && tenants.length > 0), {
    path: ['tenants'],
    message: 'a tenant-viewer needs at least one tenant',
  })
  .meta({ id: 'CreateApiKey', description: 'Makes an API key.' });

export type CreateApiKeyInput = z.infer<typeof createApiKeyInput>;

export const apiKeyListInput = z.strictObject(pageInput.shape);

/** Who the caller is. */
export const meView = z
  .object({
    principal: z.string(),
    name: z.string(),
    role,
    permissions: z.array(z.string()).describe('What the role permits, as `noun:verb`'),
    tenants: z.array(z.string()).nullable().describe('Tenant slugs the caller may see; null: all'),
  })
  .meta({ id: 'Me', description: 'The caller.' });

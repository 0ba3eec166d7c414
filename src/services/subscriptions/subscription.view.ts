import { z } from 'zod';
import { severity } from '../findings/finding.view.js';
import { pageInput } from '../paging/page.js';

const event = z
  .string()
  .regex(
    /^(?:\*|[a-z-]+\.(?:\*|[a-z-]+))$/,
    'must be an event such as finding.opened, or a group such as finding.* or *',
  )
  .max(64);

const filterView = z
  .object({
    tenants: z.array(z.string()).nullable().describe('Tenant slugs; null: all'),
    clusters: z.array(z.string()).nullable().describe('Cluster ids; null: all'),
    minSeverity: severity.nullable().describe('Findings below it are not sent'),
  })
  .meta({ id: 'SubscriptionFilter', description: 'Which events are sent.' });

/** A webhook as answers show it. */
export const subscriptionView = z
  .object({
    id: z.uuid(),
    name: z.string(),
    url: z.string(),
    events: z.array(z.string()),
    filter: filterView,
    active: z.boolean(),
    disabledReason: z.string().nullable().describe('Why it was switched off by the service'),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'Subscription', description: 'A webhook signed by Standard Webhooks.' });

export type SubscriptionView = z.infer<typeof subscriptionView>;

/** A new webhook together with its secret, which is answered this once. */
export const createdSubscriptionView = z
  .object({
    subscription: subscriptionView,
    secret: z.string().describe('Signing secret, `whsec_…`; it is not shown again'),
  })
  .meta({ id: 'CreatedSubscription', description: 'A new webhook with its signing secret.' });

const url = z.url({ protocol: /^https?$/, error: 'must be an http or https URL' }).max(2048);
const name = z.string().trim().min(1, 'must not be empty').max(100);
const filter = z
  .strictObject({
    tenants: z.array(z.string().max(100)).max(100).optional(),
    clusters: z.array(z.string().max(100)).max(100).optional().describe('Ids or names'),
    minSeverity: severity.optional(),
  })
  .meta({ id: 'SubscriptionFilterInput', description: 'Which events are sent.' });

export const createSubscriptionInput = z
  .strictObject({
    name,
    url,
    events: z
      .array(event)
      .min(1, 'name at least one event')
      .max(20)
      .describe('E.g. `finding.opened`, `finding.*`, `score.changed` or `*`'),
    filter: filter.default({}),
    secret: z
      .string()
      .regex(/^whsec_[A-Za-z0-9+/]{32,}={0,2}$/, 'must be whsec_ followed by at least 24 bytes in base64')
      .max(200)
      .optional()
      .describe('Signing secret to use; default: a new one'),
  })
  .meta({ id: 'CreateSubscription', description: 'Adds a webhook.' });

export const updateSubscriptionInput = z
  .strictObject({
    name: name.optional(),
    url: url.optional(),
    events: z
      .array(event)
      .min(1, 'name at least one event')
      .max(20)
      .describe('E.g. `finding.opened`, `finding.*`, `score.changed` or `*`')
      .optional(),
    filter: filter.optional(),
    active: z.boolean().optional(),
  })
  .meta({ id: 'UpdateSubscription', description: 'Changes of a webhook; what is not given stays.' });

const attemptView = z
  .object({
    number: z.number().int(),
    at: z.iso.datetime(),
    status: z.number().int().nullable().describe('HTTP status; null when there was no answer'),
    durationMs: z.number().int(),
    error: z.string().nullable(),
  })
  .meta({ id: 'DeliveryAttempt', description: 'One attempt to deliver.' });

export const deliveryState = z.enum(['PENDING', 'DELIVERED', 'DEAD']).meta({
  id: 'DeliveryState',
  description: '`DEAD`: given up; a replay sends it again with the same id.',
});

/** One event on its way to one webhook. */
export const deliveryView = z
  .object({
    id: z.uuid(),
    subscriptionId: z.uuid(),
    eventId: z.uuid().describe('Value of the `webhook-id` header, the same on every attempt'),
    topic: z.string(),
    state: deliveryState,
    attempts: z.number().int(),
    nextAt: z.iso.datetime().nullable().describe('When it is tried next'),
    createdAt: z.iso.datetime(),
    deliveredAt: z.iso.datetime().nullable(),
    log: z.array(attemptView).describe('Newest attempts first, at most 20'),
  })
  .meta({ id: 'Delivery', description: 'One event on its way to one webhook.' });

export type DeliveryView = z.infer<typeof deliveryView>;

export const deliveryFilter = z
  .strictObject({
    subscription: z.uuid().optional().describe('Id of a webhook'),
    state: deliveryState.optional(),
  })
  .meta({ id: 'DeliveryFilter', description: 'Which deliveries.' });

export const deliveryListInput = z.strictObject({ ...pageInput.shape, ...deliveryFilter.shape });
export const subscriptionListInput = z.strictObject(pageInput.shape);

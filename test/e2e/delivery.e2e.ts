import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { Webhook } from 'standardwebhooks';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SubscriptionsRepository } from '#src/adapters/store/subscriptions.repository.js';
import { freshDatabase } from '../support/database.js';
import { startReceiver, type WebhookReceiver } from '../support/webhook-receiver.js';
import { startWorker, subscribe, type TestWorker, until } from '../support/worker.js';

let databaseUrl: string;
let worker: TestWorker;
let receiver: WebhookReceiver;
let tenants: { shop: number; blog: number };

beforeAll(async () => {
  databaseUrl = await freshDatabase();
  worker = await startWorker(databaseUrl, { WEBHOOK_TIMEOUT: '2' });
  const { prisma } = worker.store;
  const shop = await prisma.tenant.create({ data: { slug: 'shop', name: 'Shop', origin: 'registered' } });
  const blog = await prisma.tenant.create({ data: { slug: 'blog', name: 'Blog', origin: 'registered' } });
  tenants = { shop: shop.id, blog: blog.id };
});

afterAll(() => worker.close());

beforeEach(async () => {
  receiver = await startReceiver();
});

afterEach(async () => {
  await worker.store.prisma.subscription.deleteMany();
  await receiver.close();
});

/** Writes an event as a stage does, in the outbox. */
function emit(
  topic: string,
  key: string,
  more: { tenantIds?: number[]; severity?: number; details?: object } = {},
): Promise<{ eventId: string }> {
  const { tenantIds = [], severity = 3, details = {} } = more;
  const payload = { finding: { id: key }, details: { title: 'a title', ...details }, path: `/api/v1/findings/${key}` };
  return worker.store.prisma.outbox.create({
    data: { eventId: randomUUID(), topic, key, tenantIds, clusterId: 0, severity, payload },
  });
}

const deliveryOf = (eventId: string) =>
  worker.store.prisma.delivery.findFirst({ where: { eventId }, include: { log: { orderBy: { number: 'asc' } } } });
const inState = (eventId: string, state: string) =>
  until(async () => {
    const row = await deliveryOf(eventId);
    return row?.state === state ? row : undefined;
  });
const attempted = (eventId: string, attempts: number) =>
  until(async () => {
    const row = await deliveryOf(eventId);
    return row !== null && row.log.length >= attempts ? row : undefined;
  });

describe('a receiver that fails', () => {
  it('gets the event again, with the same id and a fresh signature, until it accepts', async () => {
    receiver.answer((_, count) => (count === 1 ? 500 : 200));
    const { secret } = await subscribe(worker, receiver.url, ['*']);
    const { eventId } = await emit('finding.opened', 'f1');
    const done = await inState(eventId, 'DELIVERED');
    expect(done.log.map(({ number, status }) => [number, status])).toEqual([
      [1, 500],
      [2, 200],
    ]);
    expect(done.log[0]?.error).toContain('500');
    expect(receiver.received.map(({ headers }) => headers['webhook-id'])).toEqual([eventId, eventId]);
    for (const { body, headers } of receiver.received) {
      expect(new Webhook(secret).verify(body, headers as Record<string, string>)).toMatchObject({
        id: eventId,
        type: 'finding.opened',
      });
    }
    const [first, second] = receiver.received;
    expect(first?.body).toBe(second?.body);
  });

  it.each([
    {
      name: 'redirects',
      reply: { status: 302, headers: { location: 'http://127.0.0.1:9/' } },
      error: 'redirects are not followed',
    },
    { name: 'is overloaded', reply: { status: 503, headers: { 'retry-after': '7200' } }, error: '503' },
  ])('that $name is tried later and never followed', async ({ reply, error }) => {
    receiver.answer(() => reply);
    await subscribe(worker, receiver.url, ['*']);
    const { eventId } = await emit('finding.opened', randomUUID());
    const row = await attempted(eventId, 1);
    expect(row).toMatchObject({ state: 'PENDING', attempts: 1, log: [{ status: reply.status }] });
    expect(row.log[0]?.error).toContain(error);
    const waitMs = row.nextAt.getTime() - Date.now();
    expect(waitMs).toBeGreaterThan('retry-after' in reply.headers ? 7_000_000 : 0);
    expect(receiver.received).toHaveLength(1);
  });

  it('that cannot be reached leaves a log line without addresses', async () => {
    const { url } = receiver;
    await receiver.close();
    await subscribe(worker, url, ['*']);
    const { eventId } = await emit('finding.opened', randomUUID());
    const row = await attempted(eventId, 1);
    expect(row.log[0]).toMatchObject({ status: null, error: 'the connection was refused' });
    receiver = await startReceiver();
  });

  it('that says 410 is switched off and the delivery is dead', async () => {
    receiver.answer(() => 410);
    const { id } = await subscribe(worker, receiver.url, ['*']);
    const { eventId } = await emit('finding.opened', randomUUID());
    expect(await inState(eventId, 'DEAD')).toMatchObject({ attempts: 1 });
    const subscription = await until(async () => {
      const row = await worker.context.get(SubscriptionsRepository).find(id);
      return row?.active === false ? row : undefined;
    });
    expect(subscription.disabledReason).toContain('410');
  });

  it('is given up after ten attempts', async () => {
    receiver.answer(() => 500);
    await subscribe(worker, receiver.url, ['*']);
    const { eventId } = await emit('finding.opened', randomUUID());
    const { id } = await attempted(eventId, 1);
    await worker.store.prisma.delivery.update({ where: { id }, data: { attempts: 9, nextAt: new Date(0) } });
    expect(await inState(eventId, 'DEAD')).toMatchObject({ attempts: 10 });
  });

  it('on an address the egress guard refuses is never called', async () => {
    await subscribe(worker, 'http://169.254.169.254/latest/meta-data', ['*']);
    const { eventId } = await emit('finding.opened', randomUUID());
    const row = await attempted(eventId, 1);
    expect(row.log[0]).toMatchObject({ status: null });
    expect(row.log[0]?.error).toMatch(/not permitted|link-?local|refused|denied/i);
  });
});

describe('order and choice', () => {
  it('a later event of one finding waits for the earlier one, other findings do not', async () => {
    receiver.answer(({ json }) => (json.type === 'finding.opened' && receiver.received.length < 3 ? 500 : 200));
    await subscribe(worker, receiver.url, ['*']);
    const first = await emit('finding.opened', 'same');
    const second = await emit('finding.resolved', 'same');
    const other = await emit('finding.resolved', 'other');
    await inState(other.eventId, 'DELIVERED');
    expect(await deliveryOf(second.eventId)).toMatchObject({ state: 'PENDING', attempts: 0 });
    await inState(second.eventId, 'DELIVERED');
    expect(await deliveryOf(first.eventId)).toMatchObject({ state: 'DELIVERED' });
    const same = receiver.received
      .filter(({ json }) => JSON.stringify(json.data).includes('same'))
      .map(({ json }) => json.type);
    expect(same.at(-1)).toBe('finding.resolved');
    expect(same.slice(0, -1).every((type) => type === 'finding.opened')).toBe(true);
  });

  it('a receiver bound to a tenant gets its events without the names of others', async () => {
    await subscribe(worker, receiver.url, ['finding.*'], { tenants: ['shop'], minSeverity: 'high' });
    const wanted = await emit('finding.opened', 'w', {
      tenantIds: [tenants.shop, tenants.blog],
      details: { subject: 'blog -> shop' },
    });
    const foreign = await emit('finding.opened', 'x', { tenantIds: [tenants.blog] });
    const low = await emit('finding.opened', 'y', { tenantIds: [tenants.shop], severity: 1 });
    const score = await emit('score.changed', 'z', { tenantIds: [tenants.shop] });
    await inState(wanted.eventId, 'DELIVERED');
    for (const { eventId } of [foreign, low, score]) {
      await until(async () => {
        const row = await worker.store.prisma.outbox.findUnique({ where: { eventId } });
        return row?.relayedAt === null ? undefined : row;
      });
      expect(await deliveryOf(eventId)).toBeNull();
    }
    expect(receiver.received).toHaveLength(1);
    expect(receiver.received[0]?.body).not.toContain('blog');
    expect(receiver.received[0]?.json.data['tenants']).toEqual(['shop']);
  });
});

it('a backlog drains without waiting for ticks', async () => {
  await subscribe(worker, receiver.url, ['*']);
  const BACKLOG = 300;
  const data = Array.from({ length: BACKLOG }, (_, i) => ({
    eventId: randomUUID(),
    topic: 'finding.opened',
    key: `b${i}`,
    tenantIds: [],
    clusterId: 0,
    payload: {},
  }));
  await worker.store.prisma.outbox.createMany({ data });
  await until(() => Promise.resolve(receiver.received.length >= BACKLOG ? true : undefined));
  const ids = new Set(receiver.received.map(({ headers }) => headers['webhook-id']));
  expect(ids.size).toBe(BACKLOG);
  expect(receiver.received).toHaveLength(BACKLOG);
});

describe('shutting down', () => {
  it('lets a running job finish while the database is still there', async () => {
    const url = await freshDatabase();
    const short = await startWorker(url);
    let arrived = (): void => undefined;
    const inFlight = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    const slow = await startReceiver(1500);
    slow.answer(() => 200);
    slow.onRequest(() => {
      arrived();
    });
    await subscribe(short, slow.url, ['*']);
    await short.store.prisma.outbox.create({
      data: { eventId: randomUUID(), topic: 'finding.opened', key: 'k', tenantIds: [], clusterId: 0, payload: {} },
    });
    await inFlight;
    await short.close();
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    const { rows } = await client.query('SELECT state, attempts FROM delivery');
    await client.end();
    await slow.close();
    expect(rows).toEqual([{ state: 'DELIVERED', attempts: 1 }]);
  });
});

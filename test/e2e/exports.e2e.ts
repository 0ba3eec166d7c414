import { createHash, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ExportFilter, ExportsRepository } from '#src/adapters/store/exports.repository.js';
import { EVERYTHING, type Scope } from '#src/adapters/store/scope.js';
import { freshDatabase } from '../support/database.js';
import { startWorker, type TestWorker, until } from '../support/worker.js';

/** Enough for several pages and pieces. */
const FINDINGS = 2300;

let worker: TestWorker;
let exports: ExportsRepository;
let tenants: { shop: number; blog: number };
let clusterId: number;
let clusterUid: string;

beforeAll(async () => {
  worker = await startWorker(await freshDatabase());
  exports = worker.context.get(ExportsRepository);
  const { prisma } = worker.store;
  const shop = await prisma.tenant.create({ data: { slug: 'shop', name: 'Shop', tier: 2, origin: 'registered' } });
  const blog = await prisma.tenant.create({ data: { slug: 'blog', name: 'Blog', origin: 'registered' } });
  tenants = { shop: shop.id, blog: blog.id };
  const cluster = await prisma.cluster.create({
    data: { name: 'prod', source: 'bundle', headObservedAt: new Date('2026-11-20T00:00:00Z') },
  });
  clusterId = cluster.id;
  clusterUid = cluster.uid;
  await prisma.finding.createMany({
    data: Array.from({ length: FINDINGS }, (_, i) => ({
      fingerprint: createHash('sha256').update(String(i)).digest('hex').slice(0, 20),
      clusterId,
      clusterIds: [clusterId],
      tenantIds: i % 3 === 0 ? [shop.id] : i % 3 === 1 ? [blog.id] : [shop.id, blog.id],
      control: 'SEG-NP-001',
      severity: i % 5,
      status: i % 4,
      namespace: i % 3 === 1 ? 'blog' : 'shop',
      subject: i % 3 === 0 ? `shop/Deployment/web-${i}` : `blog/Deployment/=cmd|'/C calc'!A${i}`,
      title: 'Ingress is denied by default',
      because: 'line one\nline two',
      fix: 'add a policy',
      digest: Buffer.alloc(32),
      detail: {},
      firstSeenAt: new Date('2026-11-01T00:00:00Z'),
      firstSeq: 1,
      lastChangedAt: new Date('2026-11-01T00:00:00Z'),
    })),
  });
  const score = {
    at: new Date('2026-11-20T00:00:00Z'),
    seq: 1,
    lower: 84.2,
    upper: 90,
    grade: 'B',
    coverage: 1,
    confidence: 'B',
    model: 'tis/1.0.0',
    detail: {},
    findingsOpen: 1,
    findingsCrit: 0,
  };
  await prisma.scoreCurrent.createMany({
    data: [
      { ...score, clusterId: 0, tenantId: 0 },
      { ...score, clusterId, tenantId: 0 },
      { ...score, clusterId, tenantId: shop.id, tier: 2 },
      { ...score, clusterId, tenantId: blog.id },
      { ...score, clusterId: 0, tenantId: shop.id, tier: 2 },
    ],
  });
});

afterAll(() => worker.close());

async function bytesOf(id: string): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const part of exports.content(id)) parts.push(part);
  return Buffer.concat(parts).toString();
}

async function finished(id: string) {
  return until(async () => {
    const row = await exports.find(id);
    return row?.state === 'DONE' || row?.state === 'FAILED' ? row : undefined;
  });
}

async function made(
  format: 'csv' | 'ndjson',
  subject: 'findings' | 'scores',
  filter: ExportFilter = {},
  scope: Scope = EVERYTHING,
) {
  const { id } = await exports.request({ format, subject, filter, scope, createdBy: 'system' });
  const row = await finished(id);
  expect(row).toMatchObject({ state: 'DONE', error: null });
  const text = await bytesOf(id);
  expect(row.bytes).toBe(Buffer.byteLength(text));
  expect(row.sha256).toBe(createHash('sha256').update(text).digest('hex'));
  return { row, text };
}

const linesOf = (text: string) =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

describe('findings as NDJSON', () => {
  it('has a header, every row once, and a trailer that counts and hashes them', async () => {
    const { row, text } = await made('ndjson', 'findings');
    const lines = linesOf(text);
    expect(lines[0]).toMatchObject({ type: 'header', schema: 'fenceline.export/1', subject: 'findings', filter: {} });
    const rows = lines.slice(1, -1);
    expect(rows).toHaveLength(FINDINGS);
    expect(new Set(rows.map((one) => one['fingerprint'])).size).toBe(FINDINGS);
    expect(row.rows).toBe(FINDINGS);
    const before = text.slice(0, text.lastIndexOf('\n', text.length - 2) + 1);
    expect(lines.at(-1)).toEqual({
      type: 'trailer',
      count: FINDINGS,
      sha256: createHash('sha256').update(before).digest('hex'),
    });
    expect(await worker.store.prisma.exportChunk.count({ where: { exportId: row.id } })).toBeGreaterThan(1);
  });

  it('has the same bytes when nothing changed', async () => {
    const [first, second] = [await made('ndjson', 'findings'), await made('ndjson', 'findings')];
    expect(second.row.sha256).toBe(first.row.sha256);
  });

  it('narrows to what the filter asks for', async () => {
    const { text } = await made('ndjson', 'findings', {
      severities: ['critical'],
      states: ['open'],
      tenants: ['shop'],
      clusters: [clusterUid],
    });
    const rows = linesOf(text).slice(1, -1);
    expect(rows.length).toBeGreaterThan(0);
    for (const one of rows) {
      expect(one).toMatchObject({ severity: 'critical', state: 'open' });
      expect(one['tenants']).toContain('shop');
    }
    expect(linesOf((await made('ndjson', 'findings', { clusters: [randomUUID()] })).text)).toHaveLength(2);
  });

  it('never names a tenant outside its scope', async () => {
    const scope: Scope = { tenants: [tenants.shop], clusters: [clusterId] };
    const { text } = await made('ndjson', 'findings', {}, scope);
    expect(text).not.toContain('blog');
    expect(linesOf(text).slice(1, -1).length).toBe(
      Array.from({ length: FINDINGS }, (_, i) => i).filter((i) => i % 3 !== 1).length,
    );
    const outside = await made('ndjson', 'findings', {}, { tenants: [tenants.shop], clusters: [] });
    expect(linesOf(outside.text)).toHaveLength(2);
  });
});

describe('findings as CSV', () => {
  it('quotes every cell, ends lines with CRLF and holds no formula', async () => {
    const { text } = await made('csv', 'findings');
    const lines = text.split('\r\n');
    expect(lines[0]).toMatch(/^"schema_version","finding_id","fingerprint",/);
    expect(lines).toHaveLength(FINDINGS + 2);
    expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    for (const line of lines.slice(1, -1)) expect(line).not.toMatch(/,"[=+\-@\t]/);
  });

  it('is its header line when there is nothing', async () => {
    const { text } = await made('csv', 'findings', { clusters: [randomUUID()] });
    expect(text.split('\r\n')).toHaveLength(2);
  });
});

describe('scores', () => {
  it('covers fleet, clusters and tenants', async () => {
    const { text } = await made('ndjson', 'scores');
    expect(
      linesOf(text)
        .slice(1, -1)
        .map((one) => [one['scope'], one['tenant'], one['score_lower']]),
    ).toEqual([
      ['fleet', null, 84.2],
      ['tenant', 'shop', 84.2],
      ['cluster', null, 84.2],
      ['tenant-in-cluster', 'shop', 84.2],
      ['tenant-in-cluster', 'blog', 84.2],
    ]);
  });

  it('of a restricted scope are those of its tenants', async () => {
    const { text } = await made('csv', 'scores', {}, { tenants: [tenants.shop], clusters: [clusterId] });
    expect(text.split('\r\n')).toHaveLength(4);
    expect(text).not.toContain('blog');
  });
});

describe('schedules', () => {
  const schedule = (name: string, createdBy: string, nextDueAt: Date) =>
    exports.createSchedule({
      name,
      format: 'csv',
      subject: 'scores',
      filter: {},
      cron: '0 6 * * *',
      timezone: 'Europe/Berlin',
      createdBy,
      nextDueAt,
    });

  it('run once for each period, also when it was missed, and move on', async () => {
    const period = new Date('2026-11-20T05:00:00Z');
    const { id } = await schedule('daily', 'system', period);
    const run = await until(
      async () => (await worker.store.prisma.export.findFirst({ where: { scheduleId: id } })) ?? undefined,
    );
    expect(await finished(run.id)).toMatchObject({ state: 'DONE', period });
    const next = (await exports.findSchedule(id))?.nextDueAt ?? new Date(0);
    expect(next.getTime()).toBeGreaterThan(Date.now());
    expect(next.toLocaleTimeString('en-GB', { timeZone: 'Europe/Berlin' })).toBe('06:00:00');
    expect(await worker.store.prisma.export.count({ where: { scheduleId: id } })).toBe(1);
  });

  it('stop when their creator has no access any more', async () => {
    const { id } = await schedule('orphan', 'api-key:gone', new Date('2026-11-20T05:00:00Z'));
    const stopped = await until(async () => {
      const row = await exports.findSchedule(id);
      return row?.active === false ? row : undefined;
    });
    expect(stopped.nextDueAt).toBeNull();
    expect(await worker.store.prisma.export.count({ where: { scheduleId: id } })).toBe(0);
  });
});

it('an export nobody can write fails with the reason and leaves no bytes', async () => {
  const { id } = await worker.store.prisma.export.create({
    data: { format: 'xlsx', subject: 'findings', createdBy: 'system' },
  });
  expect(await finished(id)).toMatchObject({ state: 'FAILED', error: { code: 'INPUT.INVALID' } });
  expect(await worker.store.prisma.exportChunk.count({ where: { exportId: id } })).toBe(0);
});

it('an export whose worker vanished is written again from the beginning', async () => {
  const { id } = await worker.store.prisma.export.create({
    data: {
      format: 'csv',
      subject: 'scores',
      createdBy: 'system',
      state: 'RUNNING',
      chunks: { create: { index: 0, body: Buffer.from('torn') } },
    },
  });
  expect(await finished(id)).toMatchObject({ state: 'DONE' });
  expect(await bytesOf(id)).not.toContain('torn');
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { judged } from '../support/judged-api.js';
import { startTestApi, type TestApi } from '../support/api.js';
import { startReceiver, type WebhookReceiver } from '../support/webhook-receiver.js';

let api: TestApi;
let admin: string;
let receiver: WebhookReceiver;

beforeAll(async () => {
  api = await startTestApi({ ROLE: 'all', TICK_SECONDS: '0.2' });
  admin = await api.key('admin');
  receiver = await startReceiver();
});
afterAll(async () => {
  await api.close();
  await receiver.close();
});

const send = async (method: 'post' | 'patch' | 'put', path: string, body: object, status: number) =>
  (await api.rest(method, path, admin).send(body).expect(status)).body;
const get = async (path: string, status = 200) => (await api.rest('get', path, admin).expect(status)).body;

/** Reads a path until the answer satisfies a condition, for at most 30 seconds. */
async function eventually(path: string, holds: (body: { state: string }) => boolean) {
  for (let i = 0; i < 300; i++) {
    const body = await get(path);
    if (holds(body)) return body;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`${path} did not change within 30 seconds`);
}

describe('the tenant registry', () => {
  it('registers, changes, lists and removes', async () => {
    const cluster = await send('post', '/clusters', { name: 'registry', source: 'bundle' }, 201);
    const made = await send(
      'post',
      '/tenants',
      {
        slug: 'payments',
        name: 'Payments',
        tier: 3,
        contacts: ['payments@example.com'],
        declaredPorts: [{ protocol: 'TCP', port: 443 }],
        contracts: [{ from: 'shop', ports: 'TCP 8443' }],
        rules: [
          { namespaceGlob: 'pay-*' },
          { cluster: 'registry', namespaceLabel: 'team=payments', podSelector: { matchLabels: { app: 'x' } } },
        ],
      },
      201,
    );
    expect(made).toMatchObject({
      slug: 'payments',
      origin: 'registered',
      contracts: [{ from: 'shop', to: 'payments', ports: 'TCP 8443' }],
      rules: [
        { cluster: null, namespaceGlob: 'pay-*' },
        { cluster: { id: cluster.id, name: 'registry' }, namespaceLabel: 'team=payments' },
      ],
    });
    const changed = await send(
      'patch',
      '/tenants/payments',
      { tier: null, rules: [{ namespaceGlob: 'payments' }] },
      200,
    );
    expect(changed).toMatchObject({ tier: null, name: 'Payments', rules: [{ namespaceGlob: 'payments' }] });
    expect((await get('/tenants?text=pay')).items).toHaveLength(1);
    expect((await get('/tenants?tier=3')).items).toEqual([]);
    await api.rest('delete', '/tenants/payments', admin).expect(204);
    await get('/tenants/payments', 404);
  });

  it.each([
    ['a reserved slug', { slug: 'external', name: 'x' }, 'slug'],
    ['a tier of 4', { slug: 'a', name: 'x', tier: 4 }, 'tier'],
    ['unreadable ports', { slug: 'a', name: 'x', contracts: [{ from: 'b', ports: 'HTTP' }] }, 'contracts.0.ports'],
    ['a rule that matches nothing', { slug: 'a', name: 'x', rules: [{}] }, 'rules.0.namespaceGlob'],
    [
      'a rule for an unknown cluster',
      { slug: 'a', name: 'x', rules: [{ cluster: 'nowhere', namespaceGlob: 'a' }] },
      'rules.0.cluster',
    ],
    [
      'an unreadable selector',
      { slug: 'a', name: 'x', rules: [{ namespaceGlob: 'a', podSelector: { matchLabels: [] } }] },
      'rules.0.podSelector.matchLabels',
    ],
  ])('refuses %s', async (_, body, field) => {
    const refused = await send('post', '/tenants', body, 422);
    expect(refused.fields.map((wrong: { field: string }) => wrong.field)).toContain(field);
    await get('/tenants/a', 404);
  });
});

describe('bundles', () => {
  it('turns uploaded manifests into a judged snapshot', async () => {
    const cluster = await send('post', '/clusters', { name: 'bundle', source: 'bundle' }, 201);
    const manifests = ['shop', 'blog'].flatMap((name) => [
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name } },
      {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'web', namespace: name, labels: { app: 'web' } },
        spec: { containers: [{ name: 'c', image: 'nginx' }] },
      },
    ]);
    const yaml = manifests.map((one) => `---\n${JSON.stringify(one)}\n`).join('');
    const upload = await api
      .rest('post', '/clusters/bundle/snapshots', admin)
      .set('content-type', 'application/yaml')
      .send(yaml)
      .expect(202);
    await judged(api, admin, cluster.id, 1);
    expect(await get(`/runs/${String(upload.body.id)}`)).toMatchObject({ state: 'COMMITTED', sequence: 1 });
    expect((await get('/clusters/bundle/snapshots')).items).toMatchObject([
      { sequence: 1, origin: 'offline', assessed: true },
    ]);
    expect((await get('/clusters/bundle/connectivity?from=blog&to=shop')).items).toHaveLength(1);
  });

  it('ends a run on unreadable manifests with a reason, and stays usable', async () => {
    const upload = await api
      .rest('post', '/clusters/bundle/snapshots', admin)
      .set('content-type', 'text/plain')
      .send('{{{')
      .expect(202);
    const run = await eventually(
      `/runs/${String(upload.body.id)}`,
      ({ state }) => !['QUEUED', 'RUNNING'].includes(state),
    );
    expect(run).toMatchObject({ state: 'FAILED', error: { code: 'MANIFEST.UNREADABLE' } });
    expect((await get('/clusters/bundle/snapshots')).items).toHaveLength(1);
  });
});

describe('webhooks', () => {
  it('are added, tested, read with their log, replayed and removed', async () => {
    const { subscription, secret } = await send(
      'post',
      '/subscriptions',
      { name: 'soc', url: receiver.url, events: ['finding.*'], filter: { clusters: ['bundle'], minSeverity: 'high' } },
      201,
    );
    expect(secret).toMatch(/^whsec_/);
    expect((await get('/subscriptions')).items).toMatchObject([{ name: 'soc', filter: { minSeverity: 'high' } }]);
    expect(JSON.stringify(await get('/subscriptions'))).not.toContain(secret);
    const test = await send('post', `/subscriptions/${String(subscription.id)}/test`, {}, 202);
    const delivered = await eventually(`/deliveries/${String(test.id)}`, ({ state }) => state === 'DELIVERED');
    expect(delivered).toMatchObject({ topic: 'test', attempts: 1, log: [{ number: 1, status: 204 }] });
    const replayed = await send('post', `/deliveries/${String(test.id)}/replay`, {}, 202);
    expect(replayed.eventId).toBe(delivered.eventId);
    await eventually(`/deliveries/${String(test.id)}`, ({ state }) => state === 'DELIVERED');
    expect((await get(`/deliveries?subscription=${String(subscription.id)}&state=DELIVERED`)).items).toHaveLength(1);
    const changed = await send('patch', `/subscriptions/${String(subscription.id)}`, { active: false }, 200);
    expect(changed).toMatchObject({ active: false, name: 'soc' });
    await api.rest('delete', `/subscriptions/${String(subscription.id)}`, admin).expect(204);
    await get(`/subscriptions/${String(subscription.id)}`, 404);
  });

  it.each([
    ['an inner address', { name: 'x', url: 'https://169.254.169.254/', events: ['*'] }, 'EGRESS.DENIED'],
    ['no event', { name: 'x', url: 'https://example.com', events: [] }, 'INPUT.INVALID'],
    ['a nonsense event', { name: 'x', url: 'https://example.com', events: ['everything!'] }, 'INPUT.INVALID'],
    ['an unreadable address', { name: 'x', url: 'ftp://example.com', events: ['*'] }, 'INPUT.INVALID'],
  ])('refuse %s', async (_, body, code) => {
    expect((await send('post', '/subscriptions', body, 422)).code).toBe(code);
  });
});

describe('exports', () => {
  it('are written by a worker and downloaded as a stream', async () => {
    const asked = await send(
      'post',
      '/exports',
      { format: 'ndjson', subject: 'findings', filter: { clusters: ['bundle'] } },
      202,
    );
    const done = await eventually(`/exports/${String(asked.id)}`, ({ state }) => state === 'DONE');
    const answer = await api
      .rest('get', `/exports/${String(asked.id)}/content`, admin)
      .buffer(true)
      .parse((response, done_) => {
        const parts: Buffer[] = [];
        response
          .on('data', (part: Buffer) => parts.push(part))
          .on('end', () => {
            done_(null, Buffer.concat(parts).toString());
          });
      });
    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toContain('application/x-ndjson');
    expect(answer.headers['content-disposition']).toContain('attachment; filename="fenceline-findings-');
    const lines = (answer.body as string)
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as object);
    expect(lines).toHaveLength(Number(done.rows) + 2);
    expect((await get('/audit-events?action=export.read')).items).toHaveLength(1);
  });

  it('repeat on a schedule', async () => {
    const schedule = { name: 'weekly', format: 'csv', subject: 'scores', cron: '0 6 * * 1', timezone: 'Europe/Berlin' };
    const made = await send('post', '/export-schedules', schedule, 201);
    expect(new Date(made.nextDueAt).getUTCDay()).toBe(1);
    expect((await get('/export-schedules')).items).toHaveLength(1);
    expect((await send('post', '/export-schedules', schedule, 409)).code).toBe('CONFLICT');
    expect((await send('post', '/export-schedules', { ...schedule, cron: 'often' }, 422)).fields[0].field).toBe('cron');
    expect((await send('post', '/export-schedules', { ...schedule, timezone: 'Mars/Base' }, 422)).fields[0].field).toBe(
      'timezone',
    );
    await api.rest('delete', `/export-schedules/${String(made.id)}`, admin).expect(204);
    await get(`/export-schedules/${String(made.id)}`, 404);
  });
});

describe('the same over GraphQL', () => {
  it('runs every mutation of the administration', async () => {
    const run = async (text: string, variables = {}) => {
      const { data, errors } = await api.graphql(admin, text, variables);
      expect(errors).toEqual([]);
      return data;
    };
    const made = await run(`mutation {
      createTenant(input: { slug: "over-graphql", name: "G", rules: [{ namespaceGlob: "g-*" }] }) { tenant { id slug rules { namespaceGlob } } userErrors { code } }
      createSubscription(input: { name: "g", url: "${receiver.url}", events: ["score.changed"] }) { created { secret subscription { id name } } userErrors { code } }
      createExport(input: { format: CSV, subject: SCORES }) { export { id state } userErrors { code } }
      createExportSchedule(input: { name: "g", format: NDJSON, subject: FINDINGS, cron: "0 0 * * *" }) { exportSchedule { id nextDueAt } userErrors { code } }
      createApiKey(input: { name: "g", role: TENANT_VIEWER, tenants: ["blog"] }) { created { key } userErrors { code field } }
      takeSnapshot(id: "bundle") { run { id } userErrors { code field } }
    }`);
    expect(made.createTenant).toMatchObject({ tenant: { slug: 'over-graphql' }, userErrors: [] });
    expect(made.createSubscription.created.secret).toMatch(/^whsec_/);
    expect(made.createExport.export.state).toBe('QUEUED');
    expect(made.createApiKey.userErrors).toEqual([{ code: 'INPUT.INVALID', field: 'tenants' }]);
    expect(made.takeSnapshot.userErrors).toEqual([{ code: 'INPUT.INVALID', field: 'body' }]);
    const { id } = made.createSubscription.created.subscription;
    const more = await run(
      `mutation($s: ID!, $e: ID!) {
        updateTenant(slug: "over-graphql", input: { tier: 1 }) { tenant { tier } userErrors { code } }
        testSubscription(id: $s) { delivery { topic } userErrors { code } }
        updateSubscription(id: $s, input: { active: false }) { subscription { active } userErrors { code } }
        deleteSubscription(id: $s) { deletedId userErrors { code } }
        deleteExportSchedule(id: $e) { deletedId userErrors { code } }
        deleteTenant(slug: "over-graphql") { deletedSlug userErrors { code } }
        uploadManifests(id: "bundle", manifests: "apiVersion: v1\\nkind: Namespace\\nmetadata: {name: shop}") { run { trigger } userErrors { code } }
      }`,
      { s: id, e: made.createExportSchedule.exportSchedule.id },
    );
    expect(more).toMatchObject({
      updateTenant: { tenant: { tier: 1 } },
      uploadManifests: { run: { trigger: 'UPLOAD' } },
    });
    const read = await run(
      '{ exports { nodes { id } } exportSchedules { nodes { id } } subscriptions { nodes { id } } deliveries { nodes { id } } apiKeys { nodes { name } } auditEvents(first: 50) { nodes { action principal } } }',
    );
    const actions = read.auditEvents.nodes.map(({ action }: { action: string }) => action);
    for (const action of [
      'tenant.create',
      'tenant.delete',
      'subscription.create',
      'export.request',
      'snapshot.upload',
    ]) {
      expect(actions).toContain(action);
    }
  });
});

import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSimulator, type Simulator } from '#src/demo/simulator/simulator.js';
import { startTestApi, type TestApi } from '../support/api.js';
import { shopCluster } from '../support/shop-cluster.js';

/** Planted wherever a secret enters; it must come out nowhere. */
const CANARY = `canary-${randomBytes(12).toString('hex')}`;

let api: TestApi;
let admin: string;
let modest: Simulator;
let powerful: Simulator;
const answers: string[] = [];

beforeAll(async () => {
  api = await startTestApi();
  admin = await api.key('admin');
  modest = await startSimulator({
    name: 'modest',
    objects: shopCluster(),
    token: `${CANARY}-token`,
    forbidden: ['nodes'],
  });
  powerful = await startSimulator({
    name: 'powerful',
    objects: shopCluster(),
    powers: [{ verb: 'list', group: '', resource: 'secrets' }],
  });
});
afterAll(async () => {
  await api.close();
  await modest.close();
  await powerful.close();
});

const register = async (body: object, status: number) => {
  const answer = await api.rest('post', '/clusters', admin).send(body);
  answers.push(answer.text);
  expect({ status: answer.status, body: answer.body }).toMatchObject({ status });
  return answer.body;
};
const connection = (simulator: Simulator) => ({
  serverUrl: simulator.url,
  caPem: simulator.caPem,
  credential: { token: simulator.token },
});

describe('registering a cluster', () => {
  it('tests the connection and reports what it saw', async () => {
    const cluster = await register({ name: 'by-token', labels: { env: 'test' }, ...connection(modest) }, 201);
    expect(cluster).toMatchObject({
      name: 'by-token',
      state: 'pending',
      credentialType: 'token',
      overrideReason: null,
    });
    expect(cluster.preflight.kindsFound).toContain('core/Pod');
    expect(cluster.preflight.kindsForbidden).toEqual(['core/Node']);
    expect(cluster.preflight.powers).toEqual([]);
    const { body } = await api.rest('get', `/clusters/${String(cluster.id)}/runs`, admin).expect(200);
    expect(body.items).toMatchObject([{ state: 'QUEUED', clusterId: cluster.id }]);
    await api.rest('get', `/runs/${String(body.items[0].id)}`, admin).expect(200);
  });

  it('takes a kubeconfig and a client certificate', async () => {
    expect(await register({ name: 'by-kubeconfig', kubeconfig: modest.kubeconfig() }, 201)).toMatchObject({
      serverUrl: modest.url,
      credentialType: 'token',
    });
    const { certPem, keyPem } = await modest.clientCertificate();
    const credential = { clientCertificatePem: certPem, clientKeyPem: keyPem };
    const cluster = await register({ name: 'by-cert', serverUrl: modest.url, caPem: modest.caPem, credential }, 201);
    expect(cluster.credentialType).toBe('client-certificate');
    expect(JSON.stringify(cluster)).not.toContain('PRIVATE KEY');
  });

  it('refuses a credential that can do too much, unless somebody says why', async () => {
    const wish = { name: 'powerful', ...connection(powerful) };
    const refused = await register(wish, 422);
    expect(refused.code).toBe('CREDENTIAL.TOO_POWERFUL');
    expect(await register({ ...wish, overrideReason: 'legacy account, ticket SEC-42' }, 201)).toMatchObject({
      overrideReason: 'legacy account, ticket SEC-42',
    });
    const { body } = await api.rest('get', '/audit-events?action=cluster.register&first=1', admin).expect(200);
    expect(body.items[0].facts).toMatchObject({ overrideReason: 'legacy account, ticket SEC-42' });
  });

  it.each([
    ['exec', 'users[0].user.exec', { exec: { command: '/bin/sh' } }, {}],
    ['an auth-provider', 'auth-provider', { 'auth-provider': { name: 'gcp' } }, {}],
    ['a token file', 'tokenFile', { tokenFile: '/etc/passwd' }, {}],
    ['skipped verification', 'insecure-skip-tls-verify', {}, { 'insecure-skip-tls-verify': true }],
    ['a proxy', 'proxy-url', {}, { 'proxy-url': 'http://127.0.0.1:1' }],
    ['a password', 'password', { username: 'x', password: `${CANARY}-password` }, {}],
  ])('refuses a kubeconfig with %s, naming the field', async (_, field, user, server) => {
    const kubeconfig = JSON.parse(modest.kubeconfig());
    Object.assign(kubeconfig.users[0].user, user);
    Object.assign(kubeconfig.clusters[0].cluster, server);
    const refused = await register({ name: 'hostile', kubeconfig: JSON.stringify(kubeconfig) }, 422);
    expect(refused.code).toBe('KUBECONFIG.REFUSED');
    expect(refused.fields.some((wrong: { field: string }) => wrong.field.includes(field))).toBe(true);
  });

  it.each([
    ['no name', { source: 'bundle' }, 422, 'name'],
    ['a field that does not exist', { name: 'x', source: 'bundle', state: 'ready' }, 422, 'state'],
    ['nothing to connect to', { name: 'x' }, 422, 'serverUrl'],
    [
      'plain http',
      { name: 'x', serverUrl: 'http://a.example', caPem: 'x', credential: { token: 't' } },
      422,
      'serverUrl',
    ],
    [
      'two credentials',
      {
        name: 'x',
        serverUrl: 'https://a.example',
        caPem: 'x',
        credential: { token: 't', clientCertificatePem: 'c', clientKeyPem: 'k' },
      },
      422,
      'credential.token',
    ],
    ['a connection for a bundle', { name: 'x', source: 'bundle', serverUrl: 'https://a.example' }, 422, 'serverUrl'],
    ['an interval of a second', { name: 'x', source: 'bundle', intervalSeconds: 1 }, 422, 'intervalSeconds'],
  ])('refuses %s', async (_, body, status, field) => {
    const refused = await register(body, status);
    expect(refused.code).toBe('INPUT.INVALID');
    expect(refused.fields.map((wrong: { field: string }) => wrong.field)).toContain(field);
  });

  it('refuses metadata addresses, wrong tokens, strangers and taken names, and stores nothing', async () => {
    const before = (await api.rest('get', '/clusters?first=100', admin)).body.items.length;
    const wish = { name: 'nowhere', ...connection(modest) };
    expect(await register({ ...wish, serverUrl: 'https://169.254.169.254/' }, 422)).toMatchObject({
      code: 'EGRESS.DENIED',
    });
    expect(await register({ ...wish, credential: { token: `${CANARY}-wrong` } }, 422)).toMatchObject({
      code: 'CREDENTIAL.REJECTED',
    });
    expect(await register({ ...wish, caPem: powerful.caPem }, 502)).toMatchObject({ code: 'CLUSTER.TLS' });
    expect(await register({ ...wish, serverUrl: 'https://127.0.0.1:1' }, 502)).toMatchObject({
      code: 'CLUSTER.UNREACHABLE',
    });
    expect(await register({ ...wish, name: 'by-token' }, 409)).toMatchObject({ code: 'CONFLICT' });
    expect((await api.rest('get', '/clusters?first=100', admin)).body.items).toHaveLength(before);
  });

  it('replaces a credential for the same cluster only', async () => {
    const put = (body: object) => api.rest('put', '/clusters/by-token/credential', admin).send(body);
    expect((await put({ kubeconfig: modest.kubeconfig() })).status).toBe(200);
    expect((await put({ kubeconfig: powerful.kubeconfig() })).status).toBe(422);
    expect((await put({})).body.fields[0].field).toBe('credential');
    expect((await api.rest('put', '/clusters/nope/credential', admin).send({ kubeconfig: 'x' })).status).toBe(404);
  });

  it('works over GraphQL with the same rules', async () => {
    const mutation =
      'mutation($input: RegisterClusterInput!) { registerCluster(input: $input) { cluster { name credentialType } userErrors { code field } } }';
    const good = await api.graphql(admin, mutation, {
      input: { name: 'over-graphql', kubeconfig: modest.kubeconfig() },
    });
    expect(good.data.registerCluster).toEqual({
      cluster: { name: 'over-graphql', credentialType: 'TOKEN' },
      userErrors: [],
    });
    const bad = await api.graphql(admin, mutation, { input: { name: 'x', ...connection(powerful) } });
    expect(bad.data.registerCluster).toMatchObject({
      cluster: null,
      userErrors: [{ code: 'CREDENTIAL.TOO_POWERFUL' }],
    });
  });

  it('deletes: the cluster is gone, its credential destroyed, its name free', async () => {
    await api.rest('delete', '/clusters/by-cert', admin).expect(204);
    await api.rest('get', '/clusters/by-cert', admin).expect(404);
    await api.rest('delete', '/clusters/by-cert', admin).expect(404);
    await register({ name: 'by-cert', source: 'bundle' }, 201);
  });

  it('never shows a secret: not in answers, not in logs, not in the database', async () => {
    expect(answers.join('\n')).not.toContain(CANARY);
    expect(api.logs()).not.toContain(CANARY);
    expect(api.logs()).not.toContain(admin);
    const client = new pg.Client({ connectionString: String(api.config.databaseUrl) });
    await client.connect();
    for (const table of ['cluster', 'credential', 'run', 'audit_event', 'api_key', 'outbox']) {
      const { rows } = await client.query<{ row: string }>(`SELECT to_jsonb(t)::text AS row FROM ${table} t`);
      expect(rows.map(({ row }) => row).join('\n')).not.toContain(CANARY);
    }
    await client.end();
  });
});

describe('bundle clusters', () => {
  it('takes manifests as YAML, JSON or text, and nothing else', async () => {
    await register({ name: 'bundle', source: 'bundle' }, 201);
    const post = (type: string, body: string) =>
      api.rest('post', '/clusters/bundle/snapshots', admin).set('content-type', type).send(body);
    const yaml = 'apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n';
    for (const [type, body] of [
      ['application/yaml', yaml],
      ['text/plain', yaml],
      ['application/json', '{"apiVersion":"v1","kind":"List","items":[]}'],
    ] as const) {
      const answer = await post(type, body);
      expect(answer.status).toBe(202);
      expect(answer.body).toMatchObject({ state: 'QUEUED', trigger: 'upload' });
      expect(answer.headers['location']).toBe(`/api/v1/runs/${String(answer.body.id)}`);
    }
    expect((await post('application/xml', '<a/>')).body).toMatchObject({ status: 415, code: 'UNSUPPORTED_MEDIA_TYPE' });
    expect((await post('application/yaml', '  ')).status).toBe(422);
    expect((await post('application/yaml', 'x'.repeat(api.config.uploadLimitBytes + 1))).body).toMatchObject({
      status: 413,
      code: 'INPUT.TOO_LARGE',
    });
    expect((await api.rest('post', '/clusters/bundle/snapshots', admin)).status).toBe(422);
    const other = await api
      .rest('post', '/clusters/by-token/snapshots', admin)
      .set('content-type', 'application/yaml')
      .send(yaml);
    expect(other.body).toMatchObject({ status: 409 });
  });
});

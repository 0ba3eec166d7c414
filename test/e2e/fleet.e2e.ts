import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApi, type TestApi } from '../support/api.js';
import { judged } from '../support/judged-api.js';

let api: TestApi;
let admin: string;
let viewer: string;

const manifests = (cluster: string): string =>
  readFileSync(new URL(`../../examples/fleet/${cluster}/cluster.yaml`, import.meta.url), 'utf8');

beforeAll(async () => {
  api = await startTestApi({ ROLE: 'all', TICK_SECONDS: '0.2' });
  admin = await api.key('admin');
  for (const slug of ['shop', 'payments']) {
    const tenant = { slug, name: `Team ${slug}`, tier: 2, rules: [{ namespaceGlob: slug }] };
    await api.rest('post', '/tenants', admin).send(tenant).expect(201);
  }
  for (const name of ['east', 'west']) await upload(name, manifests(name), 1);
  viewer = await api.key('tenant-viewer', ['shop']);
});
afterAll(() => api.close());

async function upload(name: string, text: string, sequence: number): Promise<void> {
  if (sequence === 1) await api.rest('post', '/clusters', admin).send({ name, source: 'bundle' }).expect(201);
  await api
    .rest('post', `/clusters/${name}/snapshots`, admin)
    .set('content-type', 'application/yaml')
    .send(text)
    .expect(202);
  await judged(api, admin, name, sequence);
}

const get = async (path: string, key = admin) => (await api.rest('get', path, key).expect(200)).body;

describe('links', () => {
  it('are listed with their evidence, and filtered by kind and cluster', async () => {
    const { items } = await get('/fleet/links?kind=R1');
    expect(items).toMatchObject([
      {
        technology: 'submariner',
        from: { name: 'east' },
        to: { name: 'west' },
        premise: 'proven',
        strength: 'connected',
      },
      { technology: 'submariner', from: { name: 'west' }, to: { name: 'east' }, premise: 'proven' },
    ]);
    expect(items[0].evidence[0]).toMatchObject({ cluster: 'east', object: 'Gateway/submariner-operator/east-1' });
    expect((await get('/fleet/links?cluster=nobody')).items).toEqual([]);
  });

  it('come page by page', async () => {
    const all = (await get('/fleet/links?first=100')).items;
    const read = [];
    for (let after = ''; ;) {
      const page = await get(`/fleet/links?first=1${after}`);
      read.push(...page.items);
      if (!page.pageInfo.hasNextPage) break;
      after = `&after=${String(page.pageInfo.endCursor)}`;
    }
    expect(read).toEqual(all);
  });
});

it('compares address plans', async () => {
  const { items } = await get('/fleet/overlaps');
  expect(items).toMatchObject([
    { left: { name: 'east' }, right: { name: 'west' }, space: 'nodes', verdict: 'disjoint' },
    { space: 'pods', verdict: 'disjoint', ranges: [] },
    { space: 'services', verdict: 'unknown' },
  ]);
});

describe('crossings', () => {
  it('show who can reach whom, by which way, and what decides', async () => {
    const { items } = await get('/fleet/crossings?tenant=payments&verdict=allowed&kind=R1');
    expect(items).toMatchObject([
      {
        from: { cluster: { name: 'east' }, party: 'shop' },
        to: { cluster: { name: 'west' }, party: 'payments' },
        must: 'TCP 8443',
        technology: 'submariner',
        premise: 'proven',
        witness: {
          from: { namespace: 'shop', name: 'checkout' },
          to: { namespace: 'payments', name: 'api' },
          rules: [{ cluster: 'west', policy: 'NetworkPolicy/payments/api-from-east', effect: 'allow' }],
        },
      },
      { from: { party: 'payments' }, to: { party: 'shop' }, must: 'all' },
    ]);
    const unknown = (await get('/fleet/crossings?verdict=unknown')).items;
    expect(unknown.every(({ because }: { because: string[] }) => because.length > 0)).toBe(true);
  });

  it('answer the same over GraphQL', async () => {
    const query = `{
      fleetLinks(first: 50, filter: { kind: R1 }) { nodes { technology premise from { name } evidence { object text } } pageInfo { hasNextPage } }
      fleetOverlaps { nodes { space verdict } }
      fleetCrossings(first: 1, filter: { tenant: "payments", verdict: ALLOWED }) { edges { cursor node { must sentence from { party cluster { name } } witness { to { name } } } } pageInfo { hasNextPage } }
    }`;
    const { data, errors } = await api.graphql(admin, query);
    expect(errors).toEqual([]);
    expect(data.fleetLinks.nodes).toHaveLength(2);
    expect(data.fleetOverlaps.nodes).toHaveLength(3);
    expect(data.fleetCrossings.edges[0].node).toMatchObject({
      must: 'TCP 8443',
      from: { party: 'shop', cluster: { name: 'east' } },
      witness: { to: { name: 'api' } },
    });
    expect(data.fleetCrossings.pageInfo.hasNextPage).toBe(true);
  });

  it('follow the newest snapshot', async () => {
    await upload('west', manifests('west').replaceAll('10.10.0.0/16', '10.99.0.0/16'), 2);
    const { items } = await get('/fleet/crossings?kind=R1&tenant=payments');
    const closed = items.find(({ from }: { from: { party: string } }) => from.party === 'shop');
    expect(closed).toMatchObject({ verdict: 'denied', witness: null });
    expect(closed.barriers[0]).toContain('NetworkPolicy payments/');
  });
});

describe('a tenant-viewer', () => {
  const NEIGHBOUR = /\bpayments\b|\bapi\b|ledger|\bwest\b|api-from-east/;

  it('sees its own crossings, the other side as a pseudonym in an unnamed cluster', async () => {
    const { text, body } = await api.rest('get', '/fleet/crossings?first=100', viewer).expect(200);
    expect(text).not.toMatch(NEIGHBOUR);
    expect(body.items.length).toBeGreaterThan(0);
    for (const { from, to } of body.items) expect([from.party, to.party]).toContain('shop');
    expect(body.items[0].from).toMatchObject({ cluster: { name: 'east' }, party: 'shop' });
    const neighbours = body.items.map(({ to }: { to: { party: string } }) => to.party);
    expect(neighbours).toContainEqual(expect.stringMatching(/^neighbour-[0-9a-f]{10}$/));
    expect(body.items[0].to.cluster).toBeNull();
    const { data } = await api.graphql(
      viewer,
      '{ fleetCrossings(first: 50) { nodes { sentence because barriers subject witness { to { name } from { name } rules { policy } } } pageInfo { endCursor } } }',
    );
    expect(JSON.stringify(data)).not.toMatch(NEIGHBOUR);
  });

  it('finds nothing under the name of its neighbour, and no whole-fleet lists', async () => {
    expect((await get('/fleet/crossings?tenant=payments', viewer)).items).toEqual([]);
    expect((await get('/fleet/crossings?cluster=west', viewer)).items).toEqual([]);
    await api.rest('get', '/fleet/links', viewer).expect(403);
    await api.rest('get', '/fleet/overlaps', viewer).expect(403);
  });
});

it.each([
  ['/fleet/crossings?verdict=open', 'verdict'],
  ['/fleet/links?kind=R9', 'kind'],
  ['/fleet/overlaps?first=1000', 'first'],
  ['/fleet/crossings?color=red', 'color'],
  ['/fleet/crossings?after=nonsense', 'after'],
])('refuses %s, naming the field', async (path, field) => {
  const { body } = await api.rest('get', path, admin).expect(422);
  expect(body.fields[0].field).toBe(field);
});

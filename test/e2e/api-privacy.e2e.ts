import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startJudgedApi, type JudgedApi } from '../support/judged-api.js';

let api: JudgedApi;
let viewer: string;
/** Everything that would tell the viewer of blog who its neighbour is. */
const NEIGHBOUR = /\bshop\b|Team shop|\bweb\b/;

beforeAll(async () => {
  api = await startJudgedApi();
  viewer = await api.key('tenant-viewer', ['blog']);
});
afterAll(() => api.close());

const get = (path: string) => api.rest('get', path, viewer);

describe('a tenant-viewer', () => {
  it.each([
    '/me',
    '/clusters',
    '/clusters/prod',
    '/clusters/prod/scores',
    '/tenants',
    '/tenants/blog',
    '/tenants/blog/members',
    '/tenants/blog/scores',
    '/tenants/matrix',
    '/crossings',
    '/crossings?first=1',
    '/findings?first=100&state=open,resolved,unknown',
    '/findings/facets',
    '/controls?first=100',
  ])('reads %s without its neighbour', async (path) => {
    const { status, text } = await get(path);
    expect(status).toBe(200);
    const controls = path.startsWith('/controls');
    if (!controls) expect(text).not.toMatch(NEIGHBOUR);
  });

  it('sees its neighbour as one stable pseudonym', async () => {
    const { body } = await get('/crossings?from=blog');
    const others = new Set(
      body.items
        .map(({ to }: { to: string }) => to)
        .filter((to: string) => !['external', 'shared', 'unowned'].includes(to)),
    );
    expect([...others]).toEqual([expect.stringMatching(/^neighbour-[0-9a-f]{10}$/)]);
    expect((await get('/tenants/matrix')).body.parties).toContain([...others][0]);
    const cursor = (await get('/crossings?first=1')).body.pageInfo.endCursor as string;
    expect(Buffer.from(cursor, 'base64url').toString('latin1')).not.toMatch(NEIGHBOUR);
  });

  it('gets the same answer for what it may not see and for what does not exist', async () => {
    for (const [hidden, missing] of [
      ['/tenants/shop', '/tenants/nobody'],
      ['/tenants/shop/scores', '/tenants/nobody/scores'],
      ['/tenants/shop/members', '/tenants/nobody/members'],
    ] as const) {
      const [a, b] = [await get(hidden), await get(missing)];
      expect([a.status, b.status]).toEqual([404, 404]);
      expect({ ...a.body, instance: '' }).toEqual({ ...b.body, instance: '' });
    }
    expect((await get('/crossings?to=shop')).body.items).toEqual([]);
    expect((await get('/findings?tenant=shop')).body.items).toEqual([]);
    const foreign = (await api.rest('get', '/findings?tenant=shop&first=100', api.admin)).body.items.find(
      ({ tenants }: { tenants: string[] }) => !tenants.includes('blog'),
    );
    const unknown = '0197b0c0-0000-7000-8000-000000000000';
    const [a, b] = [await get(`/findings/${String(foreign.id)}`), await get(`/findings/${unknown}`)];
    expect([a.status, b.status]).toEqual([404, 404]);
    expect({ ...a.body, instance: '' }).toEqual({ ...b.body, instance: '' });
  });

  it.each([
    ['get', '/clusters/prod/connectivity'],
    ['get', '/clusters/prod/explain?from=blog/wordpress&to=shop/web&port=80'],
    ['get', '/clusters/prod/snapshots'],
    ['get', '/clusters/prod/runs'],
    ['get', '/fleet/score'],
    ['get', '/subscriptions'],
    ['get', '/deliveries'],
    ['get', '/exports'],
    ['get', '/api-keys'],
    ['get', '/audit-events'],
    ['post', '/clusters/prod/snapshots'],
    ['post', '/tenants'],
    ['delete', '/tenants/blog'],
    ['delete', '/clusters/prod'],
  ] as const)('may not %s %s', async (method, path) => {
    const { body } = await api.rest(method, path, viewer).expect(403);
    expect(body).toMatchObject({ code: 'AUTH.FORBIDDEN', status: 403 });
  });

  it('cannot search stored text for the name of a neighbour', async () => {
    const { body } = await get('/findings?text=shop').expect(422);
    expect(body.fields[0].field).toBe('text');
  });

  it('learns nothing over GraphQL either', async () => {
    const { data, errors } = await api.graphql(
      viewer,
      `{
        tenants { nodes { slug name scores(last: 5) { lower } currentScores { items { subject because } } crossings(first: 50) { nodes { from to sentence witness { from { name } to { name } } } } findings(first: 50) { nodes { title subject because fix remediation tenants evidence { notes objects { name } } } } members { nodes { namespaces } } } }
        crossings(first: 50) { nodes { from to because sentence } pageInfo { endCursor } }
        matrix { parties cells { from to } }
        clusters { nodes { name serverUrl labels scores { tenant } } }
        findings(first: 50) { nodes { title subject because events(first: 5) { nodes { cause } } } }
      }`,
    );
    expect(errors).toEqual([]);
    expect(JSON.stringify(data)).not.toMatch(NEIGHBOUR);
    expect(data.clusters.nodes[0]).toMatchObject({
      name: 'prod',
      serverUrl: null,
      labels: {},
      scores: [{ tenant: 'blog' }],
    });
    const shop = (await api.graphql(api.admin, '{ tenant(slug: "shop") { id } }')).data.tenant.id;
    expect((await api.graphql(viewer, 'query($id: ID!) { node(id: $id) { id } }', { id: shop })).data.node).toBeNull();
  });

  it('who sees two tenants sees both by name', async () => {
    const both = await api.key('tenant-viewer', ['blog', 'shop']);
    const { body } = await api.rest('get', '/crossings?from=blog&to=shop', both).expect(200);
    expect(body.items).toHaveLength(1);
  });
});

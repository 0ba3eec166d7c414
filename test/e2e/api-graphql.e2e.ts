import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startJudgedApi, type JudgedApi } from '../support/judged-api.js';

let api: JudgedApi;
const query = async (text: string, variables = {}) => {
  const { data, errors } = await api.graphql(api.admin, text, variables);
  expect(errors).toEqual([]);
  return data;
};
const refusal = async (text: string, key: string | undefined = api.admin, variables = {}) =>
  (await api.graphql(key, text, variables)).errors[0]?.extensions.code;

beforeAll(async () => {
  api = await startJudgedApi();
});
afterAll(() => api.close());

describe('reading over GraphQL', () => {
  it('walks from tenants to scores, crossings, findings and clusters', async () => {
    const { tenants } = await query(`{
      tenants(first: 10) { nodes {
        slug
        scores(last: 5) { lower upper grade at }
        currentScores { tenant cluster { name } items { channel deduction } }
        crossings(first: 5) { nodes { from to verdict cluster { name } } }
        findings(first: 5) { nodes { title severity controlDetails { id } cluster { name enforced } events(first: 3) { nodes { type } } } }
        members { nodes { namespaces cluster { name } } }
      } }
    }`);
    expect(tenants.nodes.map(({ slug }: { slug: string }) => slug)).toEqual(['blog', 'shop']);
    const [blog, shop] = tenants.nodes;
    expect(shop.members.nodes).toEqual([{ namespaces: ['shop'], cluster: { name: 'prod' } }]);
    expect(shop.findings.nodes[0].cluster).toEqual({ name: 'prod', enforced: 'YES' });
    expect(blog.crossings.nodes.every(({ to }: { to: string }) => to === 'blog')).toBe(true);
    expect(shop.scores.length).toBeGreaterThan(0);
  });

  it('answers the same as REST', async () => {
    const { cluster } = await query(
      `query($id: ID!) { cluster(id: $id) { name state labels sequence snapshots(first: 1) { nodes { sequence diff { objects { change kind } } } } scores { tenant } runs { state } } }`,
      { id: api.clusterId },
    );
    expect(cluster).toMatchObject({
      name: 'prod',
      state: 'READY',
      labels: { env: 'test' },
      sequence: 2,
      snapshots: {
        nodes: [{ sequence: 2, diff: { objects: [{ change: 'ADDED', kind: 'networking.k8s.io/NetworkPolicy' }] } }],
      },
      scores: [{ tenant: null }, { tenant: 'blog' }, { tenant: 'shop' }],
    });
    expect(cluster.runs.map(({ state }: { state: string }) => state)).toEqual(['COMMITTED', 'COMMITTED']);
  });

  it('pages by cursor and reads every node back by its global id', async () => {
    const first = (
      await query('{ findings(first: 1) { nodes { id title } pageInfo { endCursor hasNextPage hasPreviousPage } } }')
    ).findings;
    expect(first.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: false });
    const second = (
      await query('query($after: String) { findings(first: 1, after: $after) { nodes { id } } }', {
        after: first.pageInfo.endCursor,
      })
    ).findings;
    expect(second.nodes[0].id).not.toBe(first.nodes[0].id);
    const { node } = await query('query($id: ID!) { node(id: $id) { __typename id ... on Finding { title } } }', {
      id: first.nodes[0].id,
    });
    expect(node).toEqual({ __typename: 'Finding', ...first.nodes[0] });
    expect((await query('query($id: ID!) { node(id: $id) { id } }', { id: 'bm90aGluZw' })).node).toBeNull();
  });

  it('answers connectivity, explanation, matrix, fleet, controls, facets and me', async () => {
    const data = await query(`{
      connectivity(cluster: "prod", first: 5, filter: { from: "shop" }) { nodes { from to must may } }
      explain(cluster: "prod", input: { from: "blog/wordpress", to: "shop/web", port: 80 }) { verdict egress { isolated rules { policy effect } } ingress { isolated } }
      matrix { parties cells { from to verdict clusters { name } } }
      fleet { assessed score { lower } }
      controls(first: 3) { nodes { id title severity } }
      findingFacets(filter: { cluster: "prod" }) { total severity { value count } }
      me { role principal }
      fleetScoreHistory(first: 2) { nodes { at lower } }
      tenantScoreHistory(slug: "shop", first: 2) { nodes { lower } }
    }`);
    expect(data.explain).toMatchObject({ verdict: 'DENIED', egress: { isolated: 'YES' } });
    expect(data.connectivity.nodes.length).toBeGreaterThan(0);
    expect(data.matrix.parties).toContain('shop');
    expect(data.findingFacets.total).toBeGreaterThan(0);
    expect(data.controls.nodes).toHaveLength(3);
    expect(data.fleetScoreHistory.nodes.length).toBeGreaterThan(0);
  });
});

describe('refusing over GraphQL', () => {
  it.each([
    ['no key', '{ me { role } }', 'AUTH.REQUIRED'],
    ['introspection is open only where GraphiQL is', '{ __schema { queryType { name } } }', undefined],
  ])('%s', async (_, text, code) => {
    const { errors } = await api.graphql(undefined, text);
    expect(errors[0]?.extensions.code).toBe(code);
  });

  it('unknown objects', async () => {
    expect(await refusal('{ cluster(id: "nope") { name } }')).toBe('NOT_FOUND');
    expect(await refusal('{ tenant(slug: "nope") { name } }')).toBe('NOT_FOUND');
  });

  it('invalid arguments, naming the field', async () => {
    const { errors } = await api.graphql(api.admin, '{ clusters(first: 101) { nodes { id } } }');
    expect(errors[0]).toMatchObject({ extensions: { code: 'INPUT.INVALID', fields: [{ field: 'first' }] } });
    expect(await refusal('{ clusters(after: "x") { nodes { id } } }')).toBe('INPUT.INVALID');
  });

  it('mutations answer userErrors and change nothing', async () => {
    const { createTenant } = await query(
      'mutation { createTenant(input: { slug: "Not A Slug", name: "" }) { tenant { slug } userErrors { code field message } } }',
    );
    expect(createTenant.tenant).toBeNull();
    expect(createTenant.userErrors.map(({ field }: { field: string }) => field).sort()).toEqual(['name', 'slug']);
    const taken = await query(
      'mutation { createTenant(input: { slug: "shop", name: "Shop" }) { userErrors { code field } } }',
    );
    expect(taken.createTenant.userErrors).toEqual([{ code: 'CONFLICT', field: 'slug' }]);
  });

  it.each([
    ['syntax', '{ me { role ', 'GRAPHQL_VALIDATION_FAILED'],
    ['unknown field', '{ me { password } }', 'GRAPHQL_VALIDATION_FAILED'],
    [
      'aliases',
      `{ ${Array.from({ length: 16 }, (_, i) => `a${String(i)}: me { role }`).join(' ')} }`,
      'QUERY_TOO_LARGE',
    ],
    ['tokens', `{ ${'me { role } '.repeat(600)} }`, 'GRAPHQL_VALIDATION_FAILED'],
    [
      'depth',
      '{ clusters { nodes { snapshots { nodes { cluster { snapshots { nodes { cluster { snapshots { nodes { cluster { name } } } } } } } } } } } }',
      'GRAPHQL_VALIDATION_FAILED',
    ],
  ])('too much: %s', async (_, text, code) => {
    const { status, errors } = await api.graphql(api.admin, text);
    expect(status).toBe(400);
    expect(errors[0]?.extensions.code).toBe(code);
  });

  it('roles, on operations and on nested fields', async () => {
    const integration = await api.key('integration');
    expect(await refusal('mutation { deleteTenant(slug: "shop") { deletedSlug } }', integration)).toBe(
      'AUTH.FORBIDDEN',
    );
    expect(await refusal('{ apiKeys { nodes { id } } }', integration)).toBe('AUTH.FORBIDDEN');
    const viewer = await api.key('tenant-viewer', ['shop']);
    const nested = await api.graphql(viewer, '{ clusters { nodes { name snapshots { nodes { sequence } } } } }');
    expect(nested.errors[0]?.extensions.code).toBe('AUTH.FORBIDDEN');
  });
});

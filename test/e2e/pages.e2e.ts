import { getIntrospectionQuery } from 'graphql';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GRAPHIQL_SCRIPT } from '#src/app/graphiql/graphiql-page.js';
import { startTestApi, type TestApi } from '../support/api.js';

const ORIGIN = 'http://service.test';
let api: TestApi;
const get = (path: string, from = api) => request(from.app.getHttpServer()).get(path);

/** Everything a page loads, as the browser resolves it. */
function assetsOf(page: string, path: string): URL[] {
  const addresses = [...page.matchAll(/\b(?:src|href)=["']([^"']+)["']/g)].map(([, address]) => address!);
  return addresses.map((address) => new URL(address, ORIGIN + path)).filter(({ protocol }) => protocol !== 'data:');
}

beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api.close());

describe('pages for people need this service and nothing else', () => {
  it.each([
    ['GraphiQL', '/graphiql', 6],
    ['Swagger UI', '/docs', 6],
  ])('%s loads only what this service answers', async (_, path, count) => {
    const { status, type, text, headers } = await get(path);
    expect({ status, type }).toEqual({ status: 200, type: 'text/html' });
    // No script is written into the page, so the policy need not permit any.
    expect(text).not.toMatch(/<script>|\son[a-z]+=/);
    expect(headers['content-security-policy']).toMatch(/script-src 'self';/);
    const assets = assetsOf(text, path);
    expect(assets).toHaveLength(count);
    expect(assets.filter(({ origin }) => origin !== ORIGIN)).toEqual([]);
    for (const { pathname } of assets) {
      const { status, headers } = await get(pathname);
      expect({ pathname, status }).toEqual({ pathname, status: 200 });
      expect(headers['content-type']).toMatch(/^(text\/css|text\/javascript|application\/javascript|image\/png)/);
      expect(headers['content-security-policy']).not.toContain('http');
    }
  });

  it('GraphiQL names no other host, and its policy permits none', async () => {
    const { headers, text } = await get('/graphiql');
    const policy = headers['content-security-policy'] ?? '';
    expect(policy).toContain("default-src 'none'; script-src 'self';");
    expect(policy).toContain("connect-src 'self'");
    expect(policy).not.toMatch(/unsafe-eval|https?:|\*/);
    expect(text).not.toMatch(/https?:|\/\//);
  });

  it('the style sheet of GraphiQL carries its fonts', async () => {
    const { text } = await get('/graphiql/graphiql.min.css');
    const loaded = [...text.matchAll(/url\(["']?([^"')]{0,5})/g)].map(([, start]) => start);
    expect(new Set(loaded)).toEqual(new Set(['data:']));
  });

  it('GraphiQL starts with a query that the service answers', async () => {
    const lines = [...GRAPHIQL_SCRIPT.matchAll(/^ {6}'(.*)',$/gm)].map(([, line]) => line);
    const { data, errors } = await api.graphql(await api.key('admin'), lines.join('\n'));
    expect({ data, errors }).toEqual({ data: { clusters: { nodes: [] } }, errors: [] });
  });

  it('GraphiQL reads the schema, for its documentation and completion', async () => {
    const { data, errors } = await api.graphql(undefined, getIntrospectionQuery());
    expect(errors).toEqual([]);
    expect(data.__schema.queryType).toMatchObject({ name: 'Query' });
  });

  it('GraphiQL is not served where it is off', async () => {
    const closed = await startTestApi({ GRAPHIQL: 'false' });
    for (const path of ['/graphiql', '/graphiql/page.js', '/graphiql/graphiql.min.js'])
      await get(path, closed).expect(404);
    await closed.close();
  });
});

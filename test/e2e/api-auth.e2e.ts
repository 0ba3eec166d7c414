import { Controller, Get, Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { Test } from '@nestjs/testing';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PermissionCheck } from '#src/api/auth/permission-check.js';
import { Store } from '#src/adapters/store/store.js';
import { startTestApi, type TestApi } from '../support/api.js';

let api: TestApi;
let admin: string;

beforeAll(async () => {
  api = await startTestApi();
  admin = await api.key('admin');
});
afterAll(() => api.close());

const keyIdOf = (key: string) => key.split('_')[1] ?? '';
const rows = () => api.app.get(Store).prisma.apiKey;

describe('API keys', () => {
  it('say who the caller is, over both doors', async () => {
    const { body } = await api.rest('get', '/me', admin).expect(200);
    expect(body).toMatchObject({ role: 'admin', tenants: null, principal: `api-key:${keyIdOf(admin)}` });
    expect((await api.graphql(admin, '{ me { role permissions } }')).data.me.role).toBe('ADMIN');
  });

  it('are made once, listed without their secret, and revoked at once', async () => {
    const made = await api
      .rest('post', '/api-keys', admin)
      .send({ name: 'ci', role: 'integration', expiresInDays: 30 })
      .expect(201);
    const { key, apiKey } = made.body;
    expect(key).toMatch(/^fl_[0-9a-f]{16}_[0-9a-f]{64}_[0-9a-f]{8}$/);
    await api.rest('get', '/me', key).expect(200);
    const list = await api.rest('get', '/api-keys?first=100', admin).expect(200);
    expect(list.text).not.toContain(key.split('_')[2]);
    expect((await api.rest('get', `/api-keys/${apiKey.id}`, admin)).body).toMatchObject({
      name: 'ci',
      lastUsedAt: expect.any(String),
    });
    await api.rest('delete', `/api-keys/${apiKey.id}`, admin).expect(200);
    await api.rest('get', '/me', key).expect(401);
    const { hash } = await rows().findUniqueOrThrow({ where: { keyId: apiKey.keyId } });
    expect(Buffer.from(hash).toString('hex')).not.toContain(key.split('_')[2]);
  });

  it.each([
    ['no header', (call: request.Test) => call],
    ['not a bearer', (call: request.Test) => call.set('authorization', 'Basic eDp5')],
    ['nonsense', (call: request.Test) => call.set('authorization', 'Bearer fl_x')],
    [
      'a wrong checksum',
      (call: request.Test) =>
        call.set('authorization', `Bearer ${admin.slice(0, -1)}${admin.endsWith('0') ? '1' : '0'}`),
    ],
  ])('answer 401 for %s, with the same body', async (_, prepare) => {
    const answer = await prepare(request(api.app.getHttpServer()).get('/api/v1/me'));
    expect(answer.status).toBe(401);
    expect(answer.headers['www-authenticate']).toBe('Bearer');
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(answer.body).toMatchObject({ code: 'AUTH.REQUIRED', type: 'urn:fenceline:problem:AUTH.REQUIRED' });
  });

  it('end: an expired key and one whose hash was swapped for another are refused', async () => {
    const [expired, swapped] = [await api.key('auditor'), await api.key('auditor')];
    await rows().update({ where: { keyId: keyIdOf(expired) }, data: { expiresAt: new Date(0) } });
    const { hash } = await rows().findUniqueOrThrow({ where: { keyId: keyIdOf(admin) } });
    await rows().update({ where: { keyId: keyIdOf(swapped) }, data: { hash } });
    await api.rest('get', '/me', expired).expect(401);
    await api.rest('get', '/me', swapped).expect(401);
  });

  it.each([
    ['a tenant-viewer without tenants', { name: 'x', role: 'tenant-viewer' }, 'tenants'],
    ['an unknown role', { name: 'x', role: 'root' }, 'role'],
    ['an unknown tenant', { name: 'x', role: 'tenant-viewer', tenants: ['nobody'] }, 'tenants'],
    ['a life of two years', { name: 'x', role: 'auditor', expiresInDays: 730 }, 'expiresInDays'],
  ])('refuse %s', async (_, body, field) => {
    const refused = await api.rest('post', '/api-keys', admin).send(body).expect(422);
    expect(refused.body.fields[0].field).toBe(field);
  });

  it.each([
    ['auditor', 'post', '/tenants', 403],
    ['auditor', 'get', '/audit-events', 200],
    ['auditor', 'get', '/api-keys', 200],
    ['analyst', 'get', '/audit-events', 403],
    ['analyst', 'post', '/clusters', 403],
    ['analyst', 'post', '/tenants', 422],
    ['operator', 'post', '/clusters', 422],
    ['operator', 'post', '/api-keys', 403],
    ['integration', 'delete', '/clusters/x', 403],
    ['integration', 'post', '/clusters/x/snapshots', 404],
  ] as const)('as %s: %s %s answers %i', async (role, method, path, status) => {
    await api.rest(method, path, await api.key(role)).expect(status);
  });
});

describe('requests that reach nothing', () => {
  const raw = () => request(api.app.getHttpServer());
  it.each([
    ['an unknown path', () => raw().get('/api/v1/nothing'), 404, 'NOT_FOUND'],
    ['an unknown path outside', () => raw().get('/admin'), 404, 'NOT_FOUND'],
    ['an encoded path', () => raw().get('/api/v1/%61udit-events'), 401, 'AUTH.REQUIRED'],
    ['a wrong method', () => raw().put('/api/v1/clusters'), 405, 'METHOD_NOT_ALLOWED'],
    [
      'broken JSON',
      () => api.rest('post', '/tenants', admin).set('content-type', 'application/json').send('{"a":'),
      400,
      'INPUT.MALFORMED',
    ],
    [
      'a prototype',
      () => api.rest('post', '/tenants', admin).set('content-type', 'application/json').send('{"__proto__":{"x":1}}'),
      400,
      'INPUT.MALFORMED',
    ],
    [
      'text where JSON belongs',
      () => api.rest('post', '/tenants', admin).set('content-type', 'text/plain').send('x'),
      415,
      'UNSUPPORTED_MEDIA_TYPE',
    ],
    [
      'a large body',
      () => api.rest('post', '/tenants', admin).send({ name: 'x'.repeat(2 << 20) }),
      413,
      'INPUT.TOO_LARGE',
    ],
    ['a list as body', () => api.rest('post', '/tenants', admin).send([]), 422, 'INPUT.INVALID'],
    ['a page of 101', () => api.rest('get', '/clusters?first=101', admin), 422, 'INPUT.INVALID'],
    ['a page of x', () => api.rest('get', '/clusters?first=x', admin), 422, 'INPUT.INVALID'],
    ['a broken cursor', () => api.rest('get', '/clusters?after=%00', admin), 422, 'INPUT.INVALID'],
    ['an unknown filter', () => api.rest('get', '/clusters?color=red', admin), 422, 'INPUT.INVALID'],
  ])('%s', async (_, call, status, code) => {
    const answer = await call();
    expect({ status: answer.status, code: answer.body.code }).toEqual({ status, code });
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(answer.body).toMatchObject({ status, title: expect.any(String), detail: expect.any(String) });
  });

  it('name the methods that would work', async () => {
    const answer = await raw().put('/api/v1/clusters');
    expect(answer.headers['allow']).toBe('GET, HEAD, POST');
  });

  it.each([
    '/clusters/x',
    '/clusters/x/scores',
    '/clusters/x/connectivity',
    '/clusters/x/runs',
    '/snapshots/x',
    '/snapshots/x/diff',
    '/runs/x',
    '/tenants/x',
    '/tenants/x/members',
    '/tenants/x/scores',
    '/findings/x',
    '/findings/x/events',
    '/controls/x',
    '/subscriptions/x',
    '/deliveries/x',
    '/exports/x',
    '/exports/x/content',
    '/export-schedules/x',
    '/api-keys/x',
  ])('%s is not found', async (path) => {
    expect((await api.rest('get', path, admin).expect(404)).body.code).toBe('NOT_FOUND');
  });
});

describe('documents and health', () => {
  it('serves the OpenAPI page and document, health and metrics without a key', async () => {
    const server = request(api.app.getHttpServer());
    const document = await server.get('/docs/openapi.json').expect(200);
    expect(document.body).toMatchObject({ openapi: '3.1.0', info: { title: 'Fenceline' } });
    expect((await server.get('/docs').expect(200)).text).toContain('swagger-ui');
    expect((await server.get('/livez').expect(200)).body.status).toBe('ok');
    expect((await server.get('/readyz').expect(200)).body).toMatchObject({
      status: 'ready',
      checks: { database: 'up' },
    });
    expect((await server.get('/metrics').expect(200)).text).toContain('fenceline_http_request_seconds');
  });

  it('sends headers that keep browsers safe', async () => {
    const { headers } = await api.rest('get', '/me', admin);
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'cache-control': 'private, no-cache',
    });
  });
});

describe('deny by default', () => {
  it('every operation declares a permission', () => {
    const operations = api.app.get(PermissionCheck, { strict: false }).operations();
    expect(operations.length).toBeGreaterThan(100);
    expect(operations.filter(({ permission }) => permission === undefined)).toEqual([]);
  });

  it('an application with an open operation does not start', async () => {
    @Controller()
    class OpenController {
      @Get('open')
      open(): string {
        return 'to everybody';
      }
    }
    @Module({ imports: [DiscoveryModule], controllers: [OpenController], providers: [PermissionCheck] })
    class OpenModule {}
    const made = await Test.createTestingModule({ imports: [OpenModule] }).compile();
    expect(() => {
      made.get(PermissionCheck).onApplicationBootstrap();
    }).toThrow('OpenController.open');
  });

  it('closes introspection in production', async () => {
    const closed = await startTestApi({ GRAPHIQL: 'false' });
    const key = await closed.key('admin');
    const { status, errors } = await closed.graphql(key, '{ __schema { queryType { name } } }');
    expect({ status, code: errors[0]?.extensions.code }).toEqual({ status: 400, code: 'GRAPHQL_VALIDATION_FAILED' });
    await request(closed.app.getHttpServer()).get('/graphiql').expect(404);
    await closed.close();
  });
});

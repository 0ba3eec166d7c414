import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApi, type TestApi } from '../support/api.js';

let api: TestApi;
let admin: string;

beforeAll(async () => {
  api = await startTestApi();
  admin = await api.key('admin');
});
afterAll(() => api.close());

describe('who asks', () => {
  it('answers /me', async () => {
    const { body } = await api.rest('get', '/me', admin).expect(200);
    expect(body).toMatchObject({ role: 'admin', tenants: null });
    expect((await api.graphql(admin, '{ me { role permissions } }')).data.me.role).toBe('ADMIN');
  });
});

import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { randomBytes } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import request from 'supertest';
import { createApp } from '#src/app/bootstrap.js';
import { loadConfig, type Config } from '#src/config/config.js';
import { ApiKeysService } from '#src/services/auth/api-keys.service.js';
import { createApiKeyInput } from '#src/services/auth/api-key.view.js';
import type { Role } from '#src/services/auth/role.js';
import { Scope } from '#src/services/auth/scope.js';
import { freshDatabase } from './database.js';
import { OpenApiWatch } from './openapi-watch.js';

/** The real application on a database of its own, with everything it logs. */
export interface TestApi {
  readonly app: NestFastifyApplication;
  readonly config: Config;
  /** Every log line so far. */
  logs(): string;
  /** Makes a key; its text. */
  key(role: Role, tenants?: readonly string[]): Promise<string>;
  /** REST under /api/v1. */
  rest(method: 'get' | 'post' | 'put' | 'patch' | 'delete', path: string, key?: string): request.Test;
  /** GraphQL; without a key the request is anonymous. */
  graphql(key: string | undefined, query: string, variables?: object): Promise<GraphqlAnswer>;
  /** Stops it; fails when a REST answer differed from openapi.json. */
  close(): Promise<void>;
}

/** A GraphQL answer, loosely typed for assertions. */
export interface GraphqlAnswer {
  readonly status: number;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests reach into arbitrary answers
  readonly data: any;
  readonly errors: readonly { readonly message: string; readonly extensions: { readonly code: string } }[];
}

/** Starts the application with role `api`; `environment` overrides the configuration. */
export async function startTestApi(environment: Readonly<Record<string, string>> = {}): Promise<TestApi> {
  const databaseUrl = await freshDatabase();
  const config = loadConfig({
    NODE_ENV: 'test',
    ROLE: 'api',
    LOG_LEVEL: 'debug',
    DATABASE_URL: databaseUrl,
    DATA_DIR: mkdtempSync(join(tmpdir(), 'fenceline-api-')),
    FENCELINE_MASTER_KEYS: `test:${randomBytes(32).toString('base64')}`,
    EGRESS_ALLOW: '127.0.0.0/8,127.0.0.1,localhost',
    GRAPHIQL: 'true',
    ...environment,
  });
  const lines: string[] = [];
  const app = await createApp(config, { write: (line: string) => lines.push(line) });
  const watch = new OpenApiWatch(app.getHttpAdapter().getInstance());
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  const server = () => app.getHttpServer();
  return {
    app,
    config,
    logs: () => lines.join(''),
    async key(role, tenants) {
      const wish = { name: `test ${role}`, role, ...(tenants === undefined ? {} : { tenants: [...tenants] }) };
      const { key } = await app
        .get(ApiKeysService, { strict: false })
        .create(Scope.system(), createApiKeyInput.parse(wish));
      return key;
    },
    rest(method, path, key) {
      const call = request(server())[method](`/api/v1${path}`);
      return key === undefined ? call : call.set('authorization', `Bearer ${key}`);
    },
    async graphql(key, query, variables = {}) {
      const call = request(server()).post('/graphql');
      if (key !== undefined) call.set('authorization', `Bearer ${key}`);
      const { status, body } = await call.send({ query, variables });
      return { status, data: body.data, errors: body.errors ?? [] };
    },
    async close() {
      await app.close();
      watch.assertKept();
    },
  };
}

import 'reflect-metadata';
import { Module, type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { migrateDatabase as migrate, openDatabase } from '#src/adapters/postgres/open-database.js';
import { SealedSecretsRepository } from '#src/adapters/store/sealed-secrets.repository.js';
import { loadConfig, type Config } from '#src/config/config.js';
import type { ApiKeyView } from '#src/services/auth/api-key.view.js';
import { createApiKeyInput } from '#src/services/auth/api-key.view.js';
import { ApiKeysService } from '#src/services/auth/api-keys.service.js';
import { Scope } from '#src/services/auth/scope.js';
import { SecretRotationService } from '#src/services/auth/secret-rotation.service.js';
import { parseInput } from '#src/services/input/parse-input.js';
import { PAGE_MAX } from '#src/services/paging/page.js';
import { CoreModule } from './core.module.js';
import { reachable } from './reachable.js';

/** `fenceline migrate`: brings the database to this release's schema. @returns a sentence for the reader */
export async function migrateDatabase(): Promise<string> {
  const config = loadConfig();
  if (config.databaseUrl === undefined) {
    const database = await openDatabase(config);
    await database.stop();
    return database.note;
  }
  const applied = await migrate(config.databaseUrl, { queue: config.redisUrl === undefined });
  return applied.length === 0 ? 'The schema is current' : `Applied ${applied.join(', ')}`;
}

/** `fenceline keys create`. @returns the new key's id and, this once, its text */
export function createApiKey(wish: {
  readonly name: string;
  readonly role: string;
  readonly tenants?: readonly string[];
}): Promise<{ id: string; key: string }> {
  return withServices(async (context) => {
    const { apiKey, key } = await context
      .get(ApiKeysService)
      .create(Scope.system(), parseInput(createApiKeyInput, wish));
    return { id: apiKey.id, key };
  });
}

/** `fenceline keys list`: every key, newest first, without secrets. */
export function listApiKeys(): Promise<ApiKeyView[]> {
  return withServices(async (context) => {
    const keys: ApiKeyView[] = [];
    for (let after: string | undefined; ;) {
      const { edges, hasNextPage } = await context.get(ApiKeysService).list({ first: PAGE_MAX, after });
      keys.push(...edges.map(({ node }) => node));
      after = edges.at(-1)?.cursor;
      if (!hasNextPage) return keys;
    }
  });
}

/** `fenceline keys revoke`. @throws Problem `NOT_FOUND` */
export function revokeApiKey(id: string): Promise<void> {
  return withServices(async (context) => {
    await context.get(ApiKeysService).revoke(Scope.system(), id);
  });
}

/** `fenceline secrets rotate`: moves every stored secret to the newest master key. */
export function rotateSecrets(): Promise<{ rewritten: number }> {
  return withServices(async (context) => ({
    rewritten: await context.get(SecretRotationService).rotate(Scope.system()),
  }));
}

/** Runs upkeep on the configured database (embedded unless configured), then leaves it as it was. */
async function withServices<T>(work: (context: INestApplicationContext) => Promise<T>): Promise<T> {
  const config = loadConfig();
  const database = await openDatabase(config);
  try {
    const context = await upkeepContext({ ...config, databaseUrl: database.url });
    try {
      return await reachable(() => work(context));
    } finally {
      await context.close();
    }
  } finally {
    await database.stop();
  }
}

function upkeepContext(config: Config): Promise<INestApplicationContext> {
  @Module({
    imports: [CoreModule.with(config)],
    providers: [ApiKeysService, SealedSecretsRepository, SecretRotationService],
  })
  class UpkeepModule {}

  const options: object = { logger: ['error'], abortOnError: false };
  return NestFactory.createApplicationContext(UpkeepModule, options);
}

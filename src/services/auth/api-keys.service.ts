import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import { ApiKeysRepository, type NewApiKey } from '#src/adapters/store/api-keys.repository.js';
import { CLOCK } from '#src/config/config.token.js';
import type { Clock } from '#src/lib/clock.js';
import { Problem } from '#src/lib/problem.js';
import { decodeCursor, encodeCursor } from '../paging/cursor.js';
import { pageOf, type Page, type PageRequest } from '../paging/page.js';
import { ApiKeyPeppers } from './api-key-peppers.js';
import { hashApiKey, newApiKey } from './api-key-text.js';
import { KEY_MAX_DAYS, role, type ApiKeyView, type CreateApiKeyInput, type CreatedApiKeyView } from './api-key.view.js';
import type { Scope } from './scope.js';

const DAY_MS = 86_400_000;
const cursorKey = z.tuple([z.iso.datetime(), z.uuid()]);

type Row = Awaited<ReturnType<ApiKeysRepository['list']>>[number];

/** API keys: making, listing and revoking them. */
@Injectable()
export class ApiKeysService {
  constructor(
    private readonly keys: ApiKeysRepository,
    private readonly peppers: ApiKeyPeppers,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Makes a key. Its text is in this answer and nowhere else. */
  async create(
    scope: Scope,
    { name, role: wanted, tenants, expiresInDays }: CreateApiKeyInput,
  ): Promise<CreatedApiKeyView> {
    const ids = await this.keys.idsOf(tenants ?? []);
    const unknown = (tenants ?? []).find((slug) => !ids.has(slug));
    if (unknown !== undefined)
      throw Problem.field('tenants', `"${unknown}" is not a registered tenant: register it first`);
    const { text, row } = this.draft({
      name,
      role: wanted,
      tenantIds: [...ids.values()],
      allTenants: tenants === undefined,
      createdBy: scope.principal.id,
      days: expiresInDays,
    });
    const stored = await this.keys.insert(row, ({ id }) => ({
      principal: scope.principal.id,
      action: 'api-key.create',
      subject: `api-key ${id}`,
      facts: { keyId: row.keyId, name, role: wanted, ...(tenants === undefined ? {} : { tenants }) },
    }));
    return { apiKey: await this.view(stored), key: text };
  }

  /** The first key of an installation: an admin key, made once. @returns its text, or null when keys exist already. */
  async bootstrap(): Promise<string | null> {
    const { text, row } = this.draft({
      name: 'first admin key',
      role: 'admin',
      tenantIds: [],
      allTenants: true,
      createdBy: 'system',
      days: KEY_MAX_DAYS,
    });
    const stored = await this.keys.insertFirst(row, ({ id }) => ({
      principal: 'system',
      action: 'api-key.bootstrap',
      subject: `api-key ${id}`,
      facts: { keyId: row.keyId },
    }));
    return stored === null ? null : text;
  }

  /** Newest first. */
  async list(request: PageRequest): Promise<Page<ApiKeyView>> {
    const after = decodeCursor(request.after, cursorKey);
    const rows = await this.keys.list(after && { createdAt: new Date(after[0]), id: after[1] }, request.first + 1);
    const slugs = await this.keys.slugsOf(rows.flatMap(({ tenantIds }) => tenantIds));
    return pageOf(
      rows,
      request.first,
      ({ createdAt, id }) => encodeCursor([createdAt.toISOString(), id]),
      (row) => viewOf(row, slugs),
    );
  }

  /** @throws Problem `NOT_FOUND` */
  async read(id: string): Promise<ApiKeyView> {
    const row = z.uuid().safeParse(id).success ? await this.keys.find(id) : null;
    if (row === null) throw noSuchKey();
    return this.view(row);
  }

  /** Stops a key from working at once. @throws Problem `NOT_FOUND` */
  async revoke(scope: Scope, id: string): Promise<ApiKeyView> {
    const { keyId } = await this.read(id);
    const row = await this.keys.revoke(id, this.clock.now(), {
      principal: scope.principal.id,
      action: 'api-key.revoke',
      subject: `api-key ${id}`,
      facts: { keyId },
    });
    if (row === null) throw noSuchKey();
    return this.view(row);
  }

  private draft(wish: Omit<NewApiKey, 'keyId' | 'hash' | 'expiresAt'> & { readonly days: number }): {
    text: string;
    row: NewApiKey;
  } {
    const { days, ...rest } = wish;
    const { keyId, secret, text } = newApiKey();
    const hash = Uint8Array.from(hashApiKey({ keyId, secret }, this.peppers.current));
    const expiresAt = new Date(this.clock.now().getTime() + days * DAY_MS);
    return { text, row: { ...rest, keyId, hash, expiresAt } };
  }

  private async view(row: Row): Promise<ApiKeyView> {
    return viewOf(row, await this.keys.slugsOf(row.tenantIds));
  }
}

function viewOf(row: Row, slugs: ReadonlyMap<number, string>): ApiKeyView {
  return {
    id: row.id,
    keyId: row.keyId,
    name: row.name,
    role: role.parse(row.role),
    tenants: row.allTenants ? null : row.tenantIds.flatMap((id) => slugs.get(id) ?? []).sort(),
    createdBy: row.createdBy,
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
    revokedAt: row.revokedAt?.toISOString() ?? null,
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
  };
}

function noSuchKey(): Problem {
  return new Problem('NOT_FOUND', 'There is no such API key');
}

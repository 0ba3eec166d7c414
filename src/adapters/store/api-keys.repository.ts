import { Injectable } from '@nestjs/common';
import { recordAudit, type AuditEntry } from './audit.repository.js';
import { Prisma } from './generated/client.js';
import type { ApiKeyModel } from './generated/models.js';
import { Store } from './store.js';

/** A key to keep; its secret is present only as a hash. */
export interface NewApiKey {
  readonly keyId: string;
  readonly name: string;
  readonly hash: Uint8Array<ArrayBuffer>;
  readonly role: string;
  readonly tenantIds: readonly number[];
  readonly allTenants: boolean;
  readonly createdBy: string;
  readonly expiresAt: Date;
}

/** A tenant a key may see, and the clusters it runs in. */
export interface KeyReach {
  readonly tenants: readonly { readonly id: number; readonly slug: string }[];
  readonly clusterIds: readonly number[];
}

/** API keys. */
@Injectable()
export class ApiKeysRepository {
  constructor(private readonly store: Store) {}

  findByKeyId(keyId: string): Promise<ApiKeyModel | null> {
    return this.store.prisma.apiKey.findUnique({ where: { keyId } });
  }

  /** The tenants that still exist among these, and the clusters in which one of them has been seen. */
  async reachOf(tenantIds: readonly number[]): Promise<KeyReach> {
    const wanted = { in: [...tenantIds] };
    const [tenants, seen] = await Promise.all([
      this.store.prisma.tenant.findMany({
        where: { id: wanted },
        select: { id: true, slug: true },
        orderBy: { id: 'asc' },
      }),
      this.store.prisma.scoreCurrent.findMany({
        where: { tenantId: wanted, clusterId: { gt: 0 } },
        select: { clusterId: true },
        distinct: ['clusterId'],
      }),
    ]);
    return { tenants, clusterIds: seen.map(({ clusterId }) => clusterId) };
  }

  /** Notes that the key was used, at most once a minute. */
  async touch(id: string): Promise<void> {
    await this.store.prisma.$executeRaw`
      UPDATE api_key SET last_used_at = now()
      WHERE id = ${id}::uuid AND (last_used_at IS NULL OR last_used_at < now() - interval '1 minute')`;
  }

  insert(key: NewApiKey, audit: (row: ApiKeyModel) => AuditEntry): Promise<ApiKeyModel> {
    return this.store.transaction(async (tx) => {
      const row = await tx.apiKey.create({ data: { ...key, tenantIds: [...key.tenantIds] } });
      await recordAudit(tx, audit(row));
      return row;
    });
  }

  /**
   * Inserts the first key of an installation. Several processes may start at once: one of them makes it.
   * @returns null when a key exists already.
   */
  insertFirst(key: NewApiKey, audit: (row: ApiKeyModel) => AuditEntry): Promise<ApiKeyModel | null> {
    return this.store.transaction(async (tx) => {
      await tx.$executeRaw`LOCK TABLE api_key IN SHARE ROW EXCLUSIVE MODE`;
      if ((await tx.apiKey.count()) > 0) return null;
      const row = await tx.apiKey.create({ data: { ...key, tenantIds: [...key.tenantIds] } });
      await recordAudit(tx, audit(row));
      return row;
    });
  }

  /** Newest first; `after` is the last row of the page before. */
  async list(after: { readonly createdAt: Date; readonly id: string } | null, take: number): Promise<ApiKeyModel[]> {
    const further =
      after === null ? Prisma.empty : Prisma.sql`WHERE (created_at, id) < (${after.createdAt}, ${after.id}::uuid)`;
    const ids = await this.store.prisma.$queryRaw<{ id: string }[]>`
      SELECT id FROM api_key ${further} ORDER BY created_at DESC, id DESC LIMIT ${take}`;
    return this.store.prisma.apiKey.findMany({
      where: { id: { in: ids.map(({ id }) => id) } },
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    });
  }

  find(id: string): Promise<ApiKeyModel | null> {
    return this.store.prisma.apiKey.findUnique({ where: { id } });
  }

  /** Revokes a key; revoking it again keeps the first time. @returns null when there is none. */
  revoke(id: string, at: Date, audit: AuditEntry): Promise<ApiKeyModel | null> {
    return this.store.transaction(async (tx) => {
      const { count } = await tx.apiKey.updateMany({ where: { id, revokedAt: null }, data: { revokedAt: at } });
      if (count > 0) await recordAudit(tx, audit);
      return tx.apiKey.findUnique({ where: { id } });
    });
  }

  /** Slugs by tenant id, for showing which tenants a key may see. */
  async slugsOf(tenantIds: readonly number[]): Promise<ReadonlyMap<number, string>> {
    const rows = await this.store.prisma.tenant.findMany({
      where: { id: { in: [...tenantIds] } },
      select: { id: true, slug: true },
    });
    return new Map(rows.map(({ id, slug }) => [id, slug]));
  }

  /** Ids of these slugs; slugs that do not exist are missing from the answer. */
  async idsOf(slugs: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const rows = await this.store.prisma.tenant.findMany({
      where: { slug: { in: [...slugs] } },
      select: { id: true, slug: true },
    });
    return new Map(rows.map(({ id, slug }) => [slug, id]));
  }
}

import { Injectable } from '@nestjs/common';
import { recordAudit, type AuditEntry } from './audit.repository.js';
import { Prisma } from './generated/client.js';
import type { ClusterModel } from './generated/models.js';
import { idsIn, type Scope } from './scope.js';
import { Store } from './store.js';
import { uuidV7 } from './uuid-v7.js';

/** A cluster row with the kind of credential it has. */
export type ClusterRow = ClusterModel & { readonly credential: { readonly type: string } | null };

/** What a registration stores. */
export interface NewCluster {
  readonly name: string;
  readonly source: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly serverUrl: string | null;
  readonly tlsServerName: string | null;
  readonly caPem: string | null;
  readonly caHash: string | null;
  readonly kubeSystemUid: string | null;
  readonly kubeVersion: string | null;
  readonly preflight: object | null;
  readonly overrideReason: string | null;
  readonly intervalSeconds: number;
}

/** A credential sealed for one row. */
export interface SealedCredential {
  readonly type: string;
  readonly kid: string;
  readonly wrappedKey: Uint8Array;
  readonly ciphertext: Uint8Array;
}

/** Seals a credential once the row it belongs to is known. */
export type Sealer = (row: {
  readonly clusterId: number;
  readonly recordId: string;
  readonly version: number;
}) => SealedCredential;

/** Which clusters. */
export interface ClusterQuery {
  readonly text?: string | undefined;
  readonly state?: string | undefined;
  readonly source?: string | undefined;
  readonly label?: readonly [key: string, value: string] | undefined;
  /** Only names after this one. */
  readonly after?: string | undefined;
  readonly take: number;
}

const WITH_TYPE = { credential: { select: { type: true } } } as const;

/** Registered clusters. Deleted ones are not found by anybody. */
@Injectable()
export class ClustersRepository {
  constructor(private readonly store: Store) {}

  /** By name. */
  list(scope: Scope, { text, state, source, label, after, take }: ClusterQuery): Promise<ClusterRow[]> {
    return this.store.prisma.cluster.findMany({
      where: {
        ...visible(scope),
        name: {
          ...(after === undefined ? {} : { gt: after }),
          ...(text === undefined ? {} : { contains: text, mode: 'insensitive' }),
        },
        ...(state === undefined ? {} : { state }),
        ...(source === undefined ? {} : { source }),
        ...(label === undefined ? {} : { labels: { path: [label[0]], equals: label[1] } }),
      },
      include: WITH_TYPE,
      orderBy: { name: 'asc' },
      take,
    });
  }

  /** By public id or name. */
  find(scope: Scope, idOrName: string): Promise<ClusterRow | null> {
    const key = isUuid(idOrName) ? { uid: idOrName } : { name: idOrName };
    return this.store.prisma.cluster.findFirst({ where: { ...visible(scope), ...key }, include: WITH_TYPE });
  }

  /** By row id. */
  findById(scope: Scope, id: number): Promise<ClusterRow | null> {
    return this.store.prisma.cluster.findFirst({ where: { AND: [visible(scope), { id }] }, include: WITH_TYPE });
  }

  /** By public ids; ids that are not visible are missing from the answer. */
  findByUids(scope: Scope, uids: readonly string[]): Promise<ClusterRow[]> {
    return this.store.prisma.cluster.findMany({
      where: { ...visible(scope), uid: { in: [...uids] } },
      include: WITH_TYPE,
    });
  }

  /** Public names by row id. */
  async refs(ids: readonly number[]): Promise<
    ReadonlyMap<
      number,
      {
        readonly id: string;
        readonly name: string;
        readonly headObservedAt: Date | null;
        readonly intervalSeconds: number;
      }
    >
  > {
    const rows = await this.store.prisma.cluster.findMany({
      where: { id: { in: [...new Set(ids)] } },
      select: { id: true, uid: true, name: true, source: true, headObservedAt: true, intervalSeconds: true },
    });
    return new Map(rows.map(({ id, uid, ...row }) => [id, { ...row, id: uid }]));
  }

  /** What the newest assessment says of each of these clusters. */
  async summaries(ids: readonly number[]): Promise<ReadonlyMap<number, unknown>> {
    const rows = await this.store.prisma.$queryRaw<{ id: number; summary: unknown }[]>`
      SELECT DISTINCT ON (cluster_id) cluster_id AS id, summary FROM analysis
      WHERE cluster_id = ANY(${[...ids]}::int[]) ORDER BY cluster_id, seq DESC, computed_at DESC`;
    return new Map(rows.map(({ id, summary }) => [id, summary]));
  }

  /** Those of these clusters that have been assessed, with the sequence of the newest assessment. */
  assessedAmong(ids: readonly number[]): Promise<{ id: number; assessedSeq: number }[]> {
    return this.store.prisma.cluster.findMany({
      where: { id: { in: [...ids] }, assessedSeq: { gt: 0 }, deletedAt: null },
      select: { id: true, assessedSeq: true },
      orderBy: { id: 'asc' },
    });
  }

  count(scope: Scope): Promise<number> {
    return this.store.prisma.cluster.count({ where: visible(scope) });
  }

  countUnassessed(scope: Scope): Promise<number> {
    return this.store.prisma.cluster.count({ where: { ...visible(scope), assessedSeq: 0 } });
  }

  /** Clusters that have no score yet, by name. */
  unassessed(scope: Scope, take: number): Promise<{ uid: string; name: string }[]> {
    return this.store.prisma.cluster.findMany({
      where: { ...visible(scope), assessedSeq: 0 },
      select: { uid: true, name: true },
      orderBy: { name: 'asc' },
      take,
    });
  }

  /**
   * Stores a cluster, its credential, the audit line and, for a kubernetes cluster, the wish for its first snapshot at once.
   * @throws P2002 when the name is taken.
   */
  insert(data: NewCluster, seal: Sealer | null, audit: (row: ClusterModel) => AuditEntry): Promise<ClusterRow> {
    return this.store.transaction(async (tx) => {
      const row = await tx.cluster.create({
        data: {
          ...data,
          labels: { ...data.labels },
          preflight: data.preflight === null ? Prisma.DbNull : (data.preflight as Prisma.InputJsonObject),
          state: data.source === 'bundle' ? 'ready' : 'pending',
        },
      });
      if (seal !== null) await storeCredential(tx, row.id, seal);
      if (data.source === 'kubernetes') {
        // Due times follow the database's clock, as the worker that reads them does.
        await tx.$executeRaw`
          UPDATE cluster SET next_due_at = now() + make_interval(secs => interval_seconds) WHERE id = ${row.id}`;
        await tx.run.create({ data: { clusterId: row.id, trigger: 'interval' } });
      }
      await recordAudit(tx, audit(row));
      return tx.cluster.findUniqueOrThrow({ where: { id: row.id }, include: WITH_TYPE });
    });
  }

  /** Changes name, labels or interval; a shorter interval takes effect at once. @throws P2002 when the name is taken. */
  update(
    id: number,
    change: {
      readonly name?: string | undefined;
      readonly labels?: Readonly<Record<string, string>> | undefined;
      readonly intervalSeconds?: number | undefined;
    },
    audit: AuditEntry,
  ): Promise<ClusterRow> {
    const { name, labels, intervalSeconds } = change;
    return this.store.transaction(async (tx) => {
      await tx.cluster.update({
        where: { id },
        data: {
          version: { increment: 1 },
          ...(name === undefined ? {} : { name }),
          ...(labels === undefined ? {} : { labels: { ...labels } }),
          ...(intervalSeconds === undefined ? {} : { intervalSeconds }),
        },
      });
      if (intervalSeconds !== undefined) {
        await tx.$executeRaw`
          UPDATE cluster SET next_due_at = least(next_due_at, now() + make_interval(secs => ${intervalSeconds}))
          WHERE id = ${id} AND source = 'kubernetes'`;
      }
      await recordAudit(tx, audit);
      return tx.cluster.findUniqueOrThrow({ where: { id }, include: WITH_TYPE });
    });
  }

  /** Puts a new credential in place of the old one, with what the connection test saw, and makes the cluster due. */
  replaceCredential(
    id: number,
    seen: { readonly preflight: object; readonly overrideReason: string | null; readonly kubeVersion: string | null },
    seal: Sealer,
    audit: AuditEntry,
  ): Promise<ClusterRow> {
    return this.store.transaction(async (tx) => {
      await storeCredential(tx, id, seal);
      await tx.cluster.update({
        where: { id },
        data: {
          version: { increment: 1 },
          preflight: seen.preflight,
          overrideReason: seen.overrideReason,
          kubeVersion: seen.kubeVersion,
          state: 'pending',
          lastError: Prisma.DbNull,
        },
      });
      await tx.$executeRaw`UPDATE cluster SET next_due_at = now() WHERE id = ${id}`;
      await recordAudit(tx, audit);
      return tx.cluster.findUniqueOrThrow({ where: { id }, include: WITH_TYPE });
    });
  }

  /** Hides a cluster and forgets its credential; snapshots and history stay until they are purged. The name is free again. */
  async delete(id: number, audit: AuditEntry): Promise<void> {
    await this.store.transaction(async (tx) => {
      await tx.credential.deleteMany({ where: { clusterId: id } });
      await tx.$executeRaw`
        UPDATE cluster SET state = 'deleted', deleted_at = now(), next_due_at = NULL, version = version + 1,
          epoch = epoch + 1, name = name || ' (deleted ' || uid || ')'
        WHERE id = ${id}`;
      // What lists show follows the cluster; history (points, events, episodes) stays.
      await tx.crossing.deleteMany({ where: { clusterId: id } });
      await tx.scoreCurrent.deleteMany({ where: { clusterId: id } });
      await recordAudit(tx, audit);
    });
  }
}

function visible(scope: Scope): { deletedAt: null; id?: { in: number[] } } {
  const ids = idsIn(scope.clusters);
  return { deletedAt: null, ...(ids === undefined ? {} : { id: ids }) };
}

async function storeCredential(tx: Prisma.TransactionClient, clusterId: number, seal: Sealer): Promise<void> {
  const previous = await tx.credential.findUnique({ where: { clusterId }, select: { version: true } });
  const recordId = uuidV7();
  const version = (previous?.version ?? 0) + 1;
  const { type, kid, wrappedKey, ciphertext } = seal({ clusterId, recordId, version });
  const data = {
    id: recordId,
    type,
    kid,
    wrappedKey: Buffer.from(wrappedKey),
    ciphertext: Buffer.from(ciphertext),
    version,
  };
  await tx.credential.deleteMany({ where: { clusterId } });
  await tx.credential.create({ data: { ...data, clusterId } });
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

function isUuid(text: string): boolean {
  return UUID.test(text);
}

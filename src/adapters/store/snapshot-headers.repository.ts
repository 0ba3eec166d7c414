import { Injectable } from '@nestjs/common';
import type { SnapshotModel } from './generated/models.js';
import { idsIn, type Scope } from './scope.js';
import { Store } from './store.js';

/** A snapshot row with the cluster it belongs to. */
export type SnapshotHeaderRow = SnapshotModel;

/** Which snapshots exist, without their contents. */
@Injectable()
export class SnapshotHeadersRepository {
  constructor(private readonly store: Store) {}

  /** Newest first, before a sequence number. */
  list(clusterId: number, before: number | undefined, take: number): Promise<SnapshotHeaderRow[]> {
    return this.store.prisma.snapshot.findMany({
      where: { clusterId, ...(before === undefined ? {} : { seq: { lt: before } }) },
      orderBy: { seq: 'desc' },
      take,
    });
  }

  /** By public id, in a cluster the caller sees. */
  async findByUid(scope: Scope, uid: string): Promise<SnapshotHeaderRow | null> {
    const ids = idsIn(scope.clusters);
    const row = await this.store.prisma.snapshot.findFirst({
      where: { uid, ...(ids === undefined ? {} : { clusterId: ids }) },
    });
    if (row === null) return null;
    const cluster = await this.store.prisma.cluster.findFirst({
      where: { id: row.clusterId, deletedAt: null },
      select: { id: true },
    });
    return cluster === null ? null : row;
  }

  findBySequence(clusterId: number, seq: number): Promise<SnapshotHeaderRow | null> {
    return this.store.prisma.snapshot.findUnique({ where: { clusterId_seq: { clusterId, seq } } });
  }

  /** The newest snapshot at or before a time, or the newest of all. */
  findAt(clusterId: number, at: Date | undefined): Promise<SnapshotHeaderRow | null> {
    return this.store.prisma.snapshot.findFirst({
      where: { clusterId, ...(at === undefined ? {} : { observedAt: { lte: at } }) },
      orderBy: { seq: 'desc' },
    });
  }
}

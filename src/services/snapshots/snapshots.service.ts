import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { ClusterRow } from '#src/adapters/store/clusters.repository.js';
import { ClustersRepository } from '#src/adapters/store/clusters.repository.js';
import { SnapshotHeadersRepository, type SnapshotHeaderRow } from '#src/adapters/store/snapshot-headers.repository.js';
import { CLOCK } from '#src/config/config.token.js';
import type { Clock } from '#src/lib/clock.js';
import { Problem } from '#src/lib/problem.js';
import type { Scope } from '../auth/scope.js';
import { ClustersService } from '../clusters/clusters.service.js';
import { decodeCursor, encodeCursor } from '../paging/cursor.js';
import { pageOf, type Page, type PageRequest } from '../paging/page.js';
import { snapshotViewOf } from './snapshot-view-of.js';
import type { SnapshotView } from './snapshot.view.js';

/** A snapshot and the cluster it belongs to, as rows. */
export interface SnapshotRows {
  readonly snapshot: SnapshotHeaderRow;
  readonly cluster: ClusterRow;
}

/** Which snapshots exist and how complete they are. */
@Injectable()
export class SnapshotsService {
  constructor(
    private readonly headers: SnapshotHeadersRepository,
    private readonly clusterRows: ClustersRepository,
    private readonly clusters: ClustersService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Newest first. @throws Problem `NOT_FOUND` */
  async list(scope: Scope, cluster: string, { first, after }: PageRequest): Promise<Page<SnapshotView>> {
    const row = await this.clusters.row(scope, cluster);
    const before = decodeCursor(after, z.tuple([z.number().int()]))?.[0];
    const rows = await this.headers.list(row.id, before, first + 1);
    return pageOf(
      rows,
      first,
      ({ seq }) => encodeCursor([seq]),
      (snapshot) => this.view({ snapshot, cluster: row }),
    );
  }

  /** By public id. @throws Problem `NOT_FOUND` */
  async read(scope: Scope, id: string): Promise<SnapshotView> {
    return this.view(await this.rows(scope, id));
  }

  /** The rows behind a public id. @throws Problem `NOT_FOUND` */
  async rows(scope: Scope, id: string): Promise<SnapshotRows> {
    const snapshot = z.uuid().safeParse(id).success ? await this.headers.findByUid(scope.rows, id) : null;
    const cluster = snapshot === null ? null : await this.clusterRows.findById(scope.rows, snapshot.clusterId);
    if (snapshot === null || cluster === null) throw noSuchSnapshot();
    return { snapshot, cluster };
  }

  /** The newest snapshot of a cluster at or before a time. @throws Problem `NOT_FOUND` */
  async rowsAt(scope: Scope, cluster: string, at: string | undefined): Promise<SnapshotRows> {
    const row = await this.clusters.row(scope, cluster);
    const snapshot = await this.headers.findAt(row.id, at === undefined ? undefined : new Date(at));
    if (snapshot !== null) return { snapshot, cluster: row };
    throw new Problem(
      'NOT_FOUND',
      at === undefined ? 'This cluster has no snapshot yet' : `This cluster has no snapshot at or before ${at}`,
    );
  }

  /** The snapshot to compare with: by public id or sequence number, else the one before. @throws Problem `NOT_FOUND` */
  async base({ snapshot, cluster }: SnapshotRows, base: string | undefined): Promise<SnapshotHeaderRow> {
    const seq = base === undefined ? snapshot.seq - 1 : /^\d{1,9}$/.test(base) ? Number(base) : undefined;
    const row =
      seq === undefined ? await this.byUid(cluster, base ?? '') : await this.headers.findBySequence(cluster.id, seq);
    if (row === null)
      throw new Problem(
        'NOT_FOUND',
        `This cluster has no snapshot ${base ?? String(snapshot.seq - 1)} to compare with`,
      );
    return row;
  }

  private async byUid(cluster: ClusterRow, uid: string): Promise<SnapshotHeaderRow | null> {
    if (!z.uuid().safeParse(uid).success)
      throw Problem.field('base', 'must be the id or the sequence number of a snapshot');
    return this.headers.findByUid({ tenants: 'all', clusters: [cluster.id] }, uid);
  }

  private view({ snapshot, cluster }: SnapshotRows): SnapshotView {
    return snapshotViewOf(snapshot, { id: cluster.uid, name: cluster.name }, cluster.assessedSeq, this.clock.now());
  }
}

function noSuchSnapshot(): Problem {
  return new Problem('NOT_FOUND', 'There is no such snapshot');
}

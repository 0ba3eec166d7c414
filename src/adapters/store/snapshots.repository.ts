import { Injectable } from '@nestjs/common';
import type { SnapshotFacts } from '#src/engine/model/snapshot-facts.js';
import { PartitionsRepository } from './partitions.repository.js';
import { Store } from './store.js';
import { diffSnapshots, type ObjectChange } from './snapshots/diff-snapshots.js';
import { factsToRows } from './snapshots/facts-to-rows.js';
import { ingestSnapshot } from './snapshots/ingest-snapshot.js';
import type { CommittedSnapshot, NewSnapshot } from './snapshots/new-snapshot.js';
import { readMemberChain } from './snapshots/member-chain.js';
import { rowsToFacts } from './snapshots/rows-to-facts.js';
import { findHeader, readRows, type SnapshotAt } from './snapshots/snapshot-source.js';

/** Snapshots of clusters: the current objects, every version before, and the pods behind the groups. */
@Injectable()
export class SnapshotsRepository {
  constructor(
    private readonly store: Store,
    private readonly partitions: PartitionsRepository,
  ) {}

  /**
   * Stores a collected snapshot, its `snapshot.committed` event and the end of its run, all or nothing. Repeating a run
   * changes nothing and answers what was stored. Kinds that were not read completely keep their last known objects.
   * @throws Problem `SNAPSHOT.FENCED` when the run was overtaken, `NOT_FOUND` when the cluster was deleted
   */
  async ingest(snapshot: NewSnapshot): Promise<CommittedSnapshot> {
    const rows = await factsToRows(snapshot.facts);
    await this.partitions.ensureFor(new Date(snapshot.facts.observedAt));
    return this.store.sql((client) => ingestSnapshot(client, snapshot, rows));
  }

  /**
   * Everything known at a snapshot, exactly as it was stored, pods included (as long as those are kept).
   * @throws Problem `NOT_FOUND` when there is no such snapshot
   */
  async loadFacts(clusterId: number, at: SnapshotAt): Promise<SnapshotFacts> {
    const { header, rows, chain } = await this.store.sqlRead(async (client) => {
      const found = await findHeader(client, clusterId, at);
      return {
        header: found,
        rows: await readRows(client, clusterId, found),
        chain: await readMemberChain(client, clusterId, found),
      };
    });
    return rowsToFacts(header, rows, chain?.lists);
  }

  /** What changed between two snapshots of a cluster. @throws Problem `NOT_FOUND` */
  diffObjects(clusterId: number, from: SnapshotAt, to: SnapshotAt): Promise<readonly ObjectChange[]> {
    return diffSnapshots(this.store.pool, clusterId, from, to);
  }
}

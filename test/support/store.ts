import { randomUUID } from 'node:crypto';
import { AssessmentsRepository } from '#src/adapters/store/assessments.repository.js';
import { LeasesRepository } from '#src/adapters/store/leases.repository.js';
import { PartitionsRepository } from '#src/adapters/store/partitions.repository.js';
import { RetentionRepository } from '#src/adapters/store/retention.repository.js';
import { SnapshotsRepository } from '#src/adapters/store/snapshots.repository.js';
import type { CommittedSnapshot } from '#src/adapters/store/snapshots/new-snapshot.js';
import { Store } from '#src/adapters/store/store.js';
import type { SnapshotFacts } from '#src/engine/model/snapshot-facts.js';
import { freshDatabase } from './database.js';

/** A store on a database of its own, with short cuts for what most tests of it need. */
export class TestStore {
  readonly partitions: PartitionsRepository;
  readonly leases: LeasesRepository;
  readonly snapshots: SnapshotsRepository;
  readonly assessments: AssessmentsRepository;
  readonly retention: RetentionRepository;
  #clusters = 0;

  private constructor(readonly store: Store) {
    this.partitions = new PartitionsRepository(store);
    this.leases = new LeasesRepository(store);
    this.snapshots = new SnapshotsRepository(store, this.partitions);
    this.retention = new RetentionRepository(store, this.partitions);
    this.assessments = new AssessmentsRepository(store, this.partitions);
  }

  static async open(): Promise<TestStore> {
    return new TestStore(new Store({ databaseUrl: await freshDatabase(), role: 'worker' }));
  }

  close(): Promise<void> {
    return this.store.close();
  }

  /** A registered cluster; returns its id. */
  async cluster(): Promise<number> {
    this.#clusters += 1;
    const name = `cluster-${String(this.#clusters)}`;
    return (await this.store.prisma.cluster.create({ data: { name, source: 'kubernetes' } })).id;
  }

  /** Stores facts as a run that holds the lease would. */
  async ingest(clusterId: number, facts: SnapshotFacts, runId: string = randomUUID()): Promise<CommittedSnapshot> {
    const { epoch } = await this.store.prisma.cluster.findUniqueOrThrow({ where: { id: clusterId } });
    return this.snapshots.ingest({ clusterId, runId, epoch, facts, diagnostics: [], settled: true, skewMs: 0 });
  }
}

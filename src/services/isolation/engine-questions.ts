import { Injectable } from '@nestjs/common';
import { SnapshotsRepository } from '#src/adapters/store/snapshots.repository.js';
import { EngineThreads, type SnapshotSource } from '#src/adapters/threads/engine-threads.js';
import type { TaskName, TaskOptions, TaskResult } from '#src/adapters/threads/tasks.js';
import type { SnapshotHeaderRow } from '#src/adapters/store/snapshot-headers.repository.js';

/** Longest time a person waits for an answer of the engine. */
const ANSWER_MS = 30_000;

/** Puts questions about stored snapshots to the engine, beside the event loop. */
@Injectable()
export class EngineQuestions {
  constructor(
    private readonly threads: EngineThreads,
    private readonly snapshots: SnapshotsRepository,
  ) {}

  /** @throws Problem what the task raised */
  ask<T extends TaskName>(
    task: T,
    rows: readonly SnapshotHeaderRow[],
    options: TaskOptions<T>,
  ): Promise<TaskResult<T>> {
    return this.threads.run(
      task,
      rows.map((row) => this.source(row)),
      options,
      ANSWER_MS,
    );
  }

  private source({ clusterId, seq }: SnapshotHeaderRow): SnapshotSource {
    return { key: `${String(clusterId)}/${String(seq)}`, load: () => this.snapshots.loadFacts(clusterId, seq) };
  }
}

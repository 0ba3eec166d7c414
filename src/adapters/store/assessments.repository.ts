import { Injectable } from '@nestjs/common';
import type { Assessment } from '#src/controls/assessment.js';
import { Problem } from '#src/lib/problem.js';
import { unpackBody, type AnalysisBody } from './assessments/analysis-body.js';
import type { CommittedAssessment, NewAssessment } from './assessments/assessment-input.js';
import { commitAssessment } from './assessments/commit-assessment.js';
import { PartitionsRepository } from './partitions.repository.js';
import type { SnapshotAt } from './snapshots/snapshot-source.js';
import { Store } from './store.js';

/** What the engine found in one past snapshot, as it was judged then. */
export interface StoredAnalysis extends AnalysisBody {
  readonly seq: number;
  readonly observedAt: Date;
  readonly engineVersion: string;
  readonly cluster: Assessment['cluster'];
}

/** Judged snapshots: analyses, crossings, findings with their history, scores with theirs. */
@Injectable()
export class AssessmentsRepository {
  constructor(
    private readonly store: Store,
    private readonly partitions: PartitionsRepository,
  ) {}

  /**
   * Stores an assessment, everything it changes and the events about it, all or nothing. Repeating it changes nothing.
   * @throws Problem `SNAPSHOT.FENCED` when a newer snapshot is assessed already, `NOT_FOUND` when there is no such snapshot
   */
  async commit(input: NewAssessment): Promise<CommittedAssessment> {
    await this.partitions.ensureFor(await this.#observedAt(input.clusterId, input.seq));
    return this.store.sql((client) => commitAssessment(client, input));
  }

  /**
   * The newest analysis of a cluster, the one of a snapshot, or the newest that is not younger than a time.
   * @throws Problem `NOT_FOUND`
   */
  async load(clusterId: number, at: SnapshotAt): Promise<StoredAnalysis> {
    const condition = at === 'head' ? '' : at instanceof Date ? 'AND a.observed_at <= $2' : 'AND a.seq = $2';
    const { rows } = await this.store.pool.query<Omit<StoredAnalysis, keyof AnalysisBody> & { body: Buffer }>(
      `SELECT a.seq, a.observed_at AS "observedAt", a.engine_version AS "engineVersion", a.summary AS cluster,
              coalesce(a.body, b.body) AS body
       FROM analysis a LEFT JOIN analysis b ON b.id = a.body_from
       WHERE a.cluster_id = $1 ${condition}
       ORDER BY a.seq DESC, a.computed_at DESC LIMIT 1`,
      at === 'head' ? [clusterId] : [clusterId, at],
    );
    const row = rows[0];
    if (row === undefined)
      throw new Problem('NOT_FOUND', `Cluster ${String(clusterId)} has no assessed snapshot there`);
    const { body, ...analysis } = row;
    return { ...analysis, ...(await unpackBody(body)) };
  }

  async #observedAt(clusterId: number, seq: number): Promise<Date> {
    const where = { clusterId_seq: { clusterId, seq } };
    const snapshot = await this.store.prisma.snapshot.findUnique({ where, select: { observedAt: true } });
    if (snapshot === null)
      throw new Problem('NOT_FOUND', `Cluster ${String(clusterId)} has no snapshot ${String(seq)} to assess`);
    return snapshot.observedAt;
  }
}

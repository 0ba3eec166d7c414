import { Injectable } from '@nestjs/common';
import { AssessmentsRepository, type StoredAnalysis } from '#src/adapters/store/assessments.repository.js';
import { FindingsRepository } from '#src/adapters/store/findings.repository.js';
import { SnapshotsRepository } from '#src/adapters/store/snapshots.repository.js';
import { Problem } from '#src/lib/problem.js';
import type { Scope } from '../auth/scope.js';
import { EngineQuestions } from '../isolation/engine-questions.js';
import { flatEndText } from '../isolation/flat-end-text.js';
import type { SnapshotDiffView } from './snapshot.view.js';
import { SnapshotsService } from './snapshots.service.js';

/** Entries of one list of a diff. */
const LIMIT = 1000;

/** What changed from one snapshot of a cluster to another: objects, connections, findings and scores. */
@Injectable()
export class SnapshotDiffService {
  constructor(
    private readonly snapshots: SnapshotsService,
    private readonly contents: SnapshotsRepository,
    private readonly assessments: AssessmentsRepository,
    private readonly findings: FindingsRepository,
    private readonly engine: EngineQuestions,
  ) {}

  /** @param base id or sequence number; default: the snapshot before. @throws Problem `NOT_FOUND`, `AUTH.FORBIDDEN` */
  async diff(scope: Scope, id: string, base: string | undefined): Promise<SnapshotDiffView> {
    if (scope.isRestricted) {
      // Objects, findings and scores of everybody in the cluster; nothing of it can be shown to one tenant alone.
      throw new Problem('AUTH.FORBIDDEN', 'Comparing whole snapshots needs a key that is not limited to some tenants');
    }
    const rows = await this.snapshots.rows(scope, id);
    const before = await this.snapshots.base(rows, base);
    const after = rows.snapshot;
    const { clusterId } = after;
    const [first, last] = [Math.min(before.seq, after.seq), Math.max(before.seq, after.seq)];
    const [objects, flows, moves, scores] = await Promise.all([
      this.contents.diffObjects(clusterId, before.seq, after.seq),
      this.engine.ask('diff-connections', [before, after], {}),
      this.findings.movesBetween(clusterId, first, last, LIMIT + 1),
      this.scores(clusterId, before.seq, after.seq),
    ]);
    return {
      base: before.seq,
      head: after.seq,
      objects: objects.slice(0, LIMIT).map(({ change, kind, namespace, name }) => ({ change, kind, namespace, name })),
      flows: flows.slice(0, LIMIT).map(({ type, from, to, before: was, after: is }) => ({
        change: type,
        from: flatEndText(from),
        to: flatEndText(to),
        before: was?.may ?? '',
        after: is?.may ?? '',
      })),
      findings: moves.slice(0, LIMIT).map(({ findingId, type, control, title, subject, at }) => ({
        id: findingId,
        type,
        control,
        title,
        subject,
        at: at.toISOString(),
      })),
      scores,
      truncated: [objects, flows, moves].some(({ length }) => length > LIMIT),
    };
  }

  private async scores(clusterId: number, before: number, after: number): Promise<SnapshotDiffView['scores']> {
    const [was, is] = await Promise.all([this.analysis(clusterId, before), this.analysis(clusterId, after)]);
    const tenants = [...new Set([...(was?.scores ?? []), ...(is?.scores ?? [])].map(({ tenant }) => tenant))].sort();
    const ofTenant = (analysis: StoredAnalysis | null, slug: string) =>
      analysis?.scores.find(({ tenant }) => tenant === slug)?.lower ?? null;
    return [
      { tenant: null, before: was?.cluster.score.lower ?? null, after: is?.cluster.score.lower ?? null },
      ...tenants.map((tenant) => ({ tenant, before: ofTenant(was, tenant), after: ofTenant(is, tenant) })),
    ].filter((score) => score.before !== score.after);
  }

  private async analysis(clusterId: number, seq: number): Promise<StoredAnalysis | null> {
    try {
      return await this.assessments.load(clusterId, seq);
    } catch (error) {
      if (error instanceof Problem && error.code === 'NOT_FOUND') return null;
      throw error;
    }
  }
}

import type { PoolClient } from 'pg';
import { Problem } from '#src/lib/problem.js';
import { appendEvents } from '../outbox.js';
import type { AssessedSnapshot, CommittedAssessment, NewAssessment } from './assessment-input.js';
import { findingChanges, type FindingChange, type FindingEventType } from './finding-changes.js';
import { asKnown, readFindings } from './known-findings.js';
import { tenantIds } from './tenant-ids.js';
import { writeAnalysis } from './write-analysis.js';
import { writeCrossings } from './write-crossings.js';
import { writeFindings } from './write-findings.js';
import { writeScores } from './write-scores.js';

interface Target {
  readonly uid: string;
  readonly name: string;
  readonly assessedSeq: number;
  readonly at: Date;
  readonly previousAt: Date | null;
}

/** Stores everything one assessed snapshot means, inside the caller's transaction: all of it, or nothing. */
export async function commitAssessment(
  client: PoolClient,
  { clusterId, seq, assessment, judgement }: NewAssessment,
): Promise<CommittedAssessment> {
  const target = await lockTarget(client, clusterId, seq);
  if (target.assessedSeq === seq) return { repeated: true, opened: 0, reopened: 0, resolved: 0, unknown: 0 };
  if (target.assessedSeq > seq) {
    const message = `Snapshot ${String(target.assessedSeq)} of cluster "${target.name}" is assessed already; ${String(seq)} is older`;
    throw new Problem('SNAPSHOT.FENCED', `${message}, nothing was stored`);
  }
  const snapshot: AssessedSnapshot = {
    clusterId,
    clusterUid: target.uid,
    clusterName: target.name,
    seq,
    at: target.at,
    previousAt: target.previousAt,
    tenantIds: await tenantIds(client, assessment),
  };
  const stored = await readFindings(client, clusterId);
  const changes = findingChanges(judgement.reconcile(stored.map(asKnown)), stored);
  await writeAnalysis(client, snapshot, assessment);
  await writeCrossings(client, snapshot, assessment.crossings);
  const findingEvents = await writeFindings(client, snapshot, changes);
  await client.query('UPDATE cluster SET assessed_seq = $2 WHERE id = $1', [clusterId, seq]);
  const scoreEvents = await writeScores(client, snapshot, assessment, judgement);
  await appendEvents(client, [...findingEvents, ...scoreEvents]);
  const count = (type: FindingEventType) => changes.filter(({ event }: FindingChange) => event === type).length;
  return {
    repeated: false,
    opened: count('opened'),
    reopened: count('reopened'),
    resolved: count('resolved'),
    unknown: count('unknown'),
  };
}

async function lockTarget(client: PoolClient, clusterId: number, seq: number): Promise<Target> {
  const { rows } = await client.query<Target>(
    `SELECT c.uid, c.name, c.assessed_seq AS "assessedSeq", s.observed_at AS at, p.observed_at AS "previousAt"
     FROM cluster c
     JOIN snapshot s ON s.cluster_id = c.id AND s.seq = $2
     LEFT JOIN snapshot p ON p.cluster_id = c.id AND p.seq = c.assessed_seq
     WHERE c.id = $1 AND c.deleted_at IS NULL
     FOR UPDATE OF c`,
    [clusterId, seq],
  );
  const target = rows[0];
  if (target === undefined)
    throw new Problem('NOT_FOUND', `Cluster ${String(clusterId)} has no snapshot ${String(seq)} to assess`);
  return target;
}

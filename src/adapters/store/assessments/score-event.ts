import type { OutboxEvent } from '../outbox.js';
import type { AssessedSnapshot } from './assessment-input.js';
import type { ScoreRow } from './score-row.js';

/** Points a score must move before anybody is told, unless its grade changes. */
const THRESHOLD = 1;

/** The event of a score that moved noticeably; none when it did not. */
export function scoreEvents(
  snapshot: AssessedSnapshot,
  before: ScoreRow | undefined,
  after: ScoreRow,
): readonly OutboxEvent[] {
  if (before !== undefined && before.grade === after.grade && Math.abs(before.lower - after.lower) < THRESHOLD)
    return [];
  const { clusterId, tenantId } = after;
  return [
    {
      topic: 'score.changed',
      key: `score/${String(clusterId)}/${String(tenantId)}`,
      tenantIds: tenantId === 0 ? [] : [tenantId],
      clusterId,
      payload: {
        scope:
          tenantId === 0 ? (clusterId === 0 ? 'fleet' : 'cluster') : clusterId === 0 ? 'tenant' : 'tenant-in-cluster',
        cluster: clusterId === 0 ? null : snapshot.clusterName,
        observedAt: snapshot.at,
        before: before === undefined ? null : published(before),
        after: published(after),
      },
    },
  ];
}

function published({ lower, upper, grade, coverage }: ScoreRow) {
  return { lower, upper, grade, coverage };
}

import type { RunRow } from '#src/adapters/store/runs.repository.js';
import { failureView } from '../clusters/cluster.view.js';
import { progressView, runView, type RunView } from './run.view.js';

/** The answer about one run. `clusterUid`: public id of its cluster. */
export function runViewOf(row: RunRow, clusterUid: string): RunView {
  const { trigger, state } = runView.shape;
  const stored = (row.progress ?? {}) as Readonly<Record<string, unknown>>;
  return {
    id: row.id,
    clusterId: clusterUid,
    trigger: trigger.parse(row.trigger),
    state: state.parse(row.state),
    requestedAt: row.requestedAt.toISOString(),
    startedAt: row.startedAt?.toISOString() ?? null,
    endedAt: row.endedAt?.toISOString() ?? null,
    attempts: row.attempts,
    progress: progressView.safeParse({ ...stored, kind: stored['kind'] ?? null }).data ?? null,
    error: failureView.safeParse(row.error).data ?? null,
    sequence: row.seq,
  };
}

import type { PoolClient } from 'pg';
import type { KnownFinding } from '#src/controls/lifecycle/transition.js';
import { stateOf } from './finding-state.js';

/** A stored finding, as far as writing the next snapshot's needs it. */
export interface StoredFinding {
  readonly id: string;
  readonly fingerprint: string;
  readonly control: string;
  readonly status: number;
  readonly severity: number;
  readonly heldSince: number | null;
  /** sha256 of what the last snapshot said about it, base64. */
  readonly digest: string;
  /** Whether an episode is running: it was open and has not been resolved since. */
  readonly live: boolean;
  /** Number of its newest event. */
  readonly events: number;
  readonly title: string;
  readonly subject: string;
  readonly tenantIds: readonly number[];
}

/** Every finding a cluster ever had. */
export async function readFindings(client: PoolClient, clusterId: number): Promise<readonly StoredFinding[]> {
  const { rows } = await client.query<StoredFinding>(
    `SELECT f.id, f.fingerprint, f.control, f.status, f.severity, f.held_since AS "heldSince", encode(f.digest, 'base64') AS digest,
            e.finding_id IS NOT NULL AS live, f.title, f.subject, f.tenant_ids AS "tenantIds",
            (SELECT coalesce(max(seq), 0) FROM finding_event v WHERE v.finding_id = f.id) AS events
     FROM finding f
     LEFT JOIN finding_episode e ON e.cluster_id = $1 AND e.closed_at IS NULL AND e.finding_id = f.id
     WHERE f.cluster_id = $1`,
    [clusterId],
  );
  return rows;
}

/** The finding as the lifecycle rules see it. */
export function asKnown({ fingerprint, control, status, heldSince }: StoredFinding): KnownFinding {
  return { fingerprint, control, state: stateOf(status), ...(heldSince === null ? {} : { heldSince }) };
}

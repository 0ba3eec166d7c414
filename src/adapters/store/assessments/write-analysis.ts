import type { PoolClient } from 'pg';
import type { Assessment } from '#src/controls/assessment.js';
import { storableJson } from '../storable-json.js';
import { uuidV7 } from '../uuid-v7.js';
import { bodyOf, packBody } from './analysis-body.js';
import type { AssessedSnapshot } from './assessment-input.js';

/** Stores what the engine found in one snapshot; a body equal to the one before is referred to, not repeated. */
export async function writeAnalysis(
  client: PoolClient,
  { clusterId, seq, at }: AssessedSnapshot,
  assessment: Assessment,
): Promise<void> {
  const { text, hash } = bodyOf(assessment);
  const { rows } = await client.query<{ source: string; hash: Buffer }>(
    'SELECT coalesce(body_from, id) AS source, body_hash AS hash FROM analysis WHERE cluster_id = $1 AND seq < $2 ORDER BY seq DESC LIMIT 1',
    [clusterId, seq],
  );
  const same = rows[0]?.hash.equals(hash) === true ? rows[0].source : null;
  await client.query(
    `INSERT INTO analysis (id, cluster_id, seq, engine_version, observed_at, summary, body_hash, body_from, body)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      uuidV7(),
      clusterId,
      seq,
      assessment.engineVersion,
      at,
      storableJson(assessment.cluster),
      hash,
      same,
      same === null ? await packBody(text) : null,
    ],
  );
}

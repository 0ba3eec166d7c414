import type { PoolClient } from 'pg';
import type { Crossing } from '#src/engine/isolation/crossing.js';
import { canonicalJson } from '#src/lib/canonical-json.js';
import { storableJson } from '../storable-json.js';
import type { AssessedSnapshot } from './assessment-input.js';

interface CrossingRow {
  readonly from: string;
  readonly to: string;
  readonly verdict: string;
  readonly must: string;
  readonly may: string;
  readonly content: string;
}

/** Brings the list of current crossings up to date, writing only what differs. `since` moves when ports or verdict do. */
export async function writeCrossings(
  client: PoolClient,
  { clusterId, seq, at }: AssessedSnapshot,
  crossings: readonly Crossing[],
): Promise<void> {
  const { rows } = await client.query<Omit<CrossingRow, 'content'> & { rest: unknown }>(
    `SELECT from_party AS "from", to_party AS "to", verdict, must, may,
            json_build_object('pairs', json_build_object('must', pairs_must, 'may', pairs_may), 'withinContract', within_contract,
                              'because', because, 'witness', witness) AS rest
     FROM crossing WHERE cluster_id = $1`,
    [clusterId],
  );
  const old = new Map(rows.map((row) => [`${row.from}\0${row.to}`, row]));
  const written: unknown[] = [];
  for (const crossing of crossings) {
    const { from, to, verdict, must, may, ...rest } = crossing;
    const before = old.get(`${from}\0${to}`);
    old.delete(`${from}\0${to}`);
    const sameTraffic = before?.verdict === verdict && before.must === must && before.may === may;
    if (sameTraffic && canonicalJson(before.rest) === canonicalJson({ witness: null, ...rest })) continue;
    written.push({ from, to, verdict, must, may, ...rest, pairsMust: rest.pairs.must, pairsMay: rest.pairs.may });
  }
  await deleteGone(client, clusterId, [...old.values()]);
  if (written.length === 0) return;
  await client.query(
    `INSERT INTO crossing AS c (cluster_id, from_party, to_party, verdict, must, may, pairs_must, pairs_may, within_contract,
                                because, witness, since_seq, since_at)
     SELECT $1, "from", "to", verdict, must, may, "pairsMust", "pairsMay", "withinContract", because, witness, $2, $3
     FROM json_to_recordset($4) AS r("from" text, "to" text, verdict text, must text, may text, "pairsMust" int, "pairsMay" int,
                                     "withinContract" boolean, because jsonb, witness jsonb)
     ON CONFLICT (cluster_id, from_party, to_party) DO UPDATE SET
       since_seq = CASE WHEN (c.verdict, c.must, c.may) = (excluded.verdict, excluded.must, excluded.may) THEN c.since_seq ELSE excluded.since_seq END,
       since_at = CASE WHEN (c.verdict, c.must, c.may) = (excluded.verdict, excluded.must, excluded.may) THEN c.since_at ELSE excluded.since_at END,
       verdict = excluded.verdict, must = excluded.must, may = excluded.may, pairs_must = excluded.pairs_must,
       pairs_may = excluded.pairs_may, within_contract = excluded.within_contract, because = excluded.because, witness = excluded.witness`,
    [clusterId, seq, at, storableJson(written)],
  );
}

async function deleteGone(
  client: PoolClient,
  clusterId: number,
  gone: readonly { from: string; to: string }[],
): Promise<void> {
  if (gone.length === 0) return;
  await client.query(
    `DELETE FROM crossing c USING unnest($2::text[], $3::text[]) AS g(a, b)
     WHERE c.cluster_id = $1 AND c.from_party = g.a AND c.to_party = g.b`,
    [clusterId, gone.map(({ from }) => from), gone.map(({ to }) => to)],
  );
}

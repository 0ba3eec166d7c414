import type { PoolClient } from 'pg';
import type { Assessment } from '#src/controls/assessment.js';
import { storableText } from '../storable-json.js';
import { uuidV7 } from '../uuid-v7.js';

/** Ids of all tenants an assessment names; tenants nobody registered are added as discovered. */
export async function tenantIds(client: PoolClient, assessment: Assessment): Promise<ReadonlyMap<string, number>> {
  const named = [
    ...assessment.scores.map(({ tenant }) => tenant),
    ...assessment.members.map(({ tenant }) => tenant),
    ...assessment.breaches.flatMap(({ tenants }) => tenants),
  ];
  const slugs = [...new Set(named.map(storableText))].sort(); // one order for everybody: no deadlock between clusters
  const find = async () =>
    new Map(
      (
        await client.query<{ slug: string; id: number }>('SELECT slug, id FROM tenant WHERE slug = ANY($1)', [slugs])
      ).rows.map(({ slug, id }) => [slug, id] as const),
    );
  const known = await find();
  const missing = slugs.filter((slug) => !known.has(slug));
  if (missing.length === 0) return known;
  await client.query(
    `INSERT INTO tenant (uid, slug, name, origin, updated_at)
     SELECT uid, slug, slug, 'discovered', now() FROM unnest($1::uuid[], $2::text[]) AS t(uid, slug) ORDER BY slug
     ON CONFLICT (slug) DO NOTHING`,
    [missing.map(() => uuidV7()), missing],
  );
  return find();
}

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import pg from 'pg';
import { freshDatabase } from '../../../test/support/database.js';

let client: pg.Client;

beforeAll(async () => {
  client = new pg.Client({ connectionString: await freshDatabase() });
  await client.connect();
});
afterAll(() => client.end());

describe('partitions', () => {
  it.each([
    { name: 'one week', step: 'week', from: '2026-11-18T10:00:00Z', to: '2026-11-18T11:00:00Z', made: 1 },
    { name: 'the same week again', step: 'week', from: '2026-11-16T00:00:00Z', to: '2026-11-22T23:59:59Z', made: 0 },
    {
      name: 'across the end of a year',
      step: 'week',
      from: '2026-12-28T00:00:00Z',
      to: '2027-01-10T00:00:00Z',
      made: 2,
    },
  ])('makes $name', async ({ step, from, to, made }) => {
    const { rows } = await client.query("SELECT ensure_partitions('snapshot_members', $1, $2, $3) AS made", [
      step,
      from,
      to,
    ]);
    expect(rows).toEqual([{ made }]);
  });

  it('lists them with their bounds', async () => {
    const { rows } = await client.query("SELECT * FROM list_partitions('snapshot_members')");
    expect(rows[0]).toEqual({
      part: 'snapshot_members_20261116',
      lower_at: new Date('2026-11-16T00:00:00Z'),
      upper_at: new Date('2026-11-23T00:00:00Z'),
    });
    expect(rows).toHaveLength(3);
  });
});

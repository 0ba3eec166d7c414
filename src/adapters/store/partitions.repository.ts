import { Injectable } from '@nestjs/common';
import { Store } from './store.js';

/** Partitioned tables and how long one partition is. */
export const PARTITIONED = {
  resource_history: 'month',
  snapshot_members: 'week',
  score_point: 'week',
} as const;
export type PartitionedTable = keyof typeof PARTITIONED;

/** One partition and the half-open time range it holds. */
export interface Partition {
  readonly name: string;
  readonly from: Date;
  readonly to: Date;
}

const DAY_MS = 86_400_000;
/** How far ahead of the data partitions are made. */
const AHEAD_DAYS = 14;

/** Makes and lists the partitions of the time-sliced tables. A row without a partition cannot be inserted. */
@Injectable()
export class PartitionsRepository {
  /** Days this process has made partitions for; partitions are only ever dropped far in the past. */
  readonly #ensured = new Set<string>();

  constructor(private readonly store: Store) {}

  /** Makes sure rows of this time, and of the two weeks after it, can be inserted into every partitioned table. */
  async ensureFor(at: Date): Promise<void> {
    const day = at.toISOString().slice(0, 10);
    if (this.#ensured.has(day)) return;
    const until = new Date(at.getTime() + AHEAD_DAYS * DAY_MS);
    for (const table of Object.keys(PARTITIONED) as PartitionedTable[]) await this.ensure(table, at, until);
    this.#ensured.add(day);
  }

  /** Makes the partitions of one table that cover a stretch of time. */
  async ensure(table: PartitionedTable, from: Date, to: Date): Promise<void> {
    await this.store.pool.query('SELECT ensure_partitions($1, $2, $3, $4)', [table, PARTITIONED[table], from, to]);
  }

  /** Forgets what was ensured, after partitions were dropped. */
  forget(): void {
    this.#ensured.clear();
  }

  /** The partitions of a table, oldest first. */
  async list(table: PartitionedTable): Promise<readonly Partition[]> {
    const { rows } = await this.store.pool.query<{ part: string; lower_at: Date; upper_at: Date }>(
      'SELECT part, lower_at, upper_at FROM list_partitions($1)',
      [table],
    );
    return rows.map(({ part, lower_at, upper_at }) => ({ name: part, from: lower_at, to: upper_at }));
  }
}

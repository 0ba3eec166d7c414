import { Injectable } from '@nestjs/common';
import { PartitionsRepository, type PartitionedTable } from './partitions.repository.js';
import { carryHistory, carryMembers, protectedSnapshots } from './retention/carry-forward.js';
import { exclusively } from './retention/exclusively.js';
import { dropPartition, finishInterrupted } from './retention/drop-partition.js';
import { Store } from './store.js';

/** How long the past is kept. */
export interface RetentionPolicy {
  /** Snapshots with their objects, analyses and scores. */
  readonly days: number;
  /** Pods behind the groups. */
  readonly membersDays: number;
}

/** What one clean-up removed. */
export interface RetentionReport {
  /** Names of dropped partitions. */
  readonly partitions: readonly string[];
  readonly snapshots: number;
  readonly events: number;
}

const DAY_MS = 86_400_000;
/** Relayed events are kept a while, because deliveries are ordered by them. */
const OUTBOX_DAYS = 30;

/**
 * Forgets the past by whole partitions. A cluster's newest snapshot and its newest complete one stay readable, pods
 * included, whatever their age; open findings and the audit trail are never touched.
 */
@Injectable()
export class RetentionRepository {
  constructor(
    private readonly store: Store,
    private readonly partitions: PartitionsRepository,
  ) {}

  /**
   * Drops what is older than the policy allows, and makes the partitions of the next weeks. Safe to repeat and to interrupt;
   * undefined when another process is at it.
   */
  enforce(policy: RetentionPolicy): Promise<RetentionReport | undefined> {
    return exclusively(this.store, 'retention', () => this.#enforce(policy));
  }

  async #enforce(policy: RetentionPolicy): Promise<RetentionReport> {
    const now = await this.store.now();
    await this.partitions.ensureFor(now);
    const dropped: string[] = [];
    dropped.push(...(await this.#dropMembers(new Date(now.getTime() - policy.membersDays * DAY_MS))));
    const { snapshots, partitions } = await this.#dropHistory(new Date(now.getTime() - policy.days * DAY_MS));
    dropped.push(...partitions);
    dropped.push(...(await this.#drop('score_point', new Date(now.getTime() - policy.days * DAY_MS))));
    const { rowCount } = await this.store.pool.query(
      'DELETE FROM outbox WHERE relayed_at < now() - make_interval(days => $1)',
      [OUTBOX_DAYS],
    );
    await this.store.pool.query('DELETE FROM run WHERE ended_at < now() - make_interval(days => $1)', [policy.days]);
    this.partitions.forget();
    return { partitions: dropped, snapshots, events: rowCount ?? 0 };
  }

  async #dropMembers(cutoff: Date): Promise<readonly string[]> {
    const boundary = await this.#boundary('snapshot_members', cutoff);
    if (boundary === undefined) return finishInterrupted(this.store, 'snapshot_members');
    await this.store.sql(async (client) => {
      for (const kept of await protectedSnapshots(client, boundary)) await carryMembers(client, kept, boundary);
    });
    return this.#drop('snapshot_members', cutoff);
  }

  async #dropHistory(cutoff: Date): Promise<{ snapshots: number; partitions: readonly string[] }> {
    const boundary = await this.#boundary('resource_history', cutoff);
    if (boundary === undefined)
      return { snapshots: 0, partitions: await finishInterrupted(this.store, 'resource_history') };
    const snapshots = await this.store.sql(async (client) => {
      const kept = await protectedSnapshots(client, boundary);
      for (const snapshot of kept) await carryHistory(client, snapshot, boundary);
      const pairs = [kept.map(({ clusterId }) => clusterId), kept.map(({ seq }) => seq)];
      const gone = await client.query(
        `DELETE FROM snapshot s WHERE observed_at < $1
           AND NOT EXISTS (SELECT FROM unnest($2::int[], $3::int[]) AS k(c, q) WHERE k.c = s.cluster_id AND k.q = s.seq)`,
        [boundary, ...pairs],
      );
      await client.query(
        `DELETE FROM analysis a WHERE observed_at < $1
           AND NOT EXISTS (SELECT FROM snapshot s WHERE s.cluster_id = a.cluster_id AND s.seq = a.seq)
           AND NOT EXISTS (SELECT FROM analysis b JOIN snapshot s ON s.cluster_id = b.cluster_id AND s.seq = b.seq WHERE b.body_from = a.id)`,
        [boundary],
      );
      return gone.rowCount ?? 0;
    });
    return { snapshots, partitions: await this.#drop('resource_history', cutoff) };
  }

  /**
   * Where the part that may go ends: the start of the partition the cutoff lies in. What must stay moves there, so that
   * partition is made when it is missing. Undefined when there is nothing to drop.
   */
  async #boundary(table: PartitionedTable, cutoff: Date): Promise<Date | undefined> {
    if (!(await this.partitions.list(table)).some(({ to }) => to <= cutoff)) return undefined;
    await this.partitions.ensure(table, cutoff, cutoff);
    return (await this.partitions.list(table)).find(({ from, to }) => from <= cutoff && cutoff < to)?.from;
  }

  async #drop(table: PartitionedTable, cutoff: Date): Promise<readonly string[]> {
    const dropped = [...(await finishInterrupted(this.store, table))];
    for (const { name, to } of await this.partitions.list(table)) {
      if (to > cutoff) continue;
      await dropPartition(this.store, table, name);
      dropped.push(name);
    }
    return dropped;
  }
}

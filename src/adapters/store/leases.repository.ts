import { Injectable } from '@nestjs/common';
import { Store } from './store.js';

/** The right to collect one cluster for a while. Whoever holds a higher epoch has overtaken everybody before. */
export interface Lease {
  readonly clusterId: number;
  readonly epoch: bigint;
}

/**
 * One collector for each cluster. Times are the database's. A lease only spares double work; what keeps a stalled
 * collector from writing is its epoch, which the commit checks.
 */
@Injectable()
export class LeasesRepository {
  constructor(private readonly store: Store) {}

  /** Takes the lease; undefined when somebody else holds it or the cluster is gone. */
  async take(clusterId: number, owner: string, seconds: number): Promise<Lease | undefined> {
    const { rows } = await this.store.pool.query<{ epoch: string }>(
      `UPDATE cluster SET epoch = epoch + 1, lease_owner = $2, lease_until = now() + make_interval(secs => $3)
       WHERE id = $1 AND deleted_at IS NULL AND (lease_until IS NULL OR lease_until < now())
       RETURNING epoch`,
      [clusterId, owner, seconds],
    );
    return rows[0] && { clusterId, epoch: BigInt(rows[0].epoch) };
  }

  /** Extends the lease; false when it was overtaken or released, and the holder must stop. */
  async renew({ clusterId, epoch }: Lease, seconds: number): Promise<boolean> {
    const { rowCount } = await this.store.pool.query(
      `UPDATE cluster SET lease_until = now() + make_interval(secs => $3)
       WHERE id = $1 AND epoch = $2 AND lease_until IS NOT NULL AND deleted_at IS NULL`,
      [clusterId, epoch, seconds],
    );
    return rowCount === 1;
  }

  /** Gives the lease back, so that the next run need not wait for it to run out. */
  async release({ clusterId, epoch }: Lease): Promise<void> {
    await this.store.pool.query(
      'UPDATE cluster SET lease_owner = NULL, lease_until = NULL WHERE id = $1 AND epoch = $2',
      [clusterId, epoch],
    );
  }
}

import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { ClustersRepository, type ClusterRow } from '#src/adapters/store/clusters.repository.js';
import { EVERYTHING } from '#src/adapters/store/scope.js';
import { SnapshotHeadersRepository, type SnapshotHeaderRow } from '#src/adapters/store/snapshot-headers.repository.js';
import { TenantsRepository, type TenantRow } from '#src/adapters/store/tenants.repository.js';
import { registeredTenancy } from '#src/engine/isolation/registered-tenancy.js';
import type { TenancyRules } from '#src/engine/isolation/tenancy.js';
import { canonicalJson } from '#src/lib/canonical-json.js';
import type { ClusterRef } from '../clusters/cluster.view.js';

/** A registered cluster with its newest snapshot, as the fleet's questions need it. */
export interface FleetMemberRow {
  /** Row id. */
  readonly id: number;
  readonly ref: ClusterRef;
  readonly snapshot: SnapshotHeaderRow;
  readonly tenancy: TenancyRules;
  /** Changes with the snapshot, with the registry, and with the cluster's name: equal keys, equal answers. */
  readonly key: string;
}

const PAGE = 500;

/** Which clusters make up the fleet now. */
@Injectable()
export class FleetMembers {
  constructor(
    private readonly clusters: ClustersRepository,
    private readonly headers: SnapshotHeadersRepository,
    private readonly tenants: TenantsRepository,
  ) {}

  /** Every cluster that has a snapshot, by name. Whoever asks must mask what the caller may not see. */
  async all(): Promise<readonly FleetMemberRow[]> {
    const [clusters, tenants] = await Promise.all([this.allClusters(), this.allTenants()]);
    const members = await Promise.all(clusters.map((cluster) => this.memberOf(cluster, tenants)));
    return members.flatMap((member) => member ?? []);
  }

  private async memberOf({ id, uid, name }: ClusterRow, tenants: readonly TenantRow[]): Promise<FleetMemberRow | null> {
    const snapshot = await this.headers.findAt(id, undefined);
    if (snapshot === null) return null;
    const tenancy = registeredTenancy(tenants, id);
    const digest = createHash('sha256').update(canonicalJson(tenancy)).digest('base64url').slice(0, 16);
    return {
      id,
      ref: { id: uid, name },
      snapshot,
      tenancy,
      key: `${String(id)}/${String(snapshot.seq)}/${digest}/${name}`,
    };
  }

  private async allClusters(): Promise<ClusterRow[]> {
    const all: ClusterRow[] = [];
    for (;;) {
      const page = await this.clusters.list(EVERYTHING, { take: PAGE, after: all.at(-1)?.name });
      all.push(...page);
      if (page.length < PAGE) return all;
    }
  }

  private async allTenants(): Promise<TenantRow[]> {
    const all: TenantRow[] = [];
    for (;;) {
      const page = await this.tenants.list(EVERYTHING, { take: PAGE, after: all.at(-1)?.slug });
      all.push(...page);
      if (page.length < PAGE) return all;
    }
  }
}

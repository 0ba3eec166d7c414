import { Injectable } from '@nestjs/common';
import { Prisma } from './generated/client.js';
import type { CrossingModel } from './generated/models.js';
import { Store } from './store.js';

/** Which crossings. `visible` restricts to those with one of these parties at an end; null = all. */
export interface CrossingQuery {
  readonly visible: readonly string[] | null;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly clusterId?: number | undefined;
  readonly verdict?: string | undefined;
  /** Only what is open (or unknown) outside a contract. */
  readonly outsideContract?: boolean | undefined;
  readonly after?: readonly [from: string, to: string, clusterId: number] | null;
  readonly take: number;
}

/** Crossings of each cluster's newest assessed snapshot. */
@Injectable()
export class CrossingsRepository {
  constructor(private readonly store: Store) {}

  /** By from, to, cluster. */
  list(query: CrossingQuery): Promise<CrossingModel[]> {
    const { from, to, clusterId, verdict, outsideContract, visible, after, take } = query;
    const parts: Prisma.Sql[] = [Prisma.sql`true`];
    if (visible !== null) {
      parts.push(Prisma.sql`(from_party = ANY(${[...visible]}::text[]) OR to_party = ANY(${[...visible]}::text[]))`);
    }
    if (from !== undefined) parts.push(Prisma.sql`from_party = ${from}`);
    if (to !== undefined) parts.push(Prisma.sql`to_party = ${to}`);
    if (clusterId !== undefined) parts.push(Prisma.sql`cluster_id = ${clusterId}`);
    if (verdict !== undefined) parts.push(Prisma.sql`verdict = ${verdict}`);
    if (outsideContract === true) parts.push(Prisma.sql`verdict <> 'denied' AND NOT within_contract`);
    if (after !== null && after !== undefined) {
      const [afterFrom, afterTo, afterCluster] = after;
      parts.push(Prisma.sql`(from_party, to_party, cluster_id) > (${afterFrom}, ${afterTo}, ${afterCluster}::int)`);
    }
    return this.store.prisma.$queryRaw<CrossingModel[]>`
      SELECT cluster_id AS "clusterId", from_party AS "fromParty", to_party AS "toParty", verdict, must, may,
        pairs_must AS "pairsMust", pairs_may AS "pairsMay", within_contract AS "withinContract", because, witness,
        since_seq AS "sinceSeq", since_at AS "sinceAt"
      FROM crossing WHERE ${Prisma.join(parts, ' AND ')}
      ORDER BY from_party, to_party, cluster_id LIMIT ${take}`;
  }
}

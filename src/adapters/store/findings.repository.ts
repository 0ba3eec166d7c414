import { Injectable } from '@nestjs/common';
import { Prisma } from './generated/client.js';
import type { FindingEventModel, FindingModel } from './generated/models.js';
import type { Scope } from './scope.js';
import { Store } from './store.js';

export type { FindingModel } from './generated/models.js';

/** Which findings; ids are row ids, severities and states are numbers as stored. */
export interface FindingQuery {
  readonly tenantId?: number | undefined;
  readonly clusterId?: number | undefined;
  readonly control?: string | undefined;
  readonly severities?: readonly number[] | undefined;
  readonly states?: readonly number[] | undefined;
  /** Changed at or after. */
  readonly since?: Date | undefined;
  /** Part of subject, title or namespace. */
  readonly text?: string | undefined;
}

/** Orders a list can have, and the sort key that continues it. */
export type FindingOrder =
  | { readonly by: 'severity'; readonly after: readonly [severity: number, firstSeenAt: Date, id: string] | null }
  | { readonly by: 'first-seen'; readonly after: readonly [firstSeenAt: Date, id: string] | null }
  | { readonly by: 'last-changed'; readonly after: readonly [lastChangedAt: Date, id: string] | null };

/** Counts by value; one entry for each value present. */
export interface FindingCounts {
  readonly total: number;
  readonly severity: readonly (readonly [number, number])[];
  readonly state: readonly (readonly [number, number])[];
  readonly control: readonly (readonly [string, number])[];
  readonly cluster: readonly (readonly [number, number])[];
  readonly tenant: readonly (readonly [number, number])[];
}

/** A transition of some finding between two snapshots. */
export interface FindingMove {
  readonly findingId: string;
  readonly type: string;
  readonly at: Date;
  readonly control: string;
  readonly title: string;
  readonly subject: string;
}

/** Counting stops here; nobody reads further, and an exact count of a million rows is slow. */
const COUNT_LIMIT = 10_001;
const FACET_LIMIT = 100;

/** Findings: breaches over time. */
@Injectable()
export class FindingsRepository {
  constructor(private readonly store: Store) {}

  /** Worst, newest or most recently changed first. Pages continue by row comparison, so depth costs nothing. */
  async list(scope: Scope, query: FindingQuery, order: FindingOrder, take: number): Promise<FindingModel[]> {
    const where = Prisma.join([...conditions(scope, query), ...continued(order)], ' AND ');
    const ids = await this.store.prisma.$queryRaw<{ id: string }[]>`
      SELECT f.id FROM finding f WHERE ${where} ORDER BY ${ORDER_BY[order.by]} LIMIT ${take}`;
    const rows = await this.store.prisma.finding.findMany({ where: { id: { in: ids.map(({ id }) => id) } } });
    const byId = new Map(rows.map((row) => [row.id, row]));
    return ids.flatMap(({ id }) => byId.get(id) ?? []);
  }

  find(scope: Scope, id: string): Promise<FindingModel | null> {
    const tenantIds = scope.tenants === 'all' ? undefined : { hasSome: [...scope.tenants] };
    return this.store.prisma.finding.findFirst({ where: { id, ...(tenantIds === undefined ? {} : { tenantIds }) } });
  }

  /** Transitions of one finding, oldest first, after a sequence number. */
  events(findingId: string, after: number, take: number): Promise<FindingEventModel[]> {
    return this.store.prisma.findingEvent.findMany({
      where: { findingId, seq: { gt: after } },
      orderBy: { seq: 'asc' },
      take,
    });
  }

  /** How many findings match, by each property. */
  async count(scope: Scope, query: FindingQuery): Promise<FindingCounts> {
    const where = Prisma.join(conditions(scope, query), ' AND ');
    const [total, grouped, tenants] = await Promise.all([
      this.store.prisma.$queryRaw<{ n: number }[]>`
        SELECT count(*)::int AS n FROM (SELECT 1 FROM finding f WHERE ${where} LIMIT ${COUNT_LIMIT}) counted`,
      this.store.prisma.$queryRaw<GroupedRow[]>`
        SELECT f.severity, f.status, f.control, f.cluster_id, count(*)::int AS n,
          grouping(f.severity, f.status, f.control, f.cluster_id) AS level
        FROM finding f WHERE ${where}
        GROUP BY GROUPING SETS ((f.severity), (f.status), (f.control), (f.cluster_id))`,
      this.store.prisma.$queryRaw<{ tenant_id: number; n: number }[]>`
        SELECT t.tenant_id, count(*)::int AS n FROM finding f, unnest(f.tenant_ids) AS t(tenant_id)
        WHERE ${where} ${ownOnly(scope)}
        GROUP BY t.tenant_id ORDER BY n DESC, t.tenant_id LIMIT ${FACET_LIMIT}`,
    ]);
    return {
      total: total[0]?.n ?? 0,
      severity: pick(grouped, 0b0111, (row) => row.severity),
      state: pick(grouped, 0b1011, (row) => row.status),
      control: pick(grouped, 0b1101, (row) => row.control),
      cluster: pick(grouped, 0b1110, (row) => row.cluster_id).slice(0, FACET_LIMIT),
      tenant: tenants.map(({ tenant_id, n }) => [tenant_id, n] as const),
    };
  }

  /** What happened to a cluster's findings after snapshot `from`, up to snapshot `to`. */
  async movesBetween(clusterId: number, from: number, to: number, take: number): Promise<FindingMove[]> {
    return this.store.prisma.$queryRaw<FindingMove[]>`
      SELECT e.finding_id AS "findingId", e.type, e.at, f.control, f.title, f.subject
      FROM finding_event e JOIN finding f ON f.id = e.finding_id
      WHERE f.cluster_id = ${clusterId} AND e.cluster_id = ${clusterId} AND e.snapshot_seq > ${from} AND e.snapshot_seq <= ${to}
      ORDER BY e.snapshot_seq, e.finding_id, e.seq LIMIT ${take}`;
  }
}

interface GroupedRow {
  readonly severity: number;
  readonly status: number;
  readonly control: string;
  readonly cluster_id: number;
  readonly n: number;
  readonly level: number;
}

const ORDER_BY = {
  severity: Prisma.sql`f.severity DESC, f.first_seen_at DESC, f.id DESC`,
  'first-seen': Prisma.sql`f.first_seen_at DESC, f.id DESC`,
  'last-changed': Prisma.sql`f.last_changed_at DESC, f.id DESC`,
} as const;

function continued(order: FindingOrder): Prisma.Sql[] {
  if (order.after === null) return [];
  if (order.by === 'severity') {
    const [severity, at, id] = order.after;
    return [Prisma.sql`(f.severity, f.first_seen_at, f.id) < (${severity}::smallint, ${at}::timestamptz, ${id}::uuid)`];
  }
  const [at, id] = order.after;
  const column = order.by === 'first-seen' ? Prisma.sql`f.first_seen_at` : Prisma.sql`f.last_changed_at`;
  return [Prisma.sql`(${column}, f.id) < (${at}::timestamptz, ${id}::uuid)`];
}

function conditions(scope: Scope, query: FindingQuery): Prisma.Sql[] {
  const { tenantId, clusterId, control, severities, states, since, text } = query;
  const parts: Prisma.Sql[] = [];
  // A single state is written as a constant: the partial indexes on open findings match only that.
  if (states?.length === 1 && states[0] === 0) parts.push(Prisma.sql`f.status = 0`);
  else if (states !== undefined) parts.push(Prisma.sql`f.status = ANY(${[...states]}::smallint[])`);
  if (scope.tenants !== 'all') parts.push(Prisma.sql`f.tenant_ids && ${[...scope.tenants]}::int[]`);
  if (tenantId !== undefined) parts.push(Prisma.sql`f.tenant_ids && ${[tenantId]}::int[]`);
  if (clusterId !== undefined) parts.push(Prisma.sql`f.cluster_id = ${clusterId}`);
  if (control !== undefined) parts.push(Prisma.sql`f.control = ${control}`);
  if (severities !== undefined) parts.push(Prisma.sql`f.severity = ANY(${[...severities]}::smallint[])`);
  if (since !== undefined) parts.push(Prisma.sql`f.last_changed_at >= ${since}::timestamptz`);
  if (text !== undefined && text !== '') {
    const pattern = `%${text.replace(/[\\%_]/g, '\\$&')}%`;
    parts.push(Prisma.sql`(f.subject || ' ' || f.title || ' ' || coalesce(f.namespace, '')) ILIKE ${pattern}`);
  }
  return parts.length === 0 ? [Prisma.sql`true`] : parts;
}

function ownOnly(scope: Scope): Prisma.Sql {
  return scope.tenants === 'all' ? Prisma.empty : Prisma.sql`AND t.tenant_id = ANY(${[...scope.tenants]}::int[])`;
}

function pick<V>(
  rows: readonly GroupedRow[],
  level: number,
  valueOf: (row: GroupedRow) => V,
): (readonly [V, number])[] {
  return rows
    .filter((row) => row.level === level)
    .sort((a, b) => b.n - a.n || (String(valueOf(a)) < String(valueOf(b)) ? -1 : 1))
    .map((row) => [valueOf(row), row.n] as const);
}

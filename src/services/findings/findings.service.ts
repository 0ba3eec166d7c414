import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { ClustersRepository } from '#src/adapters/store/clusters.repository.js';
import {
  FindingsRepository,
  type FindingModel,
  type FindingOrder,
  type FindingQuery,
} from '#src/adapters/store/findings.repository.js';
import { TenantsRepository } from '#src/adapters/store/tenants.repository.js';
import { Problem } from '#src/lib/problem.js';
import type { Scope } from '../auth/scope.js';
import { decodeCursor, encodeCursor } from '../paging/cursor.js';
import { pageOf, type Page, type PageRequest } from '../paging/page.js';
import { Neighbours } from '../privacy/neighbours.js';
import { severityCode, severityName, stateCode, stateName } from './finding-codes.js';
import { findingViewOf } from './finding-view-of.js';
import type {
  FindingEventView,
  FindingFacetsView,
  FindingFilter,
  FindingView,
  findingListInput,
} from './finding.view.js';

type ListInput = z.infer<typeof findingListInput>;

const time = z.iso.datetime().transform((text) => new Date(text));
const severityKey = z.tuple([z.number().int(), time, z.uuid()]);
const timeKey = z.tuple([time, z.uuid()]);

/** Findings: what is wrong, since when, and what proves it. */
@Injectable()
export class FindingsService {
  constructor(
    private readonly findings: FindingsRepository,
    private readonly clusterRows: ClustersRepository,
    private readonly tenants: TenantsRepository,
    private readonly neighbours: Neighbours,
  ) {}

  /** In the order asked for; open and unknown ones unless states are named. */
  async list(scope: Scope, input: ListInput): Promise<Page<FindingView>> {
    const { first, after, sort, ...filter } = input;
    const query = await this.queryOf(scope, filter);
    if (query === null) return { edges: [], hasNextPage: false };
    const rows = await this.findings.list(scope.rows, query, orderOf(sort, after), first + 1);
    const views = new Map((await this.views(scope, rows.slice(0, first))).map((view) => [view.id, view]));
    return pageOf(
      rows,
      first,
      (row) => encodeCursor(keyOf(sort, row)),
      (row) => views.get(row.id),
    ) as Page<FindingView>;
  }

  /** @throws Problem `NOT_FOUND`, the same whether it does not exist or may not be seen. */
  async read(scope: Scope, id: string): Promise<FindingView> {
    const [view] = await this.views(scope, [await this.row(scope, id)]);
    if (view === undefined) throw noSuchFinding();
    return view;
  }

  /** Transitions, oldest first. @throws Problem `NOT_FOUND` */
  async events(scope: Scope, id: string, { first, after }: PageRequest): Promise<Page<FindingEventView>> {
    const row = await this.row(scope, id);
    const from = decodeCursor(after, z.tuple([z.number().int()]))?.[0] ?? 0;
    const events = await this.findings.events(row.id, from, first + 1);
    const mask = await this.neighbours.maskFor(scope);
    return pageOf(
      events,
      first,
      ({ seq }) => encodeCursor([seq]),
      ({ seq, type, at, snapshotSeq, cause }) => ({
        sequence: seq,
        type,
        at: at.toISOString(),
        snapshotSequence: snapshotSeq,
        cause: mask.json(cause),
      }),
    );
  }

  /** How many match, by each property, so that a list can be narrowed. */
  async facets(scope: Scope, filter: FindingFilter): Promise<FindingFacetsView> {
    const query = await this.queryOf(scope, filter);
    const none = { total: 0, severity: [], state: [], control: [], cluster: [], tenant: [] };
    const counts = query === null ? none : await this.findings.count(scope.rows, query);
    const clusters = await this.clusterRows.refs(counts.cluster.map(([id]) => id));
    const slugs = await this.slugs();
    const facet = <V>(values: readonly (readonly [V, number])[], nameOf: (value: V) => string | undefined) =>
      values.flatMap(([value, count]) => {
        const name = nameOf(value);
        return name === undefined ? [] : [{ value: name, count }];
      });
    return {
      total: counts.total,
      severity: facet(counts.severity, severityName),
      state: facet(counts.state, stateName),
      control: facet(counts.control, (control) => control),
      cluster: facet(counts.cluster, (id) => clusters.get(id)?.name),
      tenant: facet(counts.tenant, (id) => slugs.get(id)),
    };
  }

  private async row(scope: Scope, id: string): Promise<FindingModel> {
    const row = z.uuid().safeParse(id).success ? await this.findings.find(scope.rows, id) : null;
    if (row === null) throw noSuchFinding();
    return row;
  }

  private async views(scope: Scope, rows: readonly FindingModel[]): Promise<FindingView[]> {
    if (rows.length === 0) return [];
    const [clusters, slugs, mask] = await Promise.all([
      this.clusterRows.refs(rows.map(({ clusterId }) => clusterId)),
      this.slugs(),
      this.neighbours.maskFor(scope),
    ]);
    return rows.map((row) => findingViewOf(row, { cluster: clusters.get(row.clusterId), slugs, mask }));
  }

  private async slugs(): Promise<ReadonlyMap<number, string>> {
    return new Map((await this.tenants.names()).map(({ id, slug }) => [id, slug]));
  }

  /** Null: a tenant or cluster was named that the caller cannot see, so nothing matches. */
  private async queryOf(scope: Scope, filter: FindingFilter): Promise<FindingQuery | null> {
    const { tenant, cluster, control, severity, state = ['open', 'unknown'], since, text } = filter;
    const tenantRow = tenant === undefined ? undefined : await this.tenants.find(scope.rows, tenant);
    const clusterRow = cluster === undefined ? undefined : await this.clusterRows.find(scope.rows, cluster);
    if (tenantRow === null || clusterRow === null) return null;
    // Searching the stored text would tell a restricted caller which neighbours' names are in it.
    if (text !== undefined && scope.isRestricted) {
      throw Problem.field(
        'text',
        'is not available to keys restricted to some tenants: filter by control, severity or state',
      );
    }
    return {
      tenantId: tenantRow?.id,
      clusterId: clusterRow?.id,
      control,
      severities: severity?.map(severityCode),
      states: state.map(stateCode),
      since: since === undefined ? undefined : new Date(since),
      text,
    };
  }
}

function orderOf(sort: ListInput['sort'], after: string | undefined): FindingOrder {
  if (sort === 'severity') return { by: sort, after: decodeCursor(after, severityKey) };
  return { by: sort, after: decodeCursor(after, timeKey) };
}

function keyOf(sort: ListInput['sort'], row: FindingModel): (string | number)[] {
  if (sort === 'severity') return [row.severity, row.firstSeenAt.toISOString(), row.id];
  return [(sort === 'first-seen' ? row.firstSeenAt : row.lastChangedAt).toISOString(), row.id];
}

function noSuchFinding(): Problem {
  return new Problem('NOT_FOUND', 'There is no such finding');
}

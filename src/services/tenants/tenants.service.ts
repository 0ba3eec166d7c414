import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { ClustersRepository } from '#src/adapters/store/clusters.repository.js';
import { TenantsRepository, type NewTenantRule, type TenantRow } from '#src/adapters/store/tenants.repository.js';
import { Problem } from '#src/lib/problem.js';
import type { Scope } from '../auth/scope.js';
import { ClustersService } from '../clusters/clusters.service.js';
import { decodeCursor, encodeCursor } from '../paging/cursor.js';
import { pageOf, type Page } from '../paging/page.js';
import { withUniqueName } from '../store/name-taken.js';
import { tenantViewOf } from './tenant-view-of.js';
import type { createTenantInput, tenantListInput, TenantRuleInput, updateTenantInput } from './tenant.input.js';
import type { TenantView } from './tenant.view.js';

/** The tenant registry: who owns what, how sensitive it is and what was agreed. */
@Injectable()
export class TenantsService {
  constructor(
    private readonly tenants: TenantsRepository,
    private readonly clusterRows: ClustersRepository,
    private readonly clusters: ClustersService,
  ) {}

  /** By slug. */
  async list(
    scope: Scope,
    { first, after, cluster, ...filter }: z.infer<typeof tenantListInput>,
  ): Promise<Page<TenantView>> {
    const rows = await this.tenants.list(scope.rows, {
      ...filter,
      clusterId: cluster === undefined ? undefined : (await this.clusters.row(scope, cluster)).id,
      after: decodeCursor(after, z.tuple([z.string()]))?.[0],
      take: first + 1,
    });
    const refs = await this.refsOf(rows);
    return pageOf(
      rows,
      first,
      ({ slug }) => encodeCursor([slug]),
      (row) => tenantViewOf(row, refs),
    );
  }

  /** @throws Problem `NOT_FOUND`, the same whether it does not exist or may not be seen. */
  async read(scope: Scope, slug: string): Promise<TenantView> {
    return this.view(await this.row(scope, slug));
  }

  /** By public id. @throws Problem `NOT_FOUND` */
  async readById(scope: Scope, id: string): Promise<TenantView> {
    const row = z.uuid().safeParse(id).success ? await this.tenants.findByUid(scope.rows, id) : null;
    if (row === null) throw noSuchTenant();
    return this.view(row);
  }

  /** Several at once by slug; null where one is not visible. */
  async readMany(scope: Scope, slugs: readonly string[]): Promise<(TenantView | null)[]> {
    const rows = await this.tenants.findBySlugs(scope.rows, slugs);
    const refs = await this.refsOf(rows);
    const views = new Map(rows.map((row) => [row.slug, tenantViewOf(row, refs)]));
    return slugs.map((slug) => views.get(slug) ?? null);
  }

  /** The row behind a slug, for the other use cases. @throws Problem `NOT_FOUND` */
  async row(scope: Scope, slug: string): Promise<TenantRow> {
    const row = await this.tenants.find(scope.rows, slug);
    if (row === null) throw noSuchTenant();
    return row;
  }

  /** Registers a tenant; the next assessment of each cluster uses it. @throws Problem `CONFLICT` when the slug is taken. */
  async create(scope: Scope, input: z.infer<typeof createTenantInput>): Promise<TenantView> {
    const { slug, rules, contracts, ...data } = input;
    const stored = await this.rulesOf(scope, rules);
    const agreed = contracts.map((contract) => ({ ...contract, to: contract.to ?? slug }));
    const row = await withUniqueName('tenant', 'slug', slug, () =>
      this.tenants.insert(slug, { ...data, contracts: agreed }, stored, ({ uid }) => ({
        principal: scope.principal.id,
        action: 'tenant.create',
        subject: `tenant ${uid}`,
        facts: input,
      })),
    );
    return this.view(row);
  }

  /** Changes a tenant; the next assessment of each cluster uses it. @throws Problem `NOT_FOUND` */
  async update(scope: Scope, slug: string, change: z.infer<typeof updateTenantInput>): Promise<TenantView> {
    const { id, uid } = await this.row(scope, slug);
    const { rules, contracts, ...data } = change;
    const stored = rules === undefined ? undefined : await this.rulesOf(scope, rules);
    const agreed = contracts?.map((contract) => ({ ...contract, to: contract.to ?? slug }));
    const given = Object.fromEntries(
      Object.entries({ ...data, contracts: agreed }).filter(([, value]) => value !== undefined),
    );
    const row = await this.tenants.update(id, given, stored, {
      principal: scope.principal.id,
      action: 'tenant.update',
      subject: `tenant ${uid}`,
      facts: change,
    });
    return this.view(row);
  }

  /** @throws Problem `NOT_FOUND` */
  async delete(scope: Scope, slug: string): Promise<void> {
    const { id, uid } = await this.row(scope, slug);
    await this.tenants.delete(id, {
      principal: scope.principal.id,
      action: 'tenant.delete',
      subject: `tenant ${uid}`,
      facts: { slug },
    });
  }

  private async view(row: TenantRow): Promise<TenantView> {
    return tenantViewOf(row, await this.refsOf([row]));
  }

  private refsOf(rows: readonly TenantRow[]) {
    return this.clusterRows.refs(rows.flatMap(({ rules }) => rules.flatMap(({ clusterId }) => clusterId ?? [])));
  }

  private async rulesOf(scope: Scope, rules: readonly TenantRuleInput[]): Promise<NewTenantRule[]> {
    const stored: NewTenantRule[] = [];
    for (const [index, rule] of rules.entries()) {
      stored.push({
        clusterId: rule.cluster === undefined ? null : await this.clusterId(scope, rule.cluster, index),
        namespaceGlob: rule.namespaceGlob ?? null,
        namespaceLabel: rule.namespaceLabel ?? null,
        podSelector: (rule.podSelector as object | undefined) ?? null,
      });
    }
    return stored;
  }

  private async clusterId(scope: Scope, cluster: string, index: number): Promise<number> {
    const row = await this.clusterRows.find(scope.rows, cluster);
    if (row !== null) return row.id;
    throw Problem.field(
      `rules.${String(index)}.cluster`,
      `"${cluster}" is not a registered cluster: register it first`,
    );
  }
}

function noSuchTenant(): Problem {
  return new Problem('NOT_FOUND', 'There is no such tenant');
}

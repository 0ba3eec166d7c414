import { Injectable } from '@nestjs/common';
import { recordAudit, type AuditEntry } from './audit.repository.js';
import { Prisma } from './generated/client.js';
import type { TenantModel, TenantRuleModel } from './generated/models.js';
import { idsIn, type Scope } from './scope.js';
import { Store } from './store.js';

/** A tenant with the membership rules in force. */
export type TenantRow = TenantModel & { readonly rules: TenantRuleModel[] };

/** A membership rule to keep. */
export interface NewTenantRule {
  readonly clusterId: number | null;
  readonly namespaceGlob: string | null;
  readonly namespaceLabel: string | null;
  readonly podSelector: object | null;
}

/** What a person registers about a tenant. */
export interface TenantData {
  readonly name: string;
  readonly tier: number | null;
  readonly contacts: readonly string[];
  readonly dataClass: string | null;
  readonly declaredPorts: readonly object[];
  readonly contracts: readonly object[];
}

/** Which tenants. */
export interface TenantQuery {
  readonly text?: string | undefined;
  readonly tier?: number | undefined;
  /** Only tenants present in this cluster. */
  readonly clusterId?: number | undefined;
  /** Only slugs after this one. */
  readonly after?: string | undefined;
  readonly take: number;
}

const IN_FORCE = { rules: { where: { validTo: null }, orderBy: { id: 'asc' } } } as const;

/** The tenant registry. */
@Injectable()
export class TenantsRepository {
  constructor(private readonly store: Store) {}

  /** By slug. */
  async list(scope: Scope, { text, tier, clusterId, after, take }: TenantQuery): Promise<TenantRow[]> {
    const present = clusterId === undefined ? undefined : await this.presentIn(clusterId);
    return this.store.prisma.tenant.findMany({
      where: {
        AND: [visible(scope), present === undefined ? {} : { id: { in: present } }],
        ...(after === undefined ? {} : { slug: { gt: after } }),
        ...(tier === undefined ? {} : { tier }),
        ...(text === undefined
          ? {}
          : {
              OR: [
                { slug: { contains: text, mode: 'insensitive' } },
                { name: { contains: text, mode: 'insensitive' } },
              ],
            }),
      },
      include: IN_FORCE,
      orderBy: { slug: 'asc' },
      take,
    });
  }

  find(scope: Scope, slug: string): Promise<TenantRow | null> {
    return this.store.prisma.tenant.findFirst({ where: { AND: [visible(scope), { slug }] }, include: IN_FORCE });
  }

  findByUid(scope: Scope, uid: string): Promise<TenantRow | null> {
    return this.store.prisma.tenant.findFirst({ where: { AND: [visible(scope), { uid }] }, include: IN_FORCE });
  }

  /** Visible tenants among these slugs. */
  findBySlugs(scope: Scope, slugs: readonly string[]): Promise<TenantRow[]> {
    return this.store.prisma.tenant.findMany({
      where: { AND: [visible(scope), { slug: { in: [...slugs] } }] },
      include: IN_FORCE,
    });
  }

  count(scope: Scope): Promise<number> {
    return this.store.prisma.tenant.count({ where: visible(scope) });
  }

  /** Slug and name of every tenant, for hiding those a caller may not see. */
  names(): Promise<{ id: number; slug: string; name: string }[]> {
    return this.store.prisma.tenant.findMany({ select: { id: true, slug: true, name: true } });
  }

  /** Names of all namespaces now in these clusters. */
  async namespacesIn(clusterIds: readonly number[]): Promise<string[]> {
    const rows = await this.store.prisma.resource.findMany({
      where: { kind: 'core/Namespace', clusterId: { in: [...clusterIds] } },
      select: { name: true },
      distinct: ['name'],
    });
    return rows.map(({ name }) => name);
  }

  /** @throws P2002 when the slug is taken. */
  insert(
    slug: string,
    data: TenantData,
    rules: readonly NewTenantRule[],
    audit: (row: TenantModel) => AuditEntry,
  ): Promise<TenantRow> {
    return this.store.transaction(async (tx) => {
      const row = await tx.tenant.create({ data: { slug, origin: 'registered', ...columns(data) } });
      await addRules(tx, row.id, rules);
      await recordAudit(tx, audit(row));
      return tx.tenant.findUniqueOrThrow({ where: { id: row.id }, include: IN_FORCE });
    });
  }

  /**
   * Changes what is given; a discovered tenant that somebody edits becomes a registered one. Rules are closed and replaced,
   * not overwritten, so that past membership stays known.
   */
  update(
    id: number,
    data: Partial<TenantData>,
    rules: readonly NewTenantRule[] | undefined,
    audit: AuditEntry,
  ): Promise<TenantRow> {
    return this.store.transaction(async (tx) => {
      await tx.tenant.update({
        where: { id },
        data: { ...columns(data), origin: 'registered', version: { increment: 1 } },
      });
      if (rules !== undefined) {
        await tx.$executeRaw`UPDATE tenant_rule SET valid_to = now() WHERE tenant_id = ${id} AND valid_to IS NULL`;
        await addRules(tx, id, rules);
      }
      await recordAudit(tx, audit);
      return tx.tenant.findUniqueOrThrow({ where: { id }, include: IN_FORCE });
    });
  }

  /** Removes a tenant from the registry with its rules and newest scores; history stays. */
  async delete(id: number, audit: AuditEntry): Promise<void> {
    await this.store.transaction(async (tx) => {
      await tx.scoreCurrent.deleteMany({ where: { tenantId: id } });
      await tx.tenant.delete({ where: { id } });
      await recordAudit(tx, audit);
    });
  }

  private async presentIn(clusterId: number): Promise<number[]> {
    const rows = await this.store.prisma.scoreCurrent.findMany({
      where: { clusterId, tenantId: { gt: 0 } },
      select: { tenantId: true },
    });
    return rows.map(({ tenantId }) => tenantId);
  }
}

function visible(scope: Scope): { id?: { in: number[] } } {
  const ids = idsIn(scope.tenants);
  return ids === undefined ? {} : { id: ids };
}

function columns<D extends Partial<TenantData>>(data: D) {
  const { contacts, declaredPorts, contracts, ...plain } = data;
  return {
    ...plain,
    ...(contacts === undefined ? {} : { contacts: [...contacts] }),
    ...(declaredPorts === undefined ? {} : { declaredPorts: declaredPorts as Prisma.InputJsonArray }),
    ...(contracts === undefined ? {} : { contracts: contracts as Prisma.InputJsonArray }),
  };
}

async function addRules(
  tx: Prisma.TransactionClient,
  tenantId: number,
  rules: readonly NewTenantRule[],
): Promise<void> {
  // One by one: ids are time-ordered, and their order is the order in which rules are tried.
  for (const { podSelector, ...rule } of rules) {
    await tx.tenantRule.create({
      data: {
        ...rule,
        tenantId,
        podSelector: podSelector === null ? Prisma.DbNull : (podSelector as Prisma.InputJsonObject),
      },
    });
  }
}

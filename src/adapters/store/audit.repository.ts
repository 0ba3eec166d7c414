import { Injectable } from '@nestjs/common';
import type { Prisma } from './generated/client.js';
import type { AuditEventModel } from './generated/models.js';
import { storableJson } from './storable-json.js';
import { Store } from './store.js';

/** Who changed what; it is written in the transaction of the change, so neither exists without the other. */
export interface AuditEntry {
  /** `api-key:<keyId>` or `system`. */
  readonly principal: string;
  /** `noun.verb`, e.g. `cluster.register`. */
  readonly action: string;
  /** Noun and id of what was changed. */
  readonly subject: string;
  /** Details for the reader; never secrets. */
  readonly facts?: Readonly<Record<string, unknown>>;
}

/** Writes the audit line of a change inside its transaction. */
export async function recordAudit(tx: Prisma.TransactionClient, entry: AuditEntry): Promise<void> {
  const facts = JSON.parse(storableJson(entry.facts ?? {})) as Prisma.InputJsonObject;
  const { principal, action, subject } = entry;
  await tx.auditEvent.create({ data: { principal, action, subject, facts } });
}

/** Which audit lines. */
export interface AuditQuery {
  readonly principal?: string | undefined;
  readonly action?: string | undefined;
  readonly since?: Date | undefined;
  /** Only lines older than this id. */
  readonly before?: bigint | undefined;
  readonly take: number;
}

/** The audit record, newest first. */
@Injectable()
export class AuditRepository {
  constructor(private readonly store: Store) {}

  list({ principal, action, since, before, take }: AuditQuery): Promise<AuditEventModel[]> {
    return this.store.prisma.auditEvent.findMany({
      where: {
        ...(principal === undefined ? {} : { principal }),
        ...(action === undefined ? {} : { action }),
        ...(since === undefined ? {} : { at: { gte: since } }),
        ...(before === undefined ? {} : { id: { lt: before } }),
      },
      orderBy: { id: 'desc' },
      take,
    });
  }

  /** Records something that changes nothing else, such as reading an export. */
  async record(entry: AuditEntry): Promise<void> {
    await this.store.transaction((tx) => recordAudit(tx, entry));
  }
}

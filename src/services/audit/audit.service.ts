import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { AuditRepository } from '#src/adapters/store/audit.repository.js';
import { decodeCursor, encodeCursor } from '../paging/cursor.js';
import { pageOf, type Page } from '../paging/page.js';
import type { auditListInput, AuditEventView } from './audit.view.js';

/** Reading the audit record. */
@Injectable()
export class AuditService {
  constructor(private readonly audit: AuditRepository) {}

  /** Newest first. */
  async list({
    first,
    after,
    principal,
    action,
    since,
  }: z.infer<typeof auditListInput>): Promise<Page<AuditEventView>> {
    const before = decodeCursor(after, z.tuple([z.string().regex(/^\d{1,18}$/)]))?.[0];
    const rows = await this.audit.list({
      principal,
      action,
      since: since === undefined ? undefined : new Date(since),
      before: before === undefined ? undefined : BigInt(before),
      take: first + 1,
    });
    return pageOf(
      rows,
      first,
      ({ id }) => encodeCursor([id.toString()]),
      ({ id, at, ...row }) => ({
        id: id.toString(),
        at: at.toISOString(),
        principal: row.principal,
        action: row.action,
        subject: row.subject,
        facts: row.facts,
      }),
    );
  }
}

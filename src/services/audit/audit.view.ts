import { z } from 'zod';
import { pageInput } from '../paging/page.js';

/** One line of the audit record. */
export const auditEventView = z
  .object({
    id: z.string().describe('Grows with time'),
    at: z.iso.datetime(),
    principal: z.string().describe('Who did it'),
    action: z.string().describe('What was done, e.g. `cluster.register`'),
    subject: z.string().describe('To what'),
    facts: z.unknown().describe('Details; never secrets'),
  })
  .meta({ id: 'AuditEvent', description: 'Who changed what, when.' });

export type AuditEventView = z.infer<typeof auditEventView>;

export const auditFilter = z
  .strictObject({
    principal: z.string().max(100).optional(),
    action: z.string().max(100).optional(),
    since: z.iso.datetime({ offset: true }).optional(),
  })
  .meta({ id: 'AuditFilter', description: 'Which audit events.' });

export const auditListInput = z.strictObject({ ...pageInput.shape, ...auditFilter.shape });

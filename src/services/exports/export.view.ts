import { Cron } from 'croner';
import { z } from 'zod';
import { failureView } from '../clusters/cluster.view.js';
import { severity, findingState } from '../findings/finding.view.js';
import { pageInput } from '../paging/page.js';
import { messageOf } from '#src/lib/problem.js';

export const exportFormat = z.enum(['ndjson', 'csv']).meta({ id: 'ExportFormat', description: 'File format.' });
export const exportSubject = z
  .enum(['findings', 'scores'])
  .meta({ id: 'ExportSubject', description: 'What is exported.' });

const filter = z
  .strictObject({
    tenants: z.array(z.string().max(100)).max(100).optional().describe('Tenant slugs'),
    clusters: z.array(z.string().max(100)).max(100).optional().describe('Ids or names of clusters'),
    severities: z.array(severity).max(5).optional(),
    states: z.array(findingState).max(4).optional(),
    excelSafe: z
      .boolean()
      .optional()
      .describe('CSV: false leaves out the guard against spreadsheet formulas; default true'),
  })
  .meta({ id: 'ExportFilter', description: 'Which rows; default: all the caller may see.' });

export type ExportFilterInput = z.infer<typeof filter>;

export const createExportInput = z
  .strictObject({ format: exportFormat, subject: exportSubject, filter: filter.default({}) })
  .meta({ id: 'CreateExport', description: 'Asks for an export.' });

const cron = z
  .string()
  .max(100)
  .superRefine((value, context) => {
    try {
      new Cron(value, { mode: '5-part', paused: true });
    } catch (error) {
      context.addIssue({
        code: 'custom',
        message: `is not a cron pattern of five parts, e.g. "0 6 * * 1": ${messageOf(error)}`,
      });
    }
  })
  .describe('Cron pattern of five parts, e.g. `0 6 * * 1`');

const timezone = z
  .string()
  .max(64)
  .refine((value) => isTimezone(value), 'is not an IANA time zone, e.g. Europe/Berlin')
  .describe('IANA time zone of the pattern');

const scheduleFields = {
  name: z.string().trim().min(1, 'must not be empty').max(100),
  format: exportFormat,
  subject: exportSubject,
};

export const createScheduleInput = z
  .strictObject({ ...scheduleFields, filter: filter.default({}), cron, timezone: timezone.default('UTC') })
  .meta({ id: 'CreateExportSchedule', description: 'Adds a periodic export.' });

/** An export as answers show it. */
export const exportView = z
  .object({
    id: z.uuid(),
    scheduleId: z.uuid().nullable(),
    period: z.iso.datetime().nullable().describe('Nominal time of a scheduled export'),
    format: exportFormat,
    subject: exportSubject,
    filter: z.unknown(),
    state: z
      .enum(['QUEUED', 'RUNNING', 'DONE', 'FAILED'])
      .meta({ id: 'ExportState', description: 'The content can be read when it is DONE.' }),
    rows: z.number().int().nullable(),
    bytes: z.number().int().nullable(),
    sha256: z.string().nullable().describe('Hash of the content, hex'),
    error: failureView.nullable(),
    createdBy: z.string(),
    createdAt: z.iso.datetime(),
    endedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Export', description: 'A file of findings or scores.' });

export type ExportView = z.infer<typeof exportView>;

/** A periodic export as answers show it. */
export const scheduleView = z
  .object({
    id: z.uuid(),
    name: z.string(),
    format: exportFormat,
    subject: exportSubject,
    filter: z.unknown(),
    cron: z.string(),
    timezone: z.string(),
    active: z.boolean(),
    nextDueAt: z.iso.datetime().nullable(),
    createdBy: z.string(),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'ExportSchedule', description: 'A periodic export.' });

export type ScheduleView = z.infer<typeof scheduleView>;

export const exportListInput = z.strictObject(pageInput.shape);

function isTimezone(value: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: value });
    return true;
  } catch {
    return false;
  }
}

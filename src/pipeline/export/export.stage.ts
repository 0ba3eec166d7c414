import { Injectable, Logger } from '@nestjs/common';
import { type ExportReader, ExportRowsRepository } from '#src/adapters/store/export-rows.repository.js';
import { type ExportFilter, type ExportResult, ExportsRepository } from '#src/adapters/store/exports.repository.js';
import { EVERYTHING, type Scope } from '#src/adapters/store/scope.js';
import { Problem } from '#src/lib/problem.js';
import { csvWriter } from './csv-writer.js';
import { writeExport } from './export-file.js';
import type { WriterFactory } from './export-writer.js';
import { FINDING_COLUMNS } from './finding-columns.js';
import { ndjsonWriter } from './ndjson-writer.js';
import { SCORE_COLUMNS } from './score-columns.js';

/** An export row being written. */
type ExportRow = NonNullable<Awaited<ReturnType<ExportsRepository['start']>>>;

const WRITERS: ReadonlyMap<string, WriterFactory> = new Map([
  ['csv', csvWriter],
  ['ndjson', ndjsonWriter],
]);

/**
 * Writes the bytes of one export, all rows of one moment, within the scope of whoever asked. Equal data gives equal bytes;
 * writing it again starts from the beginning.
 */
@Injectable()
export class ExportStage {
  readonly #log = new Logger('Export');

  constructor(
    private readonly exports: ExportsRepository,
    private readonly rows: ExportRowsRepository,
  ) {}

  async run(exportId: string): Promise<void> {
    await this.rows.exclusively(exportId, async (open) => {
      const row = await this.exports.start(exportId);
      if (row === null) return;
      const scope = row.scope === null ? EVERYTHING : (row.scope as unknown as Scope);
      const result = await this.#write(row, open(scope, row.filter as ExportFilter));
      await this.exports.finish(exportId, result);
      this.#log.log(`Export ${exportId}: ${result.rows} rows, ${result.bytes} bytes`);
    });
  }

  /** Notes that an export cannot be written, for those who wait for it. */
  async giveUp(exportId: string, message: string): Promise<void> {
    const [code = 'INTERNAL'] = /^[A-Z_.]+(?=:)/.exec(message) ?? [];
    await this.exports.fail(exportId, { code, message });
  }

  async #write(row: ExportRow, reader: ExportReader): Promise<ExportResult> {
    const { id, subject, period } = row;
    const filter = row.filter as ExportFilter;
    const factory = WRITERS.get(row.format);
    if (factory === undefined) throw Problem.field('format', `"${row.format}" is not a format that can be written`);
    const options = { excelSafe: filter.excelSafe ?? true };
    const header = { subject, filter, period: period?.toISOString() ?? null, snapshots: await reader.snapshots() };
    const store = (index: number, body: Uint8Array<ArrayBuffer>) => this.exports.append(id, index, body);
    if (subject === 'findings') return writeExport(factory(FINDING_COLUMNS, options), header, reader.findings(), store);
    if (subject === 'scores') return writeExport(factory(SCORE_COLUMNS, options), header, reader.scores(), store);
    throw Problem.field('subject', `"${subject}" is not something that can be exported`);
  }
}

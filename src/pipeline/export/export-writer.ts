import type { ExportedSnapshot } from '#src/adapters/store/export-rows.repository.js';
import type { Column } from './columns.js';

/** What every export says about itself; nothing in it depends on when it was written. */
export interface ExportHeader {
  readonly subject: string;
  readonly filter: object;
  /** RFC 3339, of a scheduled export. */
  readonly period: string | null;
  readonly snapshots: readonly ExportedSnapshot[];
}

/** A file format: text in front of the rows, of a page of rows, and behind them. */
export interface ExportWriter<Row> {
  begin(header: ExportHeader): string;
  page(rows: readonly Row[]): string;
  /** @param sha256 hex digest of every byte written so far */
  end(count: number, sha256: string): string;
}

/** Makes the writer of a format for the columns of a subject. */
export type WriterFactory = <Row>(
  columns: readonly Column<Row>[],
  options: { readonly excelSafe: boolean },
) => ExportWriter<Row>;

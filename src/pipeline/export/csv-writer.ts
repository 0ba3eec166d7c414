import { stringify } from 'csv-stringify/sync';
import { csvCell } from './csv-cell.js';
import type { WriterFactory } from './export-writer.js';

/** CSV by RFC 4180: UTF-8, CRLF, every cell quoted, lists joined by spaces. An empty export is its header line. */
export const csvWriter: WriterFactory = (columns, { excelSafe }) => {
  const line = (records: readonly (readonly string[])[]) =>
    stringify(
      records.map((record) => [...record]),
      { record_delimiter: 'windows', quoted: true, quoted_empty: true },
    );
  return {
    begin: () => line([columns.map(({ name }) => name)]),
    page: (rows) => line(rows.map((row) => columns.map(({ value }) => cell(value(row), excelSafe)))),
    end: () => '',
  };
};

function cell(value: string | number | readonly string[] | null, excelSafe: boolean): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  return csvCell(typeof value === 'string' ? value : value.join(' '), excelSafe);
}

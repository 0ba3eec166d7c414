import type { WriterFactory } from './export-writer.js';

/**
 * One JSON object a line. The first names what follows, the last counts the rows and carries the hash of everything in
 * front of it, so that a cut-off file is recognised.
 */
export const ndjsonWriter: WriterFactory = (columns) => ({
  begin: (header) => line({ type: 'header', schema: 'fenceline.export/1', generator: 'fenceline', ...header }),
  page: (rows) =>
    rows
      .map((row) => line({ type: 'row', ...Object.fromEntries(columns.map(({ name, value }) => [name, value(row)])) }))
      .join(''),
  end: (count, sha256) => line({ type: 'trailer', count, sha256 }),
});

function line(record: object): string {
  return `${JSON.stringify(record)}\n`;
}

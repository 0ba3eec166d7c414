import { createHash } from 'node:crypto';
import type { ExportResult } from '#src/adapters/store/exports.repository.js';
import type { ExportHeader, ExportWriter } from './export-writer.js';

const CHUNK_BYTES = 256 * 1024;

/**
 * Writes a file piece by piece: pages of rows in, pieces of about 256 KB out, so that memory does not grow with the
 * number of rows.
 */
export async function writeExport<Row>(
  writer: ExportWriter<Row>,
  header: ExportHeader,
  pages: AsyncIterable<readonly Row[]>,
  store: (index: number, body: Uint8Array<ArrayBuffer>) => Promise<void>,
): Promise<ExportResult> {
  const hash = createHash('sha256');
  let waiting: Buffer<ArrayBuffer>[] = [];
  let waitingBytes = 0;
  let bytes = 0;
  let index = 0;
  let rows = 0;
  const flush = async (): Promise<void> => {
    if (waitingBytes === 0) return;
    await store(index++, Buffer.concat(waiting));
    waiting = [];
    waitingBytes = 0;
  };
  const write = async (text: string): Promise<void> => {
    const body = Buffer.from(text);
    hash.update(body);
    bytes += body.length;
    waitingBytes += body.length;
    waiting.push(body);
    if (waitingBytes >= CHUNK_BYTES) await flush();
  };
  await write(writer.begin(header));
  for await (const page of pages) {
    rows += page.length;
    await write(writer.page(page));
  }
  await write(writer.end(rows, hash.copy().digest('hex')));
  await flush();
  return { rows, bytes, sha256: hash.digest('hex') };
}

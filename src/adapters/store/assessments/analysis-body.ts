import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type { Assessment } from '#src/controls/assessment.js';
import { canonicalJson } from '#src/lib/canonical-json.js';

const compress = promisify(gzip);
const expand = promisify(gunzip);

/** The part of an assessment that is kept for every snapshot; breaches live on as findings. */
export type AnalysisBody = Pick<Assessment, 'scores' | 'crossings' | 'members' | 'tallies' | 'diagnostics'>;

/** Canonical text and hash of an analysis: equal analyses are stored once. */
export function bodyOf({ scores, crossings, members, tallies, diagnostics }: Assessment): {
  text: string;
  hash: Buffer;
} {
  const text = canonicalJson({ scores, crossings, members, tallies, diagnostics } satisfies AnalysisBody);
  return { text, hash: createHash('sha256').update(text).digest() };
}

/** The stored form of a body. */
export function packBody(text: string): Promise<Buffer> {
  return compress(text);
}

/** The body of its stored form. */
export async function unpackBody(packed: Buffer): Promise<AnalysisBody> {
  return JSON.parse((await expand(packed)).toString()) as AnalysisBody;
}

import { gunzip } from 'node:zlib';
import { promisify } from 'node:util';
import type { EngineThreads } from '#src/adapters/threads/engine-threads.js';
import { Problem } from '#src/lib/problem.js';
import type { CollectedFacts } from './collected-facts.js';

const inflate = promisify(gunzip);
/** Reading an upload of the largest accepted size takes a few seconds; more is an attack. */
const READ_MS = 30_000;

/**
 * Facts of uploaded manifests, read in a thread that may be stopped.
 * @throws Problem `MANIFEST.UNREADABLE` when there is no Kubernetes object in them
 */
export async function uploadFacts(
  threads: EngineThreads,
  upload: Uint8Array,
  cluster: string,
  limitBytes: number,
  now: Date,
): Promise<CollectedFacts> {
  const text = await inflate(upload, { maxOutputLength: limitBytes }).catch((cause: unknown) => {
    throw new Problem('MANIFEST.UNREADABLE', 'The upload cannot be unpacked or is too large', {}, { cause });
  });
  const options = { text: text.toString('utf8'), observedAt: now.toISOString(), clusterName: cluster };
  const { facts, diagnostics } = await threads.run('read-manifests', [], options, READ_MS);
  const fatal = diagnostics.find(({ severity }) => severity === 'fatal');
  if (fatal !== undefined) throw new Problem('MANIFEST.UNREADABLE', fatal.message);
  return { facts, diagnostics, settled: true, skewMs: 0 };
}

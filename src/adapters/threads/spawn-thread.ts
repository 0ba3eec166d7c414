import { Worker, type ResourceLimits } from 'node:worker_threads';

const source = import.meta.url.endsWith('.ts');
const entry = new URL(source ? './engine-thread.ts' : './engine-thread.js', import.meta.url);

/** Run from TypeScript (tests), a thread first needs the loader that the test runner only gives its own thread. */
const FROM_SOURCE = `
  import('tsx/esm/api').then(({ register }) => {
    register();
    return import(require('node:worker_threads').workerData.entry);
  });`;

/** A new engine thread: the compiled entry, or the same entry from source when this file runs from source. */
export function spawnThread(resourceLimits: ResourceLimits): Worker {
  if (!source) return new Worker(entry, { resourceLimits });
  const workerData = { entry: entry.href };
  return new Worker(FROM_SOURCE, { eval: true, workerData, resourceLimits, execArgv: ['--conditions=source'] });
}

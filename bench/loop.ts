import { EngineThreads } from '#src/adapters/threads/engine-threads.js';
import { generateCluster } from './engine/generate-cluster.js';

/** Longest time the event loop may be blocked while a cluster is assessed, in milliseconds. */
const LIMIT_MS = 50;
const SIZE = { pods: 50_000, policies: 10_000 };

/**
 * `npm run bench -- loop`: assesses a cluster of 50,000 pods in an engine thread and measures the longest time the event
 * loop of this process was not free meanwhile. Returns false when that is more than the limit.
 */
export async function run(): Promise<boolean> {
  const { podGroups, objects, teams } = generateCluster(SIZE);
  const facts = {
    cluster: { name: 'bench' },
    observedAt: '2026-01-01T00:00:00Z',
    objects,
    podGroups,
    coverage: [],
    origin: 'offline',
    cni: 'calico',
  } as const;
  const tenancy = {
    tenants: [...new Set(teams.values())].map((team) => ({
      slug: `team-${String(team)}`,
      name: `Team ${String(team)}`,
      tier: 2 as const,
      declaredPorts: [],
      contracts: [],
    })),
    rules: [...teams].map(([namespace, team]) => ({ tenant: `team-${String(team)}`, namespaceGlob: namespace })),
  };
  const threads = new EngineThreads({ size: 1 });
  await threads.run(
    'assess',
    [{ key: 'warm', load: () => Promise.resolve({ ...facts, objects: [], podGroups: [] }) }],
    {
      tenancy: { tenants: [], rules: [] },
      now: '2026-01-01T00:00:00Z',
    },
  );
  const watch = new LoopWatch();
  const started = performance.now();
  const assessment = await threads.run('assess', [{ key: 'bench', load: () => Promise.resolve(facts) }], {
    tenancy,
    now: '2026-01-01T00:00:00Z',
  });
  const took = performance.now() - started;
  const longest = watch.stop();
  await threads.onApplicationShutdown();
  const isGood = longest <= LIMIT_MS;
  process.stdout.write(
    `${SIZE.pods.toLocaleString('en')} pods assessed in a thread in ${took.toFixed(0)} ms (${assessment.breaches.length.toLocaleString('en')} breaches)\n` +
      `  longest time the event loop was blocked ${longest.toFixed(1)} ms  limit ${String(LIMIT_MS)}  ${isGood ? 'ok' : 'MISSED'}\n`,
  );
  return isGood;
}

/** Notices how long the event loop was not free, by a timer that wants to fire every millisecond. */
class LoopWatch {
  #last = performance.now();
  #longest = 0;
  readonly #timer = setInterval(() => {
    const now = performance.now();
    this.#longest = Math.max(this.#longest, now - this.#last - 1);
    this.#last = now;
  }, 1);

  /** Ends the watch; the longest blockage in milliseconds. */
  stop(): number {
    clearInterval(this.#timer);
    return Math.max(this.#longest, performance.now() - this.#last);
  }
}

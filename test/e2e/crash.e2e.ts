import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { NestApplicationContextOptions } from '@nestjs/common/interfaces/nest-application-context-options.interface.js';
import { spawnSync } from 'node:child_process';
import { randomBytes, randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, it, type TestContext } from 'vitest';
import { Store } from '#src/adapters/store/store.js';
import { CoreModule } from '#src/app/core.module.js';
import { loadConfig } from '#src/config/config.js';
import type { KubeObject } from '#src/demo/simulator/kube-object.js';
import { type Simulator, startSimulator } from '#src/demo/simulator/simulator.js';
import { freshDatabase } from '../support/database.js';
import { Invariants } from '../support/invariants.js';
import { pod } from '../support/kube-objects.js';
import { startRedis } from '../support/redis.js';
import { fence, shopCluster } from '../support/shop-cluster.js';
import { startReceiver } from '../support/webhook-receiver.js';
import { isCompiled, WorkerProcess } from '../support/worker-process.js';
import { addCluster, subscribe, type TestWorker } from '../support/worker.js';

const CLUSTERS = 3;
const PODS = 200;
const TOPICS = [
  'snapshot.committed',
  'score.changed',
  'finding.opened',
  'finding.reopened',
  'finding.resolved',
  'finding.unknown',
];
const redis = isCompiled ? await startRedis() : undefined;
if (!isCompiled) console.warn('crash.e2e: skipped, the product is not compiled: run "npm run build" first');

afterAll(() => redis?.stop());

/** Repeatable chance: the same seed gives the same schedule of faults. */
function chance(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** What the clusters hold at a moment: some hundred pods of a few workloads, and fences that come and go. */
function content(...fences: readonly KubeObject[]): KubeObject[] {
  const pods = Array.from({ length: PODS }, (_, i): KubeObject => {
    const app = `app-${String(i % 3)}`;
    const made = pod(i % 2 === 0 ? 'shop' : 'blog', `${app}-${String(i)}`, { app }, `10.2.0.${String(i)}`);
    const owner = { apiVersion: 'apps/v1', kind: 'StatefulSet', name: app, uid: app, controller: true };
    return { ...made, metadata: { ...made.metadata, ownerReferences: [owner] } };
  });
  return [...shopCluster(...fences), ...pods];
}

/** The shared parts of a worker without its jobs: the test looks at the store, and only the processes change it. */
async function observer(environment: Readonly<Record<string, string>>): Promise<TestWorker> {
  const config = loadConfig({ ...environment, ROLE: 'worker' });

  @Module({ imports: [CoreModule.with(config)] })
  class ObserverModule {}

  const options = new NestApplicationContextOptions();
  options.logger = ['error'];
  const context = await NestFactory.createApplicationContext(ObserverModule, options);
  return { context, config, store: context.get(Store), close: () => context.close() };
}

/** Asks until the answer is yes; a limit far beyond what any machine needs. */
async function eventually(what: string, ask: () => Promise<boolean>): Promise<void> {
  for (let i = 0; i < 1200; i++) {
    if (await ask()) return;
    await sleep(100);
  }
  throw new Error(`it never happened that ${what}`);
}

interface Stage {
  readonly simulators: readonly Simulator[];
  readonly workers: readonly [WorkerProcess, WorkerProcess];
  readonly room: TestWorker;
  readonly receiver: Awaited<ReturnType<typeof startReceiver>>;
  readonly random: (below: number) => number;
}

/** Two worker processes, clusters that answer slowly, a receiver of all events; all of it ends with the test. */
async function stage(
  { onTestFailed, onTestFinished }: TestContext,
  queue: Readonly<Record<string, string>> = {},
): Promise<Stage> {
  const seed = Number(process.env['SEED'] ?? randomInt(2 ** 31));
  onTestFailed(() => {
    console.error(`crash.e2e: repeat with SEED=${String(seed)}`);
  });
  const random = chance(seed);
  const databaseUrl = await freshDatabase();
  const environment = {
    NODE_ENV: 'test',
    DATABASE_URL: databaseUrl,
    FENCELINE_MASTER_KEYS: `test:${randomBytes(32).toString('base64')}`,
    EGRESS_ALLOW: '127.0.0.1/32',
    TICK_SECONDS: '0.3',
    SNAPSHOT_LEASE: '10',
    SNAPSHOT_PAGE_SIZE: '25',
    WEBHOOK_TIMEOUT: '1',
    LOG_LEVEL: 'warn',
    PORT: '0',
    ...queue,
  };
  const room = await observer(environment);
  const receiver = await startReceiver(10);
  const workers = [new WorkerProcess(environment), new WorkerProcess(environment)] as const;
  const simulators: Simulator[] = [];
  onTestFinished(async () => {
    for (const worker of workers) await worker.kill();
    for (const simulator of simulators) await simulator.close();
    await receiver.close();
    await room.close();
  });
  for (let i = 0; i < CLUSTERS; i++) {
    const fault = async () => {
      await sleep(10 + random(60));
      return false;
    };
    const simulator = await startSimulator({ name: `crash-${String(i)}`, objects: content(), fault });
    simulators.push(simulator);
    await addCluster(room, simulator, 2);
  }
  await subscribe(room, receiver.url, TOPICS);
  await Promise.all(workers.map((worker) => worker.start()));
  return { simulators, workers, room, receiver, random };
}

/** Kills workers at moments nobody chose, while the clusters change. */
async function killAtRandom({ simulators, workers, random }: Stage, kills: number): Promise<void> {
  for (let i = 0; i < kills; i++) {
    const fences = [fence('shop'), fence('blog')].filter(() => random(2) === 0);
    simulators[random(CLUSTERS)]?.replaceObjects(content(...fences));
    const victim = workers[random(2)] ?? workers[0];
    await sleep(random(1500));
    await victim.kill();
    await victim.start();
  }
}

/** Stops a worker in the middle of a list for longer than its lease, and wakes it when another has taken its run over. */
async function makeZombie({ workers: [zombie, other], room }: Stage): Promise<void> {
  await other.kill();
  const { rows: time } = await room.store.pool.query<{ now: Date }>('SELECT now()');
  const running = async () => {
    const { rows } = await room.store.pool.query<{ id: string; epoch: string }>(
      `SELECT r.id, r.epoch::text FROM run r JOIN cluster c ON c.id = r.cluster_id AND c.epoch = r.epoch
       WHERE r.state = 'RUNNING' AND c.lease_until > now() AND r.progress ->> 'stage' = 'list' AND r.started_at > $1
       ORDER BY r.started_at DESC LIMIT 1`,
      [time[0]?.now],
    );
    return rows[0];
  };
  let held: Awaited<ReturnType<typeof running>>;
  await eventually('a worker is stopped while it lists', async () => {
    if ((await running()) === undefined) return false;
    zombie.signal('SIGSTOP');
    await sleep(200); // what it sent before may still arrive
    held = await running();
    if (held === undefined) zombie.signal('SIGCONT');
    return held !== undefined;
  });
  await other.start();
  await eventually('another worker stores what the zombie held', async () => {
    const { rowCount } = await room.store.pool.query(
      `SELECT 1 FROM run WHERE id = $1 AND state = 'COMMITTED' AND epoch > $2`,
      [held?.id, held?.epoch],
    );
    return rowCount === 1;
  });
  zombie.signal('SIGCONT');
}

/** No more new work; what was begun must end by itself, and everything must be as if nothing had happened. */
async function settle({ room, receiver }: Stage): Promise<void> {
  await room.store.pool.query('UPDATE cluster SET next_due_at = NULL');
  const invariants = new Invariants(room.store);
  let left = {};
  try {
    await eventually('all work is done', async () => {
      left = await invariants.unfinished();
      return Object.values(left).every((count) => count === 0);
    });
  } catch (error) {
    throw new Error(`left over: ${JSON.stringify(left)}`, { cause: error });
  }
  await invariants.runsAndSnapshots();
  await invariants.findings();
  await invariants.deliveries(receiver.received);
  expect(await invariants.contents()).toBeGreaterThanOrEqual(CLUSTERS);
}

describe.skipIf(!isCompiled).concurrent('workers that are killed', () => {
  it('lose nothing and double nothing, nor does one that was thought dead, with queues on PostgreSQL', async (context) => {
    const scene = await stage(context);
    await killAtRandom(scene, 4);
    await makeZombie(scene);
    await settle(scene);
  }, 300_000);

  it.skipIf(redis === undefined)(
    'lose nothing and double nothing with queues on a Redis that forgets everything as well',
    async (context) => {
      const url = redis?.url ?? '';
      const scene = await stage(context, { REDIS_URL: url });
      await killAtRandom(scene, 3);
      expect(spawnSync('redis-cli', ['-u', url, 'FLUSHALL']).status).toBe(0);
      // Instead of waiting for the minute after which every worker looks whether the tick still exists.
      await scene.workers[0].kill();
      await scene.workers[0].start();
      await settle(scene);
    },
    300_000,
  );
});

import { Module, type INestApplicationContext } from '@nestjs/common';
import { NestApplicationContextOptions } from '@nestjs/common/interfaces/nest-application-context-options.interface.js';
import { NestFactory } from '@nestjs/core';
import { randomBytes, randomUUID } from 'node:crypto';
import { caHashOf } from '#src/adapters/kube/certificates.js';
import { serializeCredential } from '#src/adapters/kube/connection.js';
import { ClustersRepository } from '#src/adapters/store/clusters.repository.js';
import { RunsRepository } from '#src/adapters/store/runs.repository.js';
import { Store } from '#src/adapters/store/store.js';
import { SubscriptionsRepository, subscriptionSecretBinding } from '#src/adapters/store/subscriptions.repository.js';
import { Vault } from '#src/adapters/vault/vault.js';
import { CoreModule } from '#src/app/core.module.js';
import { loadConfig, type Config } from '#src/config/config.js';
import { Secret } from '#src/lib/secret.js';
import { PipelineModule } from '#src/pipeline/pipeline.module.js';
import type { Simulator } from '#src/demo/simulator/simulator.js';

/** Settings of a worker under test, as environment variables. */
export type WorkerEnvironment = Readonly<Record<string, string | undefined>>;

/** A worker process without its HTTP door, inside the test process. */
export interface TestWorker {
  readonly context: INestApplicationContext;
  readonly store: Store;
  readonly config: Config;
  close(): Promise<void>;
}

const MASTER_KEY = randomBytes(32).toString('base64');

/** Starts a worker on a migrated database. Every suite runs its own; several on one database share the work. */
export async function startWorker(databaseUrl: string, environment: WorkerEnvironment = {}): Promise<TestWorker> {
  const config = loadConfig({
    NODE_ENV: 'test',
    ROLE: 'worker',
    DATABASE_URL: databaseUrl,
    FENCELINE_MASTER_KEYS: MASTER_KEY,
    EGRESS_ALLOW: '127.0.0.1',
    PUBLIC_URL: 'https://fenceline.example',
    TICK_SECONDS: '0.2',
    LOG_LEVEL: 'silent',
    ...environment,
  });

  @Module({ imports: [CoreModule.with(config), PipelineModule] })
  class WorkerModule {}

  const options = new NestApplicationContextOptions();
  options.logger = ['error'];
  options.abortOnError = false;
  const context = await NestFactory.createApplicationContext(WorkerModule, options);
  context.enableShutdownHooks([]);
  return {
    context,
    config,
    store: context.get(Store),
    close: () => context.close(),
  };
}

/** Registers a simulated cluster by its rows, due at once; returns its row id. */
export async function addCluster(worker: TestWorker, simulator: Simulator, intervalSeconds = 3600): Promise<number> {
  const vault = worker.context.get(Vault);
  const clusters = worker.context.get(ClustersRepository);
  const row = await clusters.insert(
    {
      name: simulator.name,
      source: 'kubernetes',
      labels: {},
      serverUrl: simulator.url,
      tlsServerName: null,
      caPem: simulator.caPem,
      caHash: caHashOf(simulator.caPem),
      kubeSystemUid: null,
      kubeVersion: null,
      preflight: null,
      overrideReason: null,
      intervalSeconds,
    },
    (binding) => ({
      type: 'token',
      ...vault.seal(serializeCredential({ type: 'token', token: new Secret(simulator.token) }), {
        table: 'credential',
        ...binding,
      }),
    }),
    (created) => ({ principal: 'system', action: 'cluster.create', subject: created.name }),
  );
  return row.id;
}

/** Subscribes a receiver; returns the subscription's id and its signing secret. */
export async function subscribe(
  worker: TestWorker,
  url: string,
  events: readonly string[],
  filter = {},
): Promise<{ id: string; secret: string }> {
  const id = randomUUID();
  const secret = `whsec_${randomBytes(24).toString('base64')}`;
  const sealed = worker.context.get(Vault).seal(new Secret(secret), subscriptionSecretBinding(id));
  await worker.context.get(SubscriptionsRepository).create({ id, name: id, url, events, filter, secret: sealed });
  return { id, secret };
}

/** Takes a snapshot and waits until it is judged; returns its sequence number. */
export async function snapshotNow(worker: TestWorker, clusterId: number): Promise<number> {
  const runs = worker.context.get(RunsRepository);
  const { id } = await runs.request(clusterId, 'manual');
  const run = await until(async () => {
    const row = await runs.find(id);
    return row !== null && row.state !== 'QUEUED' && row.state !== 'RUNNING' ? row : undefined;
  });
  if (run.seq === null) throw new Error(`run ended ${run.state}: ${JSON.stringify(run.error)}`);
  await judged(worker, clusterId, run.seq);
  return run.seq;
}

/** Waits until a snapshot is judged. */
export async function judged(worker: TestWorker, clusterId: number, seq: number): Promise<void> {
  await until(async () => {
    const row = await worker.store.prisma.cluster.findUnique({ where: { id: clusterId } });
    return (row?.assessedSeq ?? 0) >= seq ? row : undefined;
  });
}

/** Asks again and again until there is an answer, for at most 30 seconds. */
export async function until<T>(ask: () => Promise<T | undefined>): Promise<T> {
  for (let i = 0; i < 600; i++) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('nothing happened within 30 seconds');
}

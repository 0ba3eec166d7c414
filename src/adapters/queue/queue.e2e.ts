import { Worker, type Job } from 'bullmq';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { Problem } from '#src/lib/problem.js';
import { freshDatabase } from '../../../test/support/database.js';
import { startRedis } from '../../../test/support/redis.js';
import { asJobError } from './as-job-error.js';
import { workerOptions } from './job-policy.js';
import { JobProducer, QUEUE_PREFIX } from './job-producer.js';
import type { JobName } from './jobs.js';
import { openQueueBackend, type QueueBackend } from './queue-backend.js';

const server = await startRedis();
const redis = server?.url;
afterAll(() => server?.stop());

describe.each(['postgres', 'redis'] as const)('queues on %s', (kind) => {
  // Reported as skipped, never as passed, where no redis-server is installed.
  describe.skipIf(kind === 'redis' && redis === undefined)('with the settings of every worker', () => {
    let backend: QueueBackend;
    let producer: JobProducer;

    beforeAll(async () => {
      const databaseUrl = await freshDatabase();
      backend = openQueueBackend({ databaseUrl, redisUrl: kind === 'redis' ? redis : undefined });
      producer = new JobProducer(backend, (error) => {
        console.error(error);
      });
    });

    afterAll(async () => {
      await producer.close();
      await backend.close();
    });

    function work(
      name: JobName,
      run: (job: Job) => Promise<unknown>,
      overrides = {},
    ): { close(force?: boolean): Promise<void> } {
      const options = { connection: backend.worker, prefix: QUEUE_PREFIX, ...workerOptions, ...overrides };
      const worker = new Worker(name, run, options, backend.factory);
      worker.on('error', () => undefined);
      onTestFinished(async () => {
        await worker.close();
        await producer.queue(name).obliterate({ force: true });
      });
      return worker;
    }

    it('uses the server the configuration names', () => {
      expect(backend.kind).toBe(kind);
    });

    it('hands the payload to the processor once', async () => {
      const seen: unknown[] = [];
      await producer.add('collect', { runId: 'r1', attempt: 0 });
      work('collect', (job) => Promise.resolve(seen.push(job.data)));
      await expect.poll(() => seen, { timeout: 10_000 }).toEqual([{ runId: 'r1', attempt: 0 }]);
      await expect.poll(() => producer.queue('collect').getJobCounts('completed')).toEqual({ completed: 1 });
    });

    it('does not queue the same work twice while it waits, and again after it ended', async () => {
      for (let i = 0; i < 5; i++) await producer.add('assess', { clusterId: 1, seq: 7 });
      await producer.add('assess', { clusterId: 1, seq: 8 });
      expect(await producer.queue('assess').getJobCounts('waiting', 'wait')).toMatchObject({ wait: 2 });
      const seen: unknown[] = [];
      work('assess', (job) => Promise.resolve(seen.push(job.data)));
      await expect.poll(() => seen.length, { timeout: 10_000 }).toBe(2);
      await expect.poll(() => producer.queue('assess').getJobCounts('completed')).toEqual({ completed: 2 });
      await producer.add('assess', { clusterId: 1, seq: 7 });
      await expect.poll(() => seen.length, { timeout: 10_000 }).toBe(3);
    });

    it('queues the next attempt of a run beside the job of a worker that vanished, and no attempt twice', async () => {
      for (const attempt of [0, 0, 1, 1]) await producer.add('collect', { runId: 'r2', attempt });
      expect(await producer.queue('collect').getJobCounts('waiting', 'wait')).toMatchObject({ wait: 2 });
    });

    it('tries a passing failure again, and a final one never', async () => {
      let passing = 0;
      let final = 0;
      const fast = { settings: { backoffStrategy: () => 10 } };
      work(
        'export',
        (job) => {
          const failure = job.data as { exportId: string };
          if (failure.exportId === 'passing' && ++passing > 1) return Promise.resolve();
          if (failure.exportId === 'final') final++;
          throw asJobError(
            new Problem(failure.exportId === 'final' ? 'INPUT.INVALID' : 'DEPENDENCY.UNAVAILABLE', 'no'),
          );
        },
        fast,
      );
      await producer.add('export', { exportId: 'passing' });
      await producer.add('export', { exportId: 'final' });
      const counts = () => producer.queue('export').getJobCounts('completed', 'failed');
      await expect.poll(counts, { timeout: 15_000 }).toEqual({ completed: 1, failed: 1 });
      expect({ passing, final }).toEqual({ passing: 2, final: 1 });
    });

    it('gives up after the attempts of the job', async () => {
      let tries = 0;
      work(
        'relay',
        () => {
          tries++;
          throw asJobError(new Error('boom'));
        },
        { settings: { backoffStrategy: () => 10 } },
      );
      await producer.add('relay', {});
      await expect
        .poll(() => producer.queue('relay').getJobCounts('failed'), { timeout: 15_000 })
        .toEqual({ failed: 1 });
      expect(tries).toBe(3);
    });

    it('gives the job of a worker that vanished to another one', async () => {
      const dying = work('deliver', () => new Promise(() => undefined), {
        lockDuration: 1000,
        skipLockRenewal: true,
        skipStalledCheck: true,
      });
      await producer.add('deliver', { deliveryId: 'd' });
      await expect
        .poll(() => producer.queue('deliver').getJobCounts('active'), { timeout: 10_000 })
        .toEqual({ active: 1 });
      void dying.close(true);
      const seen: string[] = [];
      work('deliver', (job) => Promise.resolve(seen.push((job.data as { deliveryId: string }).deliveryId)), {
        lockDuration: 1000,
        stalledInterval: 500,
      });
      await expect.poll(() => seen, { timeout: 20_000 }).toEqual(['d']);
    });

    it('keeps one repeating tick however often it is scheduled', async () => {
      await Promise.all(Array.from({ length: 20 }, () => producer.scheduleTick(200)));
      expect(await producer.queue('tick').getJobSchedulersCount()).toBe(1);
      let ticks = 0;
      work('tick', () => Promise.resolve(ticks++));
      await expect.poll(() => ticks, { timeout: 15_000 }).toBeGreaterThan(2);
      await producer.queue('tick').removeJobScheduler('tick');
    });

    it('schedules the tick again after the server lost everything', async () => {
      await producer.scheduleTick(60_000);
      await producer.queue('tick').obliterate({ force: true });
      await producer.queue('tick').removeJobScheduler('tick');
      await producer.scheduleTick(60_000);
      expect(await producer.queue('tick').getJobSchedulersCount()).toBe(1);
      await producer.queue('tick').removeJobScheduler('tick');
    });
  });
});

import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshDatabase } from '../../../test/support/database.js';
import { startRedis } from '../../../test/support/redis.js';
import { openPubSub } from './open-pub-sub.js';
import type { PubSub } from './pub-sub.js';

const server = await startRedis();
const redis = server?.url;
afterAll(() => server?.stop());

describe.each(['postgres', 'redis'] as const)('publish and subscribe on %s', (kind) => {
  describe.skipIf(kind === 'redis' && redis === undefined)('between two processes', () => {
    let databaseUrl: string;
    let here: PubSub;
    let there: PubSub;

    beforeAll(async () => {
      databaseUrl = await freshDatabase();
      const open = () => openPubSub({ databaseUrl, redisUrl: kind === 'redis' ? redis : undefined }, () => undefined);
      here = open();
      there = open();
    });

    afterAll(async () => {
      await here.close();
      await there.close();
    });

    it('delivers to every subscriber of the topic and to no other', async () => {
      const progress: unknown[] = [];
      const also: unknown[] = [];
      const assessed: unknown[] = [];
      await here.subscribe('run-progress', (message) => progress.push(message));
      await there.subscribe('run-progress', (message) => also.push(message));
      await here.subscribe('cluster-assessed', (message) => assessed.push(message));
      await there.publish('run-progress', { clusterUid: 'c', runId: 'r' });
      await expect
        .poll(() => [progress, also])
        .toEqual([[{ clusterUid: 'c', runId: 'r' }], [{ clusterUid: 'c', runId: 'r' }]]);
      expect(assessed).toEqual([]);
    });

    it('stops when the subscriber leaves', async () => {
      const left: unknown[] = [];
      const stayed: unknown[] = [];
      const leave = await here.subscribe('cluster-assessed', (message) => left.push(message));
      await here.subscribe('cluster-assessed', (message) => stayed.push(message));
      leave();
      await there.publish('cluster-assessed', { clusterUid: 'c', clusterId: 1, seq: 2 });
      await expect.poll(() => stayed.length).toBe(1);
      expect(left).toEqual([]);
    });

    it.runIf(kind === 'postgres')('listens again after its connection broke', async () => {
      const seen: number[] = [];
      await here.subscribe('cluster-assessed', ({ seq }) => seen.push(seq));
      const admin = new pg.Client({ connectionString: databaseUrl });
      await admin.connect();
      const kill = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'fenceline-listen' AND datname = current_database()`;
      await admin.query(kill);
      await admin.end();
      await expect
        .poll(
          async () => {
            await there.publish('cluster-assessed', { clusterUid: 'c', clusterId: 1, seq: 9 });
            return seen.includes(9);
          },
          { timeout: 10_000, interval: 200 },
        )
        .toBe(true);
    });
  });
});

import type { Config } from '#src/config/config.js';
import { Problem } from '#src/lib/problem.js';
import { PostgresPubSub } from './postgres-pub-sub.js';
import type { PubSub } from './pub-sub.js';
import { RedisPubSub } from './redis-pub-sub.js';

/** Injection token of the process's {@link PubSub}. */
export const PUB_SUB = Symbol('PUB_SUB');

/** Redis when the configuration names one, otherwise PostgreSQL. */
export function openPubSub(config: Pick<Config, 'redisUrl' | 'databaseUrl'>, onError: (error: Error) => void): PubSub {
  if (config.redisUrl !== undefined) return new RedisPubSub(config.redisUrl, onError);
  if (config.databaseUrl !== undefined) return new PostgresPubSub(config.databaseUrl, onError);
  throw new Problem('CONFIG.INVALID', 'Publish/subscribe needs REDIS_URL or DATABASE_URL');
}

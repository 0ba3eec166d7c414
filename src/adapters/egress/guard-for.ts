import type { Config } from '#src/config/config.js';
import { type EgressPolicy, EgressGuard } from './egress-guard.js';
import { parseUrl } from './parse-url.js';

const DEFAULT_PORTS: ReadonlyMap<string, string> = new Map([
  ['postgres:', '5432'],
  ['postgresql:', '5432'],
  ['redis:', '6379'],
  ['rediss:', '6379'],
]);

/** The guard this configuration asks for: the operator's allow-list, and never our own database or Redis. */
export function guardFor(
  policy: EgressPolicy,
  config: Pick<Config, 'egress' | 'databaseUrl' | 'redisUrl'>,
): EgressGuard {
  const own = [config.databaseUrl, config.redisUrl].flatMap((text) => {
    const url = text === undefined ? null : parseUrl(text);
    if (url === null || url.hostname === '') return [];
    return [`${url.hostname}:${url.port || (DEFAULT_PORTS.get(url.protocol) ?? '')}`];
  });
  return new EgressGuard({ policy, allow: config.egress.allow, ownEndpoints: own });
}

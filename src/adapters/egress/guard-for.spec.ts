import { expect, it } from 'vitest';
import { guardFor } from './guard-for.js';

const egress = { allow: ['127.0.0.1', '10.0.0.0/8', '::1'] };

it.each([
  { name: 'the database', databaseUrl: 'postgresql://app:secret@127.0.0.1:5433/app', url: 'https://127.0.0.1:5433/' },
  { name: 'the database at its usual port', databaseUrl: 'postgres://10.0.0.7/app', url: 'https://10.0.0.7:5432/' },
  { name: 'Redis', redisUrl: 'redis://127.0.0.1', url: 'https://127.0.0.1:6379/' },
  { name: 'Redis on IPv6', redisUrl: 'rediss://[::1]:6380', url: 'https://[::1]:6380/' },
])('refuses $name although its network is listed', async ({ databaseUrl, redisUrl, url }) => {
  const guard = guardFor('CLUSTER', { egress, databaseUrl, redisUrl });
  await expect(guard.checkUrl(url)).rejects.toMatchObject({ code: 'EGRESS.DENIED' });
});

it('leaves other ports of the same host open', async () => {
  const guard = guardFor('CLUSTER', { egress, databaseUrl: 'postgres://127.0.0.1:5433/app', redisUrl: undefined });
  await expect(guard.checkUrl('https://127.0.0.1:6443/')).resolves.toBeInstanceOf(URL);
});

it('takes sockets and absent services as nothing to protect', async () => {
  const guard = guardFor('CLUSTER', {
    egress,
    databaseUrl: 'postgresql:///app?host=/run/postgresql',
    redisUrl: undefined,
  });
  await expect(guard.checkUrl('https://127.0.0.1:5432/')).resolves.toBeInstanceOf(URL);
});

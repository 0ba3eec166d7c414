import { describe, expect, it } from 'vitest';
import { Problem } from '#src/lib/problem.js';
import { loadConfig } from './config.js';

const KEY = Buffer.alloc(32, 7).toString('base64');

function refusal(env: Record<string, string>): Problem {
  try {
    loadConfig(env);
  } catch (error) {
    if (error instanceof Problem) return error;
  }
  throw new Error('the configuration was accepted');
}

describe('loadConfig', () => {
  it('runs on defaults alone', () => {
    expect(loadConfig({})).toMatchObject({
      nodeEnv: 'development',
      role: 'all',
      port: 3000,
      databaseUrl: undefined,
      graphiql: true,
    });
  });

  it('treats an empty variable as absent', () => {
    expect(loadConfig({ DATABASE_URL: '', PORT: '' })).toMatchObject({ databaseUrl: undefined, port: 3000 });
  });

  it('reads master keys newest first and never prints them', () => {
    const config = loadConfig({ FENCELINE_MASTER_KEYS: `new:${KEY},old:${KEY}` });
    expect(config.masterKeys?.map(({ kid }) => kid)).toEqual(['new', 'old']);
    expect(JSON.stringify(config)).not.toContain(KEY);
  });

  it('keeps members no longer than history', () => {
    expect(loadConfig({ RETENTION_DAYS: '5', MEMBERS_RETENTION_DAYS: '14' }).retention).toEqual({
      days: 5,
      membersDays: 5,
    });
  });

  it.each([
    { name: 'a port out of range', env: { PORT: '70000' }, field: 'PORT' },
    { name: 'a database that is not PostgreSQL', env: { DATABASE_URL: 'mysql://x/y' }, field: 'DATABASE_URL' },
    { name: 'a short master key', env: { FENCELINE_MASTER_KEYS: 'k:AAAA' }, field: 'FENCELINE_MASTER_KEYS' },
    { name: 'an unknown role', env: { ROLE: 'boss' }, field: 'ROLE' },
  ])('refuses $name and names it', ({ env, field }) => {
    expect(refusal(env).facts.fields?.map((problem) => problem.field)).toContain(field);
  });

  it('refuses to start when certificate checks are switched off', () => {
    expect(refusal({ NODE_TLS_REJECT_UNAUTHORIZED: '0' }).message).toContain('NODE_TLS_REJECT_UNAUTHORIZED');
  });

  it('needs a database and a master key in production', () => {
    expect(refusal({ NODE_ENV: 'production' }).message).toMatch(/DATABASE_URL and FENCELINE_MASTER_KEYS/);
  });
});

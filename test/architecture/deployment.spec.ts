import { existsSync, readFileSync } from 'node:fs';
import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { CONFIG_VARIABLES, loadConfig } from '#src/config/config.js';

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

interface ComposeService {
  readonly image?: string;
  readonly command?: string[];
  readonly environment?: Record<string, string>;
  readonly depends_on?: Record<string, { condition: string }>;
  readonly deploy?: { replicas: number };
  readonly read_only?: boolean;
}
const compose = load(read('docker-compose.yml')) as { services: Record<string, ComposeService> };
const dockerfile = read('Dockerfile');

/** Fills `${NAME:-default}` and `${NAME:?message}` the way Compose would. */
function interpolate(value: string, given: Record<string, string>): string {
  return value.replace(
    /\$\{(\w+)(?::[-?]([^}]*))?\}/g,
    (_, name: string, fallback: string | undefined) => given[name] ?? fallback ?? '',
  );
}

describe('.env.example', () => {
  const documented = [...read('.env.example').matchAll(/^([A-Z_]+)=/gm)].map(([, name]) => name);

  it('documents every variable the configuration reads, and no other', () => {
    expect([...documented].sort()).toEqual([...CONFIG_VARIABLES].sort());
  });

  it('explains each one', () => {
    const lines = read('.env.example').split('\n');
    const bare = lines.filter((line, index) => /^[A-Z_]+=/.test(line) && !/^#|^[A-Z_]+=/.test(lines[index - 1] ?? ''));
    expect(bare).toEqual([]);
  });
});

describe('docker-compose.yml', () => {
  const ours = Object.entries(compose.services).filter(([, service]) => service.image === 'fenceline');

  it('has a database, a queue, a migration, one API and two workers', () => {
    expect(Object.keys(compose.services).sort()).toEqual(['api', 'migrate', 'postgres', 'redis', 'worker']);
    expect(compose.services['worker']?.deploy?.replicas).toBe(2);
    expect(compose.services['api']?.environment?.['ROLE']).toBe('api');
    expect(compose.services['worker']?.environment?.['ROLE']).toBe('worker');
  });

  it('keeps queues safe: Redis never evicts and writes ahead', () => {
    const command = compose.services['redis']?.command?.join(' ') ?? '';
    expect(command).toContain('--maxmemory-policy noeviction');
    expect(command).toContain('--appendonly yes');
  });

  it.each(ours)('%s sets only variables the configuration reads, with values it accepts', (_, service) => {
    const given = { POSTGRES_PASSWORD: 'x', FENCELINE_MASTER_KEYS: `k1:${Buffer.alloc(32).toString('base64')}` };
    const env = Object.fromEntries(
      Object.entries(service.environment ?? {}).map(([name, value]) => [name, interpolate(value, given)]),
    );
    expect(Object.keys(env).filter((name) => !CONFIG_VARIABLES.includes(name))).toEqual([]);
    expect(loadConfig(env)).toMatchObject({ nodeEnv: 'production', redisUrl: 'redis://redis:6379' });
    expect(new URL(env['DATABASE_URL'] ?? '').hostname in compose.services).toBe(true);
    expect(service.read_only).toBe(true);
  });

  it.each(['api', 'worker'])('%s starts after the migration has finished', (name) => {
    expect(compose.services[name]?.depends_on?.['migrate']?.condition).toBe('service_completed_successfully');
  });
});

describe('Dockerfile', () => {
  it('builds in one stage, runs in another, not as root', () => {
    expect(dockerfile.match(/^FROM /gm)).toHaveLength(2);
    expect(dockerfile).toMatch(/^USER node$/m);
  });

  it('copies only paths that exist', () => {
    const sources = [...dockerfile.matchAll(/^COPY (?!--from)(.+)$/gm)].flatMap(([, rest]) =>
      (rest ?? '').split(' ').slice(0, -1),
    );
    const missing = sources.filter((path) => !existsSync(new URL(`../../${path}`, import.meta.url)));
    expect(sources.length).toBeGreaterThan(5);
    expect(missing).toEqual([]);
  });

  it('listens where the configuration says', () => {
    const env = Object.fromEntries([...dockerfile.matchAll(/(\w+)=(\S+)/g)].map(([, name, value]) => [name, value]));
    expect(dockerfile).toContain(`EXPOSE ${env['PORT'] ?? ''}`);
    expect(CONFIG_VARIABLES).toEqual(expect.arrayContaining(['NODE_ENV', 'HOST', 'PORT']));
  });
});

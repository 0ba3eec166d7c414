import { z } from 'zod';
import { Problem } from '#src/lib/problem.js';
import { Secret } from '#src/lib/secret.js';

const flag = z.enum(['true', 'false', '1', '0']).transform((value) => value === 'true' || value === '1');
const seconds = (fallback: number, min: number) => z.coerce.number().int().min(min).default(fallback);
const list = z
  .string()
  .default('')
  .transform((value) =>
    value
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== ''),
  );

/** `kid:base64` pairs, newest first; a bare base64 value gets the key id `default`. */
const masterKeys = z.string().transform((value, context) =>
  value.split(',').map((entry) => {
    const text = entry.trim();
    const colon = text.indexOf(':');
    const kid = colon < 0 ? 'default' : text.slice(0, colon);
    const bytes = Buffer.from(colon < 0 ? text : text.slice(colon + 1), 'base64');
    if (bytes.length !== 32) context.addIssue({ code: 'custom', message: `key "${kid}" must be 32 bytes in base64` });
    return { kid, key: new Secret(bytes.toString('base64')) };
  }),
);

/** Every environment variable the product reads; `.env.example` documents each one. */
const environment = z.object({
  NODE_ENV: z.enum(['production', 'development', 'test']).default('development'),
  ROLE: z.enum(['api', 'worker', 'all']).default('all'),
  HOST: z.string().default('127.0.0.1'),
  PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
  PUBLIC_URL: z.url().optional(),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  REDIS_URL: z.url({ protocol: /^rediss?$/ }).optional(),
  DATA_DIR: z.string().min(1).default('.fenceline'),
  FENCELINE_MASTER_KEYS: masterKeys.optional(),
  EGRESS_ALLOW: list,
  SNAPSHOT_INTERVAL: seconds(3600, 10),
  SNAPSHOT_LEASE: seconds(60, 10),
  SNAPSHOT_RUN_TIMEOUT: seconds(600, 10),
  SNAPSHOT_PAGE_TIMEOUT: seconds(30, 1),
  SNAPSHOT_PAGE_SIZE: z.coerce.number().int().min(1).max(5000).default(500),
  SNAPSHOT_MAX_OBJECTS: z.coerce.number().int().min(1).default(300_000),
  SNAPSHOT_MAX_PAGE_BYTES: z.coerce
    .number()
    .int()
    .min(1024)
    .default(32 * 1024 * 1024),
  WORKER_CONCURRENCY: z.coerce.number().int().min(1).max(64).default(4),
  TICK_SECONDS: z.coerce.number().min(0.1).max(60).default(2),
  RETENTION_DAYS: z.coerce.number().int().min(1).default(400),
  MEMBERS_RETENTION_DAYS: z.coerce.number().int().min(1).default(14),
  GRAPHIQL: flag.optional(),
  BODY_LIMIT: z.coerce
    .number()
    .int()
    .min(1024)
    .default(1024 * 1024),
  UPLOAD_LIMIT: z.coerce
    .number()
    .int()
    .min(1024)
    .default(5 * 1024 * 1024),
  WEBHOOK_TIMEOUT: seconds(20, 1),
  NODE_TLS_REJECT_UNAUTHORIZED: z.string().optional(),
});

/** The whole configuration, frozen; built once, at start, from the environment. */
export interface Config {
  readonly nodeEnv: 'production' | 'development' | 'test';
  /** Which half of the service this process runs. */
  readonly role: 'api' | 'worker' | 'all';
  readonly host: string;
  readonly port: number;
  /** Base of links in webhooks and exports. */
  readonly publicUrl: string;
  readonly logLevel: string;
  /** Absent: an embedded PostgreSQL runs under `dataDir`. */
  readonly databaseUrl: string | undefined;
  /** Absent: queues run on PostgreSQL. */
  readonly redisUrl: string | undefined;
  readonly dataDir: string;
  /** Newest first: the first wraps new secrets, all of them unwrap. Absent: the embedded default makes one. */
  readonly masterKeys: readonly MasterKey[] | undefined;
  readonly egress: {
    /** CIDRs and host names that clusters and webhooks may use although they are not public addresses. */
    readonly allow: readonly string[];
  };
  readonly snapshot: {
    readonly intervalSeconds: number;
    readonly leaseSeconds: number;
    readonly runTimeoutMs: number;
    readonly pageTimeoutMs: number;
    readonly pageSize: number;
    readonly maxObjectsPerKind: number;
    readonly maxPageBytes: number;
  };
  readonly worker: { readonly concurrency: number; readonly tickMs: number };
  readonly retention: { readonly days: number; readonly membersDays: number };
  readonly graphiql: boolean;
  readonly bodyLimitBytes: number;
  readonly uploadLimitBytes: number;
  readonly webhook: { readonly timeoutMs: number };
}

/** One key-encryption key. */
export interface MasterKey {
  readonly kid: string;
  /** 32 bytes, base64. */
  readonly key: Secret;
}

/**
 * Reads the environment into a {@link Config}.
 * @throws Problem `CONFIG.INVALID` naming every variable that is wrong.
 */
export function loadConfig(env: Readonly<Record<string, string | undefined>> = process.env): Config {
  const present = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = environment.safeParse(present);
  if (!parsed.success) {
    const fields = parsed.error.issues.map(({ path, message }) => ({ field: path.join('.'), message }));
    const text = fields.map(({ field, message }) => `${field}: ${message}`).join('; ');
    throw new Problem('CONFIG.INVALID', `The environment is not valid: ${text}`, { fields });
  }
  const e = parsed.data;
  if (e.NODE_TLS_REJECT_UNAUTHORIZED === '0') {
    const message = 'unset it: Fenceline always verifies certificates; register the CA of the cluster instead';
    throw new Problem('CONFIG.INVALID', `NODE_TLS_REJECT_UNAUTHORIZED: ${message}`);
  }
  if (e.NODE_ENV === 'production') requireProduction(e);
  return Object.freeze({
    nodeEnv: e.NODE_ENV,
    role: e.ROLE,
    host: e.HOST,
    port: e.PORT,
    publicUrl: e.PUBLIC_URL ?? `http://localhost:${String(e.PORT)}`,
    logLevel: e.LOG_LEVEL,
    databaseUrl: e.DATABASE_URL,
    redisUrl: e.REDIS_URL,
    dataDir: e.DATA_DIR,
    masterKeys: e.FENCELINE_MASTER_KEYS,
    egress: { allow: e.EGRESS_ALLOW },
    snapshot: {
      intervalSeconds: e.SNAPSHOT_INTERVAL,
      leaseSeconds: e.SNAPSHOT_LEASE,
      runTimeoutMs: e.SNAPSHOT_RUN_TIMEOUT * 1000,
      pageTimeoutMs: e.SNAPSHOT_PAGE_TIMEOUT * 1000,
      pageSize: e.SNAPSHOT_PAGE_SIZE,
      maxObjectsPerKind: e.SNAPSHOT_MAX_OBJECTS,
      maxPageBytes: e.SNAPSHOT_MAX_PAGE_BYTES,
    },
    worker: { concurrency: e.WORKER_CONCURRENCY, tickMs: Math.round(e.TICK_SECONDS * 1000) },
    retention: { days: e.RETENTION_DAYS, membersDays: Math.min(e.MEMBERS_RETENTION_DAYS, e.RETENTION_DAYS) },
    graphiql: e.GRAPHIQL ?? e.NODE_ENV !== 'production',
    bodyLimitBytes: e.BODY_LIMIT,
    uploadLimitBytes: e.UPLOAD_LIMIT,
    webhook: { timeoutMs: e.WEBHOOK_TIMEOUT * 1000 },
  });
}

/** Every variable {@link loadConfig} reads, for the tests that compare documents and deployments with it. */
export const CONFIG_VARIABLES: readonly string[] = Object.keys(environment.shape);

function requireProduction(e: z.infer<typeof environment>): void {
  const missing = (['DATABASE_URL', 'FENCELINE_MASTER_KEYS'] as const).filter((name) => e[name] === undefined);
  if (missing.length > 0) {
    throw new Problem('CONFIG.INVALID', `NODE_ENV=production needs ${missing.join(' and ')}: see .env.example`, {
      fields: missing.map((field) => ({ field, message: 'is required in production' })),
    });
  }
}

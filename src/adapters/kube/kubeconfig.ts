import { CORE_SCHEMA, load } from 'js-yaml';
import { z } from 'zod';
import { type FieldProblem, Problem, messageOf } from '#src/lib/problem.js';
import type { ClusterConnection } from './connection.js';
import { type ConnectionParts, type PartNames, readConnection } from './connection-parts.js';

const MAX_BYTES = 256 * 1024;
const YAML_LIMITS = { schema: CORE_SCHEMA, maxAliases: 0, maxDepth: 20 };

/** Entries are read only when the chosen context names them; what other contexts hold is dropped unread. */
const entries = (key: 'cluster' | 'user' | 'context') =>
  z.array(z.looseObject({ name: z.string().min(1).max(253), [key]: z.unknown() })).max(200);
const document = z.looseObject({
  apiVersion: z.literal('v1').optional(),
  kind: z.literal('Config').optional(),
  clusters: entries('cluster'),
  users: entries('user'),
  contexts: entries('context'),
  'current-context': z.string().optional(),
});
const context = z.looseObject({ cluster: z.string(), user: z.string() });

/** Fields that carry a connection; `data` ones are base64. */
const CLUSTER_FIELDS = {
  server: 'server',
  'certificate-authority-data': 'caPem',
  'tls-server-name': 'tlsServerName',
} as const;
const USER_FIELDS = {
  token: 'token',
  'client-certificate-data': 'clientCertificatePem',
  'client-key-data': 'clientKeyPem',
} as const;
/** Fields without any effect on where we connect or what we show there. */
const HARMLESS = new Set(['extensions', 'disable-compression']);

const INLINE = 'give the content inline instead';
/** Why a well-known field is refused and what to do; every other field is refused as unknown. */
const REFUSED: ReadonlyMap<string, string> = new Map([
  ['exec', 'runs a command; give a token of a service account instead'],
  ['auth-provider', 'runs a command or reads local files; give a token of a service account instead'],
  ['tokenFile', `names a local file; ${INLINE} as token`],
  ['client-certificate', `names a local file; ${INLINE} as client-certificate-data`],
  ['client-key', `names a local file; ${INLINE} as client-key-data`],
  ['certificate-authority', `names a local file; ${INLINE} as certificate-authority-data`],
  ['insecure-skip-tls-verify', 'certificates are always verified; give certificate-authority-data instead'],
  ['proxy-url', 'connections through a proxy are not accepted'],
  ['username', 'basic authentication is not accepted; give a token instead'],
  ['password', 'basic authentication is not accepted; give a token instead'],
  ['as', 'impersonation is not accepted; give the credential of the account itself'],
  ['as-uid', 'impersonation is not accepted; give the credential of the account itself'],
  ['as-groups', 'impersonation is not accepted; give the credential of the account itself'],
  ['as-user-extra', 'impersonation is not accepted; give the credential of the account itself'],
]);

/**
 * Reads one context of a kubeconfig a user uploaded. Only inline data is accepted: nothing is run, no file it names is
 * opened and no address it names is contacted (reliability.md row 4 to 6: loading one with a client library does all three).
 * @param contextName the context to take; its `current-context` by default.
 * @throws Problem `KUBECONFIG.REFUSED` with the path of every field that is not accepted; `INPUT.TOO_LARGE`.
 */
export function parseKubeconfig(text: string, contextName?: string): ClusterConnection {
  if (Buffer.byteLength(text) > MAX_BYTES)
    throw new Problem('INPUT.TOO_LARGE', `The kubeconfig is larger than ${String(MAX_BYTES)} bytes`);
  const parsed = document.safeParse(readYaml(text));
  if (!parsed.success)
    throw refused(parsed.error.issues.map(({ path, message }) => ({ field: pathOf(path), message })));
  const { clusters, users, contexts, 'current-context': current } = parsed.data;

  const wanted = contextName ?? current ?? '';
  if (wanted === '') throw refused([{ field: 'current-context', message: 'is not set; name the context to use' }]);
  const chosen = only(contexts, 'contexts', wanted, 'current-context');
  const links = context.safeParse(chosen.entry['context']);
  if (!links.success)
    throw refused(
      links.error.issues.map(({ path, message }) => ({ field: pathOf([chosen.path, 'context', ...path]), message })),
    );
  const cluster = only(clusters, 'clusters', links.data.cluster, `${chosen.path}.context.cluster`);
  const user = only(users, 'users', links.data.user, `${chosen.path}.context.user`);

  const clusterPath = `${cluster.path}.cluster`;
  const userPath = `${user.path}.user`;
  const fromCluster = take(cluster.entry['cluster'], clusterPath, CLUSTER_FIELDS);
  const fromUser = take(user.entry['user'], userPath, USER_FIELDS);
  const problems = [...fromCluster.problems, ...fromUser.problems];
  if (problems.length > 0) throw refused(problems);

  const parts: ConnectionParts = { server: '', ...Object.fromEntries([...fromCluster.values, ...fromUser.values]) };
  const connection = readConnection(parts, partNames(clusterPath, userPath));
  if ('problems' in connection) throw refused(connection.problems);
  return connection;
}

function readYaml(text: string): unknown {
  try {
    return load(text, YAML_LIMITS);
  } catch (error) {
    // The parser's message quotes the text around the mistake, which may be a secret: its first line does not.
    const [reason] = messageOf(error).split('\n');
    throw refused([{ field: '(file)', message: `is not readable YAML or JSON: ${reason ?? 'unknown reason'}` }]);
  }
}

type Entry = Readonly<Record<string, unknown>> & { readonly name: string };

/** Names are compared exactly; a name used twice is ambiguous (tools differ in which one they take). */
function only(list: readonly unknown[], field: string, name: string, from: string): { entry: Entry; path: string } {
  const found = (list as readonly Entry[])
    .map((entry, index) => ({ entry, path: `${field}[${String(index)}]` }))
    .filter(({ entry }) => entry.name === name);
  const [first, second] = found;
  if (first === undefined) throw refused([{ field: from, message: `names "${name}", which is not in ${field}` }]);
  if (second !== undefined)
    throw refused([{ field: second.path, message: `repeats the name "${name}"; keep one of them` }]);
  return first;
}

interface Taken {
  readonly values: readonly (readonly [part: string, value: string])[];
  readonly problems: readonly FieldProblem[];
}

function take(source: unknown, path: string, accepted: Readonly<Record<string, keyof ConnectionParts>>): Taken {
  if (source === null || typeof source !== 'object' || Array.isArray(source)) {
    return { values: [], problems: [{ field: path, message: 'must be a mapping' }] };
  }
  const values: [string, string][] = [];
  const problems: FieldProblem[] = [];
  for (const [key, value] of Object.entries(source as Readonly<Record<string, unknown>>)) {
    const field = `${path}.${key}`;
    const part = Object.hasOwn(accepted, key) ? accepted[key] : undefined;
    if (part === undefined) {
      const inert = HARMLESS.has(key) || (key === 'insecure-skip-tls-verify' && value === false);
      if (!inert) problems.push({ field, message: REFUSED.get(key) ?? 'is not a field Fenceline accepts; remove it' });
    } else {
      const content = typeof value === 'string' && key.endsWith('-data') ? fromBase64(value) : value;
      if (typeof content === 'string') values.push([part, content]);
      else
        problems.push({
          field,
          message: key.endsWith('-data') ? 'must be base64 text' : 'must be text; put it in quotes',
        });
    }
  }
  return { values, problems };
}

function fromBase64(text: string): string | undefined {
  const bare = text.replace(/\s+/g, '');
  return /^[a-z0-9+/]+={0,2}$/i.test(bare) ? Buffer.from(bare, 'base64').toString('utf8') : undefined;
}

function partNames(clusterPath: string, userPath: string): PartNames {
  return {
    server: `${clusterPath}.server`,
    caPem: `${clusterPath}.certificate-authority-data`,
    tlsServerName: `${clusterPath}.tls-server-name`,
    token: `${userPath}.token`,
    clientCertificatePem: `${userPath}.client-certificate-data`,
    clientKeyPem: `${userPath}.client-key-data`,
  };
}

function pathOf(path: readonly PropertyKey[]): string {
  if (path.length === 0) return '(file)';
  return path
    .map((step) => (typeof step === 'number' ? `[${String(step)}]` : `.${String(step)}`))
    .join('')
    .slice(1);
}

function refused(fields: readonly FieldProblem[]): Problem {
  const text = fields.map(({ field, message }) => `${field}: ${message}`).join('; ');
  return new Problem('KUBECONFIG.REFUSED', `The kubeconfig is not accepted: ${text}`, { fields });
}

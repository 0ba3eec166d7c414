import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Authority, createAuthority, type KeyPair } from '#src/demo/simulator/certificates.js';
import type { Problem } from '#src/lib/problem.js';
import { caHashOf } from './certificates.js';
import { connectionOf } from './connection-parts.js';
import { parseKubeconfig } from './kubeconfig.js';

const b64 = (text: string): string => Buffer.from(text).toString('base64');

let authority: Authority;
let client: KeyPair;
let stranger: KeyPair;
beforeAll(async () => {
  authority = await createAuthority('kubeconfig test');
  client = await authority.issue({ commonName: 'reader', usage: 'client' });
  stranger = await authority.issue({ commonName: 'stranger', usage: 'client' });
});

interface Parts {
  cluster?: unknown;
  user?: unknown;
  context?: unknown;
  top?: object;
}

/** JSON is YAML, so hostile files are written as data; `@ca` and friends stand for real certificates. */
function write({ cluster, user, context, top }: Parts): string {
  const text = JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'here',
    contexts: [{ name: 'here', context: context ?? { cluster: 'c', user: 'u', namespace: 'default' } }],
    clusters: [
      { name: 'c', cluster: cluster ?? { server: 'https://api.example:6443', 'certificate-authority-data': '@ca' } },
    ],
    users: [{ name: 'u', user: user ?? { token: 'abc.def' } }],
    preferences: {},
    ...top,
  });
  return text
    .replaceAll('@ca', b64(authority.caPem))
    .replaceAll('@cert', b64(client.certPem))
    .replaceAll('@key', b64(client.keyPem))
    .replaceAll('@other', b64(stranger.keyPem));
}

describe('accepts', () => {
  it('a token', () => {
    const connection = parseKubeconfig(write({}));
    expect(connection).toMatchObject({
      server: 'https://api.example:6443',
      caPem: authority.caPem,
      credential: { type: 'token' },
    });
    expect(JSON.stringify(connection)).not.toContain('abc.def');
    expect(connection.credential.type === 'token' && connection.credential.token.reveal()).toBe('abc.def');
  });

  it('a client certificate', () => {
    const { credential } = parseKubeconfig(
      write({ user: { 'client-certificate-data': '@cert', 'client-key-data': '@key' } }),
    );
    expect(credential.type === 'client-certificate' && credential.keyPem.reveal()).toBe(client.keyPem);
  });

  it('harmless fields, a path prefix and another server name', () => {
    const cluster = {
      server: 'https://rancher.example/k8s/clusters/c-1/',
      'tls-server-name': 'kubernetes.default.svc',
      'insecure-skip-tls-verify': false,
      'disable-compression': true,
      extensions: [{ name: 'x', extension: {} }],
    };
    expect(parseKubeconfig(write({ cluster }))).toMatchObject({
      server: 'https://rancher.example/k8s/clusters/c-1',
      tlsServerName: 'kubernetes.default.svc',
    });
  });

  it('the named context, whatever the others hold', () => {
    const text = write({
      top: {
        contexts: [
          { name: 'evil', context: { cluster: 'c', user: 'e' } },
          { name: 'here', context: { cluster: 'c', user: 'u' } },
        ],
        users: [
          { name: 'e', user: { exec: { command: 'touch', args: ['/tmp/never'] } } },
          { name: 'u', user: { token: 't' } },
        ],
        'current-context': 'evil',
      },
    });
    expect(parseKubeconfig(text, 'here').credential.type).toBe('token');
    expect(() => parseKubeconfig(text)).toThrow(/users\[0\]\.user\.exec/);
  });

  it('names that are members of every object', () => {
    const text = write({
      context: { cluster: '__proto__', user: 'constructor' },
      top: {
        clusters: [{ name: '__proto__', cluster: { server: 'https://a.example' } }],
        users: [{ name: 'constructor', user: { token: 't' } }],
      },
    });
    expect(parseKubeconfig(text).server).toBe('https://a.example');
  });
});

const server = 'https://api.example:6443';
const USER = 'users[0].user';
const CLUSTER = 'clusters[0].cluster';
const hostile: readonly { name: string; parts: Parts; fields: readonly string[] }[] = [
  {
    name: 'exec',
    parts: { user: { exec: { apiVersion: 'client.authentication.k8s.io/v1', command: 'sh', args: ['-c', 'id'] } } },
    fields: [`${USER}.exec`],
  },
  { name: 'exec beside a token', parts: { user: { token: 't', exec: { command: 'sh' } } }, fields: [`${USER}.exec`] },
  { name: 'exec: null', parts: { user: { token: 't', exec: null } }, fields: [`${USER}.exec`] },
  {
    name: 'auth-provider gcp',
    parts: { user: { 'auth-provider': { name: 'gcp', config: { 'cmd-path': '/bin/sh' } } } },
    fields: [`${USER}.auth-provider`],
  },
  {
    name: 'auth-provider azure',
    parts: { user: { 'auth-provider': { name: 'azure', config: {} } } },
    fields: [`${USER}.auth-provider`],
  },
  {
    name: 'auth-provider oidc',
    parts: { user: { 'auth-provider': { name: 'oidc', config: { 'idp-issuer-url': 'https://evil.example' } } } },
    fields: [`${USER}.auth-provider`],
  },
  {
    name: 'auth-provider tokenFile',
    parts: { user: { 'auth-provider': { name: 'x', config: { tokenFile: '/etc/shadow' } } } },
    fields: [`${USER}.auth-provider`],
  },
  { name: 'tokenFile', parts: { user: { tokenFile: '/etc/passwd' } }, fields: [`${USER}.tokenFile`] },
  {
    name: 'tokenFile beside a token',
    parts: { user: { token: 't', tokenFile: '/proc/self/environ' } },
    fields: [`${USER}.tokenFile`],
  },
  {
    name: 'client files',
    parts: { user: { 'client-certificate': '/c', 'client-key': '/k' } },
    fields: [`${USER}.client-certificate`, `${USER}.client-key`],
  },
  {
    name: 'a key file beside data',
    parts: { user: { 'client-certificate-data': '@cert', 'client-key': '/k' } },
    fields: [`${USER}.client-key`],
  },
  {
    name: 'basic auth',
    parts: { user: { username: 'admin', password: 'canary' } },
    fields: [`${USER}.username`, `${USER}.password`],
  },
  {
    name: 'impersonation',
    parts: { user: { token: 't', as: 'system:admin', 'as-uid': '0' } },
    fields: [`${USER}.as`, `${USER}.as-uid`],
  },
  {
    name: 'impersonated groups',
    parts: { user: { token: 't', 'as-groups': ['system:masters'], 'as-user-extra': {} } },
    fields: [`${USER}.as-groups`, `${USER}.as-user-extra`],
  },
  {
    name: 'an unknown user field',
    parts: { user: { token: 't', 'x-new-plugin': {} } },
    fields: [`${USER}.x-new-plugin`],
  },
  { name: 'a field in another case', parts: { user: { Token: 't' } }, fields: [`${USER}.Token`] },
  {
    name: 'a field called constructor',
    parts: { user: { token: 't', constructor: {} } },
    fields: [`${USER}.constructor`],
  },
  { name: 'no credential', parts: { user: {} }, fields: [`${USER}.token`] },
  { name: 'user null', parts: { top: { users: [{ name: 'u', user: null }] } }, fields: [USER] },
  { name: 'user as a list', parts: { user: [] }, fields: [USER] },
  { name: 'an empty token', parts: { user: { token: '' } }, fields: [`${USER}.token`] },
  { name: 'a token with a header inside', parts: { user: { token: 'a\r\nX-Evil: 1' } }, fields: [`${USER}.token`] },
  { name: 'a numeric token', parts: { user: { token: 123456 } }, fields: [`${USER}.token`] },
  { name: 'a huge token', parts: { user: { token: 'x'.repeat(20_000) } }, fields: [`${USER}.token`] },
  {
    name: 'a token and a certificate',
    parts: { user: { token: 't', 'client-certificate-data': '@cert', 'client-key-data': '@key' } },
    fields: [`${USER}.token`],
  },
  {
    name: 'a certificate without key',
    parts: { user: { 'client-certificate-data': '@cert' } },
    fields: [`${USER}.client-key-data`],
  },
  {
    name: 'a key of another certificate',
    parts: { user: { 'client-certificate-data': '@cert', 'client-key-data': '@other' } },
    fields: [`${USER}.client-key-data`],
  },
  {
    name: 'a key that is none',
    parts: { user: { 'client-certificate-data': '@cert', 'client-key-data': b64('nothing') } },
    fields: [`${USER}.client-key-data`],
  },
  {
    name: 'certificate data that is no base64',
    parts: { user: { 'client-certificate-data': '§§', 'client-key-data': '@key' } },
    fields: [`${USER}.client-certificate-data`],
  },
  { name: 'plain http', parts: { cluster: { server: 'http://api.example' } }, fields: [`${CLUSTER}.server`] },
  { name: 'a file URL', parts: { cluster: { server: 'file:///etc/passwd' } }, fields: [`${CLUSTER}.server`] },
  { name: 'no server', parts: { cluster: { 'certificate-authority-data': '@ca' } }, fields: [`${CLUSTER}.server`] },
  {
    name: 'a server with a password',
    parts: { cluster: { server: 'https://u:p@api.example' } },
    fields: [`${CLUSTER}.server`],
  },
  {
    name: 'a server with a query',
    parts: { cluster: { server: 'https://api.example/?x=1' } },
    fields: [`${CLUSTER}.server`],
  },
  {
    name: 'skipping verification',
    parts: { cluster: { server, 'insecure-skip-tls-verify': true } },
    fields: [`${CLUSTER}.insecure-skip-tls-verify`],
  },
  {
    name: 'skipping verification by text',
    parts: { cluster: { server, 'insecure-skip-tls-verify': 'true' } },
    fields: [`${CLUSTER}.insecure-skip-tls-verify`],
  },
  {
    name: 'a proxy',
    parts: { cluster: { server, 'proxy-url': 'socks5://127.0.0.1:9050' } },
    fields: [`${CLUSTER}.proxy-url`],
  },
  {
    name: 'a CA file',
    parts: { cluster: { server, 'certificate-authority': '/etc/kubernetes/pki/ca.crt' } },
    fields: [`${CLUSTER}.certificate-authority`],
  },
  {
    name: 'a CA that is none',
    parts: { cluster: { server, 'certificate-authority-data': b64('hello') } },
    fields: [`${CLUSTER}.certificate-authority-data`],
  },
  {
    name: 'a key in place of the CA',
    parts: { cluster: { server, 'certificate-authority-data': '@key' } },
    fields: [`${CLUSTER}.certificate-authority-data`],
  },
  {
    name: 'a server name that is none',
    parts: { cluster: { server, 'tls-server-name': 'a b' } },
    fields: [`${CLUSTER}.tls-server-name`],
  },
  {
    name: 'everything at once',
    parts: { cluster: { server, 'proxy-url': 'http://p' }, user: { exec: {}, tokenFile: '/t' } },
    fields: [`${CLUSTER}.proxy-url`, `${USER}.exec`, `${USER}.tokenFile`],
  },
  { name: 'an unknown context', parts: { top: { 'current-context': 'gone' } }, fields: ['current-context'] },
  { name: 'no context', parts: { top: { 'current-context': '' } }, fields: ['current-context'] },
  {
    name: 'a context of nothing',
    parts: { context: {} },
    fields: ['contexts[0].context.cluster', 'contexts[0].context.user'],
  },
  { name: 'an unknown user', parts: { context: { cluster: 'c', user: 'x' } }, fields: ['contexts[0].context.user'] },
  {
    name: 'a name used twice',
    parts: {
      top: {
        users: [
          { name: 'u', user: { token: 'a' } },
          { name: 'u', user: { exec: {} } },
        ],
      },
    },
    fields: ['users[1]'],
  },
  { name: 'another document', parts: { top: { kind: 'Secret' } }, fields: ['kind'] },
];

it.each(hostile)('refuses $name naming the field', ({ parts, fields }) => {
  const problem = refusal(() => parseKubeconfig(write(parts)));
  expect(problem).toMatchObject({ code: 'KUBECONFIG.REFUSED', status: 422 });
  expect(problem.facts.fields?.map(({ field }) => field)).toEqual(fields);
  for (const field of fields) expect(problem.message).toContain(field);
});

it.each([
  { name: 'nothing', text: '' },
  { name: 'a scalar', text: 'kubeconfig' },
  { name: 'broken YAML', text: 'clusters: [' },
  { name: 'several documents', text: 'a: 1\n---\nb: 2' },
  { name: 'aliases', text: 'a: &a [x]\nclusters: *a' },
  { name: 'deep nesting', text: '['.repeat(10_000) },
  { name: 'a JavaScript tag', text: 'clusters: !!js/function "function(){}"' },
  { name: 'duplicate keys', text: 'clusters: []\nclusters: []' },
])('refuses $name', ({ text }) => {
  expect(refusal(() => parseKubeconfig(text)).code).toBe('KUBECONFIG.REFUSED');
});

it('refuses a file that is too large before reading it', () => {
  expect(refusal(() => parseKubeconfig('#'.repeat(300_000))).code).toBe('INPUT.TOO_LARGE');
});

it('has no way to files or commands', () => {
  const sources = ['kubeconfig.ts', 'connection-parts.ts', 'certificates.ts', 'connection.ts'];
  for (const source of sources) {
    const text = readFileSync(new URL(source, import.meta.url), 'utf8');
    expect(text).not.toMatch(/['"](?:node:)?(?:fs|child_process|net|http|https|worker_threads)[/'"]/);
  }
});

it('registers parts given one by one, naming them', () => {
  expect(connectionOf({ server: 'https://a.example', token: 't' })).toMatchObject({ server: 'https://a.example' });
  expect(
    refusal(() => connectionOf({ server: 'http://a.example', token: 'a b' })).facts.fields?.map(({ field }) => field),
  ).toEqual(['server', 'token']);
});

it('hashes a CA bundle by its certificates alone', async () => {
  const second = await createAuthority('second');
  const bundle = `# comment\n${authority.caPem}\n${second.caPem}`;
  expect(caHashOf(bundle)).toBe(caHashOf(`${second.caPem}\r\n${authority.caPem}${second.caPem}`));
  expect(caHashOf(bundle)).not.toBe(caHashOf(authority.caPem));
});

function refusal(action: () => unknown): Problem {
  try {
    action();
  } catch (error) {
    return error as Problem;
  }
  throw new Error('was accepted');
}

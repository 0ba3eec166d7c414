// cspell:words conectivity rediss
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from './program.js';

const examples = resolve(import.meta.dirname, '../../examples');
const shop = join(examples, 'shop');
const fenced = join(examples, 'shop-fenced');
let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'fenceline-cli-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

async function run(argv: readonly string[], stdin = ''): Promise<{ code: number; out: string; err: string }> {
  let out = '';
  let err = '';
  const code = await runCli(argv, {
    stdin: Readable.from([Buffer.from(stdin)]),
    stdout: { write: (text) => (out += text) },
    stderr: { write: (text) => (err += text) },
    now: () => new Date('2026-11-22T00:00:00Z'),
  });
  return { code, out, err };
}

function file(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const policy = (spec: string): string =>
  `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: broken, namespace: shop}\nspec: ${spec}\n---\napiVersion: v1\nkind: Pod\nmetadata: {name: web, namespace: shop, labels: {app: web}}\n---\napiVersion: v1\nkind: Pod\nmetadata: {name: other, namespace: other}\n`;

/** Two pods of one namespace, after the documents that matter. */
const around = (documents: string): string =>
  `${documents}\n---\napiVersion: v1\nkind: Pod\nmetadata: {name: web, namespace: shop, labels: {app: web}}\n---\napiVersion: v1\nkind: Pod\nmetadata: {name: db, namespace: shop, labels: {app: db}}\n`;
const netpol = (name: string, spec: string, kind = 'NetworkPolicy'): string =>
  `apiVersion: networking.k8s.io/v1\nkind: ${kind}\nmetadata: {name: ${name}, namespace: shop}\nspec: ${spec}`;
const OPEN_DB = '{podSelector: {matchLabels: {app: db}}, ingress: [{}]}';
const CLOSED_DB = '{podSelector: {matchLabels: {app: db}}, policyTypes: [Ingress]}';
const LABELLED =
  '{podSelector: {}, policyTypes: [Ingress], ingress: [{from: [{namespaceSelector: {matchLabels: {team: a}}}]}]}';

describe('bad input makes the answers it touches unknown', () => {
  it.each([
    ['{podSelector: {}, ingress: [{ports: [{port: 70000}]}]}', '70000 is not a port number from 1 to 65535'],
    ['{podSelector: {}, ingress: [{ports: [{protocol: tcp}]}]}', '"tcp" is not a protocol; write TCP, UDP or SCTP'],
    ['{podSelector: {}, policyTypes: [Both]}', '"Both" is not a policy type; write Ingress or Egress'],
    ['{podSelector: {}, ingress: {from: []}}', '{"from":[]} is not a list'],
  ])('names the value and the fix: %s', async (spec, message) => {
    const { code, err } = await run(['connectivity', file('value.yaml', around(netpol('p', spec)))]);
    expect(code).toBe(2);
    expect(err).toContain('value.yaml, document 1: NetworkPolicy shop/p: spec.');
    expect(err).toContain(message);
  });

  it.each<[string, string, string]>([
    [
      'a policy defined twice',
      `${netpol('p', CLOSED_DB)}\n---\n${netpol('p', OPEN_DB)}`,
      'NetworkPolicy shop/p is defined twice with different content',
    ],
    ['a misspelt policy kind', netpol('p', CLOSED_DB, 'networkPolicy'), 'networkPolicy shop/p'],
    [
      'a policy that was cut off',
      'apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n---\n{"items":[{"apiVersion":"networking.k8s.io/v1","kind":"NetworkPolicy","meta',
      'networking.k8s.io/NetworkPolicy objects could not all be read',
    ],
    [
      'a broken namespace',
      `apiVersion: v1\nkind: Namespace\nmetadata: {\n---\n${netpol('p', LABELLED)}`,
      'ingress rule 1',
    ],
  ])('%s', async (_case, documents, reason) => {
    const input = file('touched.yaml', around(documents));
    const { code, out } = await run([
      'eval',
      input,
      '--from',
      'shop/web',
      '--to',
      'shop/db',
      '--port',
      '80',
      '--explain',
    ]);
    expect(code).toBe(0);
    expect(out.split('\n')[0]).toBe('unknown');
    expect(out).toContain(`not known: `);
    expect(out).toContain(reason);
    expect(out).not.toContain('so all ingress is open');
  });
});

describe('connectivity', () => {
  it('lists connections for a reader, summary and assumption first', async () => {
    const { code, out, err } = await run(['connectivity', fenced]);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out.split('\n')).toEqual([
      '4 workloads in 2 namespaces, 4 policies.',
      '12 connections allowed: 6 between workloads, 2 from outside, 4 to outside.',
      expect.stringContaining('assumption: conformant'),
      '',
      'TO                    PORTS      FROM',
      'blog/mysql            all ports  blog/wordpress',
      'blog/wordpress        all ports  blog/mysql',
      'shop/redis            TCP 6379   shop/web',
      'shop/web              TCP 8080   any address, the ingress controller, all 3 other workloads',
      'outside: any address  all ports  all 4 workloads',
      '',
    ]);
  });

  it('prints one JSON document in the conformance format and nothing else', async () => {
    const { out } = await run(['connectivity', fenced, '--format', 'json']);
    const { entries } = JSON.parse(out) as { entries: unknown[] };
    expect(entries).toHaveLength(12);
    expect(entries[0]).toEqual({
      src: '0.0.0.0-255.255.255.255',
      dst: 'shop/web[Deployment]',
      ports: [{ protocol: 'TCP', ranges: [[8080, 8080]] }],
    });
    expect(entries).toContainEqual({
      src: 'blog/mysql[StatefulSet]',
      dst: 'blog/wordpress[Deployment]',
      ports: 'All Connections',
    });
  });

  it('reads standard input', async () => {
    const { code, out } = await run(['connectivity', '-'], policy('{podSelector: {}}'));
    expect(code).toBe(0);
    expect(out).toContain('Nothing may reach shop/web.');
  });

  it.each([
    ['csv', /^src,dst,ports\n0\.0\.0\.0-255\.255\.255\.255,shop\/web\[Deployment\],TCP 8080\n/],
    [
      'dot',
      /^digraph connectivity \{[\s\S]*"shop\/web\[Deployment\]" -> "shop\/redis\[Deployment\]" \[label="TCP 6379"\];/,
    ],
  ])('writes %s', async (format, expected) => {
    expect((await run(['connectivity', fenced, '--format', format])).out).toMatch(expected);
  });

  it('says which workloads are open, and why connections pass', async () => {
    const { out } = await run(['connectivity', fenced, '--exposure', '--explain']);
    expect(out).toMatch(/shop\/redis +ingress +no port/);
    expect(out).toContain('traffic from shop/web is allowed by NetworkPolicy shop/redis, rule 1');
  });

  it('assumes a plugin that enforces nothing when told so', async () => {
    expect((await run(['connectivity', fenced, '--cni', 'none'])).out).toMatch(/shop\/redis +all ports +any address/);
  });

  it('refuses input with errors, unless it is told to go on', async () => {
    const path = file('selector.yaml', policy('{podSelector: {matchLabels: {"bad key": x}}}'));
    const refused = await run(['connectivity', path, '--format', 'json']);
    expect(refused).toMatchObject({ code: 2, out: '' });
    expect(refused.err).toContain(`${path}, document 1: NetworkPolicy shop/broken: spec.podSelector.matchLabels`);
    const tolerant = await run(['connectivity', path, '--keep-going']);
    expect(tolerant.code).toBe(0);
    expect(tolerant.out).toContain('Not known');
  });

  it('prints times and memory on standard error only', async () => {
    const { out, err } = await run(['connectivity', fenced, '--format', 'json', '--timing']);
    expect(() => JSON.parse(out) as unknown).not.toThrow();
    expect(err).toMatch(/reachability +\d+\.\d +ms/);
  });
});

describe('eval', () => {
  const question = (from: string, to: string, port: string, ...more: string[]): string[] => [
    'eval',
    fenced,
    '--from',
    from,
    '--to',
    to,
    '--port',
    port,
    ...more,
  ];

  it.each([
    ['a policy closes it', question('blog/wordpress', 'shop/redis', '6379'), 'denied'],
    ['a rule opens it', question('shop/web', 'shop/redis', '6379'), 'allowed'],
    ['the port by name', question('shop/web', 'shop/redis', 'redis'), 'allowed'],
    ['another protocol', question('shop/web', 'shop/redis', '6379', '--protocol', 'udp'), 'denied'],
    ['a kind in the middle, short', question('shop/deploy/web', 'shop/deploy/redis', '6379'), 'allowed'],
    ['the name answers print', question('shop/web[Deployment]', 'shop/redis[Deployment]', '6379'), 'allowed'],
    ['from an address', question('203.0.113.9', 'shop/web', '8080'), 'allowed'],
    ['to an IPv6 address', question('shop/web', '2001:db8::1', '443'), 'allowed'],
  ])('%s', async (_, argv, verdict) => {
    const { code, out } = await run(argv);
    expect({ code, out }).toEqual({ code: 0, out: `${verdict}\n` });
  });

  it('explains each end', async () => {
    const { out } = await run(question('blog/wordpress', 'shop/redis', '6379', '--explain'));
    expect(out.split('\n').slice(0, 3)).toEqual([
      'denied',
      '  egress at blog/wordpress[Deployment]: no policy selects it, so all egress is open',
      '  ingress at shop/redis[Deployment]: NetworkPolicy shop/default-deny and NetworkPolicy shop/redis select it, and no rule allows TCP 6379 from blog/wordpress[Deployment]',
    ]);
  });

  it('prints one JSON object', async () => {
    const { out } = await run(question('shop/web', 'shop/redis', '6379', '--format', 'json'));
    expect(JSON.parse(out)).toEqual({
      from: 'shop/web',
      to: 'shop/redis',
      protocol: 'TCP',
      port: 6379,
      verdict: 'allowed',
      enforcement: 'open',
      must: [{ protocol: 'TCP', ranges: [[6379, 6379]] }],
      may: [{ protocol: 'TCP', ranges: [[6379, 6379]] }],
      because: expect.arrayContaining([expect.stringContaining('NetworkPolicy shop/redis, rule 1')]) as unknown,
    });
  });

  it('tells what is only declared from what is enforced', async () => {
    const asked = question('blog/wordpress', 'shop/redis', '6379', '--format', 'json', '--cni', 'flannel', '--explain');
    const answer = JSON.parse((await run(asked)).out) as Record<string, unknown>;
    expect(answer).toMatchObject({
      verdict: 'allowed',
      enforcement: 'declared-deny',
      decisions: { ingress: [{ by: 'open' }] },
    });
  });

  it('answers a file of questions in order', async () => {
    const { code, out } = await run(['eval', fenced, '--queries', join(examples, 'questions.jsonl')]);
    const verdicts = out
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { verdict: string }).verdict);
    expect({ code, verdicts }).toEqual({ code: 0, verdicts: ['denied', 'allowed', 'allowed'] });
  });

  it('says unknown where a broken policy decides, and why', async () => {
    const path = file('peer.yaml', policy('{podSelector: {}, ingress: [{from: [{}]}]}'));
    const { code, out, err } = await run([
      'eval',
      path,
      '--from',
      'other/other',
      '--to',
      'shop/web',
      '--port',
      '80',
      '--explain',
    ]);
    expect(code).toBe(0);
    expect(out).toMatch(/^unknown\n/);
    expect(err).toContain('NetworkPolicy shop/broken: spec.ingress[0].from[0]');
  });
});

describe('diff', () => {
  it('shows what changed', async () => {
    const { code, out } = await run(['diff', shop, fenced]);
    expect(code).toBe(0);
    expect(out).toMatch(/^0 added, 9 removed, 1 changed\./);
    expect(out).toMatch(/~ changed +shop\/web +shop\/redis +all ports +TCP 6379/);
  });

  it('prints the conformance format', async () => {
    const { entries } = JSON.parse((await run(['diff', shop, fenced, '--format', 'json'])).out) as {
      entries: unknown[];
    };
    expect(entries).toHaveLength(10);
    expect(entries[0]).toEqual({
      type: 'removed',
      src: '0.0.0.0-255.255.255.255',
      dst: 'blog/mysql[StatefulSet]',
      before: 'All Connections',
      after: [],
    });
  });

  it('finds no difference between equal input', async () => {
    expect((await run(['diff', shop, shop])).out).toMatch(/^No difference/);
  });
});

describe('report', () => {
  it('scores tenants and explains findings', async () => {
    const { code, out } = await run(['report', shop]);
    expect(code).toBe(0);
    expect(out).toMatch(/score \d+\.\d–?[\d.]* of 100, grade [A-FU]/);
    expect(out).toMatch(/open +blog can reach shop on all ports, for example/);
    expect(out).toMatch(/CRITICAL .* SEG-TN-002\n +at +blog -> shop/);
  });

  it.each([
    ['a severity that is open', [shop, '--fail-on', 'high'], 1],
    ['a score that is not reached', [shop, '--fail-on', '99'], 1],
    ['a score that is', [shop, '--fail-on', '0'], 0],
  ])('fails the gate on %s', async (_, argv, code) => {
    expect((await run(['report', ...argv])).code).toBe(code);
  });

  it('takes tenants from a file', async () => {
    const { out } = await run(['report', fenced, '--tenants', join(examples, 'tenants.yaml'), '--format', 'json']);
    const { scores } = JSON.parse(out) as { scores: { tenant: string; tier: number }[] };
    expect(scores.map(({ tenant, tier }) => [tenant, tier])).toEqual([
      ['blog', 0],
      ['shop', 3],
    ]);
  });

  it('writes findings as CSV', async () => {
    expect((await run(['report', shop, '--format', 'csv'])).out).toMatch(
      /^severity,control,verdict,tenants,subject,title,because,fix,fingerprint\ncritical,/,
    );
  });
});

describe('bad input and usage', () => {
  const ask = (from: string, to: string, port: string, ...more: string[]): string[] => [
    'eval',
    shop,
    '--from',
    from,
    '--to',
    to,
    '--port',
    port,
    ...more,
  ];

  it.each<[string, () => string[], string | RegExp]>([
    ['a path that does not exist', () => ['connectivity', '/nowhere'], /\/nowhere cannot be read/],
    [
      'a folder without manifests',
      () => ['connectivity', mkdtempSync(join(folder, 'empty-'))],
      /no .yaml, .yml or .json file was found/,
    ],
    [
      'malformed YAML',
      () => ['connectivity', file('bad.yaml', 'kind: [')],
      /bad\.yaml, document 1: the document cannot be parsed/,
    ],
    [
      'a namespace that does not exist',
      () => ask('shp/web', 'shop/redis', '80'),
      '--from: the input has no namespace "shp"; did you mean "shop"?',
    ],
    [
      'a workload that does not exist',
      () => ask('shop/wbe', 'shop/redis', '80'),
      '--from: namespace "shop" has no pod or workload "wbe"; did you mean "shop/web"?',
    ],
    [
      'a range instead of an address',
      () => ask('10.0.0.0/8', 'shop/redis', '80'),
      'ask about one address in it, for example 10.0.0.0',
    ],
    [
      'a name without a namespace',
      () => ask('web', 'shop/redis', '80'),
      '"web" names no endpoint. Write NAMESPACE/POD',
    ],
    [
      'a name like a property of every object',
      () => ask('constructor/__proto__', 'shop/redis', '80'),
      'no namespace "constructor"',
    ],
    ['two addresses', () => ask('10.0.0.1', '10.0.0.2', '80'), 'neither end is in the cluster'],
    ['port 0', () => ask('shop/web', 'shop/redis', '0'), '--port: 0 is not a port'],
    ['port 65536', () => ask('shop/web', 'shop/redis', '65536'), '--port: 65536 is not a port'],
    [
      'a port name nobody declares',
      () => ask('shop/web', 'shop/redis', 'rediss'),
      'has no TCP port named "rediss"; did you mean "redis"?',
    ],
    ['a port name for an address', () => ask('shop/web', '10.0.0.1', 'http'), 'declares no ports; write a number'],
    [
      'a protocol that does not exist',
      () => ask('shop/web', 'shop/redis', '80', '--protocol', 'HTTP'),
      '--protocol: "HTTP" is not a protocol',
    ],
    ['a question without its ends', () => ['eval', shop, '--port', '80'], '--from, --to: required'],
    [
      'a line of questions that is not JSON',
      () => ['eval', shop, '--queries', file('q1.jsonl', '\n{"from":')],
      '--queries: line 2: is not JSON',
    ],
    [
      'a line of questions with a wrong field',
      () => ['eval', shop, '--queries', file('q2.jsonl', '{"from":"a/b","to":"c/d","port":true}')],
      '--queries: line 1: port: write a number or a port name',
    ],
    ['a plugin nobody knows', () => ['connectivity', shop, '--cni', 'magic'], /argument 'magic' is invalid/],
    ['a time that is none', () => ['connectivity', shop, '--now', 'yesterday'], /write an RFC 3339 time/],
    [
      'labels that are no map',
      () => ['connectivity', shop, '--namespace-labels', file('labels.yaml', 'shop: {tier: 3}')],
      /--namespace-labels: .*labels\.yaml: shop\.tier: write the label as a string/,
    ],
    [
      'a tenants file with a wrong tier',
      () => ['report', shop, '--tenants', file('tenants.yaml', 'tenants: [{slug: a, tier: 9}]')],
      /--tenants: .*tenants\.yaml: tenants\[0\]\.tier: /,
    ],
    [
      'a tenants file that is not there',
      () => ['report', shop, '--tenants', '/nowhere.yaml'],
      '--tenants: /nowhere.yaml cannot be read',
    ],
    [
      'a gate that is none',
      () => ['report', shop, '--fail-on', 'awful'],
      /write low, medium, high, critical, or a score/,
    ],
    ['a format that comes later', () => ['report', shop, '--format', 'sarif'], '--format: sarif is not available yet'],
    [
      'parts the format has no place for',
      () => ['connectivity', shop, '--format', 'csv', '--explain'],
      '--explain: is only available with --format text or json, not csv',
    ],
    ['a start that is not there', () => ['blast', shop, '--from', 'shop/wob'], /--from: .*did you mean "shop\/web"/],
    ['a start outside by address', () => ['blast', shop, '--from', '192.0.2.1'], 'write outside'],
    ['no hop at all', () => ['blast', shop, '--from', 'outside', '--hops', '0'], /--hops.*write a whole number from 1/],
    ['a port that is none', () => ['blast', shop, '--from', 'outside', '--port', 'UDP/x'], 'write 443 or UDP/53'],
    ['nothing to change', () => ['whatif', shop], '--apply: give files to apply'],
    ['a change that is not there', () => ['whatif', shop, '--apply', '/nowhere'], '/nowhere'],
    [
      'an object to delete that is not there',
      () => ['whatif', shop, '--delete', 'NetworkPolicy/shop/none'],
      '--delete: "NetworkPolicy/shop/none" does not exist; there are NetworkPolicy/shop/web',
    ],
    ['an object to delete without a name', () => ['whatif', shop, '--delete', 'web'], 'write KIND/NAMESPACE/NAME'],
    [
      'a blamed port that is none',
      () => ['blame', shop, shop, 'shop/web', 'shop/redis', 'http'],
      'PORT: "http" is not',
    ],
    ['a blamed end nobody has', () => ['blame', shop, shop, 'shop/wob', 'shop/redis', '80'], /FROM: .*shop\/web/],
    ['an exposure of an address', () => ['exposure', shop, '--workload', '192.0.2.1'], 'name a workload'],
    ['an unknown option', () => ['connectivity', shop, '--verbose'], /unknown option '--verbose'/],
    ['an unknown command', () => ['conectivity', shop], /unknown command 'conectivity'[\s\S]*connectivity/],
  ])('%s', async (_, argv, message) => {
    const { code, out, err } = await run(argv());
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(
      typeof message === 'string' ? new RegExp(message.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)) : message,
    );
  });
});

describe('help', () => {
  it.each(['connectivity', 'eval', 'diff', 'report'])('%s shows an example', async (command) => {
    const { code, out } = await run([command, '--help']);
    expect(code).toBe(0);
    expect(out).toContain(`$ fenceline ${command} `);
  });

  it.each([
    ['serve'],
    ['demo'],
    ['migrate'],
    ['keys', 'create'],
    ['keys', 'list'],
    ['keys', 'revoke'],
    ['secrets', 'rotate'],
  ])('%s %s shows an example', async (...command) => {
    const { code, out } = await run([...command, '--help']);
    expect(code).toBe(0);
    expect(out).toContain(`fenceline ${command.join(' ')}`);
    expect(out).toMatch(/Examples?:/);
  });

  it('lists the commands', async () => {
    const { code, out } = await run(['--help']);
    expect(code).toBe(0);
    expect(out).toContain('connectivity');
  });
});

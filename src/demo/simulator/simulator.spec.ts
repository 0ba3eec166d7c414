import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Agent, request } from 'undici';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { KubeObject } from './kube-object.js';
import { type Simulator, startSimulator } from './simulator.js';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const pod = (namespace: string, name: string, labels: Record<string, string> = {}): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace, labels },
  spec: { containers: [{ name: 'app', image: 'app:1' }], nodeName: 'node-1' },
  status: { phase: 'Running', podIP: '10.1.0.1' },
});
const objects: readonly KubeObject[] = [
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } },
  ...['a', 'b', 'c', 'd', 'e'].map((name) => pod('shop', name, { tier: name < 'c' ? 'web' : 'db' })),
  pod('blog', 'z'),
  {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'default-deny', namespace: 'shop' },
    spec: { podSelector: {}, policyTypes: ['Ingress'] },
  },
  {
    apiVersion: 'cilium.io/v2',
    kind: 'CiliumNetworkPolicy',
    metadata: { name: 'l7', namespace: 'shop' },
    spec: { endpointSelector: {} },
  },
];

let simulator: Simulator;
let agent: Agent;
beforeAll(async () => {
  simulator = await startSimulator({ name: 'test', objects, forbidden: ['ingresses.networking.k8s.io'] });
  agent = new Agent({ connect: { ca: simulator.caPem } });
});
afterAll(async () => {
  await agent.close();
  await simulator.close();
});

/** What these tests look at in answers of several kinds. */
interface ListBody {
  readonly kind: string;
  readonly metadata: KubeObject['metadata'] & { readonly continue?: string };
  readonly items?: readonly KubeObject[];
}

async function get(path: string, headers: Record<string, string> = {}): Promise<{ status: number; body: ListBody }> {
  const { statusCode, body } = await request(`${simulator.url}${path}`, {
    dispatcher: agent,
    headers: { authorization: `Bearer ${simulator.token}`, ...headers },
  });
  return { status: statusCode, body: (await body.json()) as ListBody };
}
const namesOf = ({ items = [] }: ListBody): string[] => items.map(({ metadata }) => metadata.name);

describe('lists', () => {
  it('come in pages of one revision', async () => {
    const first = await get('/api/v1/pods?limit=4');
    simulator.replaceObjects([...objects, pod('blog', 'late')]);
    const second = await get(`/api/v1/pods?limit=4&continue=${first.body.metadata.continue ?? ''}`);
    expect([...namesOf(first.body), ...namesOf(second.body)]).toEqual(['z', 'a', 'b', 'c', 'd', 'e']);
    expect(second.body.metadata.resourceVersion).toBe(first.body.metadata.resourceVersion);
    expect(second.body.metadata.continue).toBeUndefined();
    simulator.replaceObjects(objects);
  });

  it('answer 410 to a token whose revision is gone', async () => {
    const { body } = await get('/api/v1/pods?limit=1');
    for (let i = 0; i < 4; i += 1) simulator.replaceObjects(objects);
    expect(await get(`/api/v1/pods?limit=1&continue=${body.metadata.continue ?? ''}`)).toMatchObject({
      status: 410,
      body: { reason: 'Expired' },
    });
  });

  it.each([
    ['labelSelector=tier%3Dweb', ['a', 'b']],
    ['labelSelector=tier%21%3Dweb', ['z', 'c', 'd', 'e']],
    ['labelSelector=tier+in+%28db%2Cx%29', ['c', 'd', 'e']],
    ['labelSelector=%21tier', ['z']],
    ['fieldSelector=metadata.namespace%3Dblog', ['z']],
  ])('are filtered by %s', async (query, expected) => {
    expect(namesOf((await get(`/api/v1/pods?${query}`)).body)).toEqual(expected);
  });

  it('leave kind out of built-in items and keep it in custom ones', async () => {
    expect((await get('/api/v1/namespaces/shop/pods')).body.items?.[0]?.kind).toBeUndefined();
    expect((await get('/apis/cilium.io/v2/ciliumnetworkpolicies')).body.items?.[0]?.kind).toBe('CiliumNetworkPolicy');
  });

  it('give metadata alone when asked', async () => {
    const { body } = await get('/api/v1/pods', {
      accept: 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1',
    });
    expect(body.kind).toBe('PartialObjectMetadataList');
    expect(Object.keys(body.items?.[0] ?? {})).toEqual(['kind', 'apiVersion', 'metadata']);
  });
});

it.each([
  { name: 'a forbidden kind', path: '/apis/networking.k8s.io/v1/ingresses', status: 403, reason: 'Forbidden' },
  { name: 'secrets', path: '/api/v1/secrets', status: 403, reason: 'Forbidden' },
  { name: 'an unknown kind', path: '/apis/example.com/v1/things', status: 404, reason: 'NotFound' },
  { name: 'an unknown object', path: '/api/v1/namespaces/shop/pods/none', status: 404, reason: 'NotFound' },
  { name: 'a watch', path: '/api/v1/pods?watch=true', status: 405, reason: 'MethodNotAllowed' },
])('answers $status to $name', async ({ path, status, reason }) => {
  expect(await get(path)).toMatchObject({ status, body: { kind: 'Status', reason } });
});

it('refuses a wrong token', async () => {
  expect((await get('/version', { authorization: 'Bearer wrong' })).status).toBe(401);
});

it('accepts its own client certificate and no other', async () => {
  const [own, foreign] = [await simulator.clientCertificate(), await (await startAndStop()).clientCertificate()];
  for (const [pair, status] of [
    [own, 200],
    [foreign, 401],
  ] as const) {
    const dispatcher = new Agent({ connect: { ca: simulator.caPem, cert: pair.certPem, key: pair.keyPem } });
    const { statusCode, body } = await request(`${simulator.url}/version`, { dispatcher });
    await body.dump();
    await dispatcher.close();
    expect(statusCode).toBe(status);
  }
});

it('keeps uid and resourceVersion of what did not change', async () => {
  const before = (await get('/api/v1/namespaces/shop/pods/a')).body.metadata;
  simulator.replaceObjects(
    objects.map((object) => (object.metadata.name === 'b' ? pod('shop', 'b', { tier: 'new' }) : object)),
  );
  const after = (await get('/api/v1/namespaces/shop/pods')).body.items ?? [];
  expect(after.find(({ metadata }) => metadata.name === 'a')?.metadata).toEqual(before);
  expect(after.find(({ metadata }) => metadata.name === 'b')?.metadata.resourceVersion).not.toBe(
    before.resourceVersion,
  );
  simulator.replaceObjects(objects);
});

async function startAndStop(): Promise<Simulator> {
  const other = await startSimulator({ name: 'other', objects: [] });
  await other.close();
  return other;
}

const hasKubectl = spawnSync('kubectl', ['version', '--client']).status === 0;
if (!hasKubectl) console.warn('skipped: kubectl is not on the PATH, the simulator was not tried with it');

describe.skipIf(!hasKubectl)('real kubectl', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'fenceline-kubectl-'));
    writeFileSync(join(folder, 'config'), simulator.kubeconfig(), { mode: 0o600 });
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const kubectl = async (...args: string[]): Promise<string> => {
    const env = { ...process.env, KUBECONFIG: join(folder, 'config'), HOME: folder };
    const { stdout } = await promisify(execFile)('kubectl', [...args, `--cache-dir=${join(folder, 'cache')}`], { env });
    return stdout;
  };

  it('prints pods of all namespaces as a table', async () => {
    const [header, ...rows] = (await kubectl('get', 'pods', '-A')).trim().split('\n');
    expect(header?.split(/\s+/)).toEqual(['NAMESPACE', 'NAME', 'READY', 'STATUS', 'RESTARTS', 'AGE']);
    expect(rows.map((row) => row.split(/\s+/).slice(0, 4).join(' '))).toContain('shop a 1/1 Running');
    expect(rows).toHaveLength(6);
  });

  it('reads network policies as YAML', async () => {
    const text = await kubectl('get', 'networkpolicies', '-A', '-o', 'yaml');
    expect(text).toContain('kind: NetworkPolicy');
    expect(text).toContain('name: default-deny');
  });

  it('lists the resources, custom ones too', async () => {
    const text = await kubectl('api-resources');
    for (const line of [
      /^pods\s+po\s+v1\s+true\s+Pod$/m,
      /^networkpolicies\s+netpol\s+networking\.k8s\.io\/v1/m,
      /^ciliumnetworkpolicies\s+cilium\.io\/v2/m,
    ]) {
      expect(text).toMatch(line);
    }
  });

  it.each([
    { question: ['list', 'pods'], answer: 'yes' },
    { question: ['list', 'secrets'], answer: 'no' },
    { question: ['create', 'pods'], answer: 'no' },
  ])('asks whether it can $question', async ({ question, answer }) => {
    const text = await kubectl('auth', 'can-i', ...question).catch(
      (error: unknown) => (error as { stdout: string }).stdout,
    );
    expect(text.trim()).toBe(answer);
  });

  it('lists what it can do, finds one object and filters by label', async () => {
    expect(await kubectl('auth', 'can-i', '--list')).toMatch(/networkpolicies\.networking\.k8s\.io/);
    expect(await kubectl('get', 'pod', 'a', '-n', 'shop', '-o', 'name')).toBe('pod/a\n');
    expect(await kubectl('get', 'po', '-n', 'shop', '-l', 'tier=web', '-o', 'name')).toBe('pod/a\npod/b\n');
    expect(await kubectl('version')).toContain('Server Version: v1.33.4');
  });

  it('is told what it may not see', async () => {
    await expect(kubectl('get', 'ingress', '-A')).rejects.toThrow(
      /ingresses\.networking\.k8s\.io is forbidden|is forbidden/,
    );
  });
});

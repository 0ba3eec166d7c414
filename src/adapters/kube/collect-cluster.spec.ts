import { afterEach, describe, expect, it, vi } from 'vitest';
import { EgressGuard } from '#src/adapters/egress/egress-guard.js';
import { createAuthority } from '#src/demo/simulator/certificates.js';
import type { KubeObject } from '#src/demo/simulator/kube-object.js';
import { type Simulator, type SimulatorOptions, startSimulator } from '#src/demo/simulator/simulator.js';
import { Secret } from '#src/lib/secret.js';
import * as faults from '../../../test/support/kube-faults.js';
import { namespace, pod, policy } from '../../../test/support/kube-objects.js';
import { caHashOf } from './certificates.js';
import { type CollectionProgress, collectCluster, type CollectOptions } from './collect-cluster.js';
import type { ClusterConnection } from './connection.js';

// Some servers here are waited for on purpose, and thousands of pods cross TLS.
vi.setConfig({ testTimeout: 60_000 });

const PODS = '/api/v1/pods';
const POLICIES = '/apis/networking.k8s.io/v1/networkpolicies';
const guard = new EgressGuard({ policy: 'CLUSTER', allow: ['127.0.0.1', 'localhost'] });
const limits = {
  pageTimeoutMs: 3000,
  maxPageBytes: 4 * 1024 * 1024,
  pageSize: 500,
  maxObjectsPerKind: 50_000,
  runTimeoutMs: 60_000,
};
const retry = { retries: 2, baseMs: 1, maxMs: 20 };
const small: readonly KubeObject[] = [
  namespace('shop'),
  ...Array.from({ length: 6 }, (_, i) => pod('shop', `web-${i}`)),
  policy('shop', 'deny'),
];

const open: Simulator[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((simulator) => simulator.close()));
});

async function start(options: Partial<SimulatorOptions> = {}): Promise<Simulator> {
  const simulator = await startSimulator({ name: 'test', objects: small, ...options });
  open.push(simulator);
  return simulator;
}

function connectionTo({ url, caPem, token }: Simulator): ClusterConnection {
  return { server: url, caPem, credential: { type: 'token', token: new Secret(token) } };
}

function collect(simulator: Simulator, options: Partial<CollectOptions> = {}): ReturnType<typeof collectCluster> {
  return collectCluster(connectionTo(simulator), { guard, limits, retry, ...options });
}

describe('a large cluster', () => {
  const objects = [
    namespace('shop', { team: 'shop' }),
    namespace('blog'),
    ...Array.from({ length: 5000 }, (_, i) =>
      pod(i % 2 === 0 ? 'shop' : 'blog', `web-${String(i).padStart(5, '0')}`, { app: 'web' }),
    ),
    ...Array.from({ length: 300 }, (_, i) => policy('shop', `policy-${i}`)),
    {
      apiVersion: 'cilium.io/v2',
      kind: 'CiliumNetworkPolicy',
      metadata: { name: 'l7', namespace: 'shop' },
      spec: { endpointSelector: {} },
    },
  ];

  it('is read whole, in pages, on few connections, without anything secret', async () => {
    const simulator = await start({ objects });
    const seen: CollectionProgress[] = [];
    const result = await collect(simulator, { onProgress: (progress) => seen.push(progress) });

    const stateOf = (kind: string): unknown => result.coverage.find((entry) => entry.kind === kind);
    expect(stateOf('core/Pod')).toEqual({ kind: 'core/Pod', state: 'COMPLETE', items: 5000 });
    expect(stateOf('networking.k8s.io/NetworkPolicy')).toEqual({
      kind: 'networking.k8s.io/NetworkPolicy',
      state: 'COMPLETE',
      items: 300,
    });
    expect(stateOf('cilium.io/CiliumNetworkPolicy')).toMatchObject({ state: 'COMPLETE', items: 1 });
    expect(stateOf('cilium.io/CiliumClusterwideNetworkPolicy')).toMatchObject({ state: 'NOT_INSTALLED' });
    expect(result).toMatchObject({ version: 'v1.33.4', settled: true });
    expect(result.kubeSystemUid).toMatch(/^[0-9a-f-]{36}$/);

    expect(simulator.requests.filter(({ path, query }) => path === PODS && query.includes('limit=500'))).toHaveLength(
      10,
    );
    expect(new Set(simulator.requests.map(({ connection }) => connection)).size).toBeLessThanOrEqual(4);
    expect(new Set(simulator.requests.map(({ acceptEncoding }) => acceptEncoding))).toEqual(new Set(['identity']));
    expect(JSON.stringify(result)).not.toContain('canary');
    expect(seen.at(0)?.stage).toBe('connect');
    expect(seen.filter(({ kind }) => kind === 'core/Pod').map(({ items }) => items)).toContain(2500);
    expect(seen.at(-1)).toMatchObject({ stage: 'settle', kindsDone: seen.at(-1)?.kindsTotal });
  });

  it('gives the same objects and coverage each time', async () => {
    const simulator = await start({ objects });
    const [one, two] = [await collect(simulator), await collect(simulator, { limits: { ...limits, pageSize: 77 } })];
    expect(two.objects).toEqual(one.objects);
    expect(two.coverage).toEqual(one.coverage);
  });
});

it('reads servers without aggregated discovery', async () => {
  const objects = [
    ...small,
    { apiVersion: 'crd.projectcalico.org/v1', kind: 'GlobalNetworkPolicy', metadata: { name: 'deny' }, spec: {} },
  ];
  const modern = await collect(await start({ objects }));
  const legacy = await collect(await start({ objects, legacyDiscovery: true }));
  expect(legacy.coverage).toEqual(modern.coverage);
  expect(legacy.coverage).toContainEqual({
    kind: 'crd.projectcalico.org/GlobalNetworkPolicy',
    state: 'COMPLETE',
    items: 1,
  });
});

it('accepts a client certificate', async () => {
  const simulator = await start();
  const { certPem, keyPem } = await simulator.clientCertificate();
  const credential = { type: 'client-certificate', certPem: new Secret(certPem), keyPem: new Secret(keyPem) } as const;
  const result = await collectCluster({ ...connectionTo(simulator), credential }, { guard, limits, retry });
  expect(result.objects.filter(({ kind }) => kind === 'Pod')).toHaveLength(6);
});

it('never takes a forbidden kind for an empty one', async () => {
  const { coverage, objects } = await collect(
    await start({ forbidden: ['networkpolicies.networking.k8s.io', 'pods'] }),
  );
  for (const kind of ['core/Pod', 'networking.k8s.io/NetworkPolicy']) {
    expect(coverage).toContainEqual({
      kind,
      state: 'FORBIDDEN',
      items: 0,
      message: expect.stringContaining('is forbidden'),
    });
  }
  expect(objects.some(({ kind }) => kind === 'NetworkPolicy')).toBe(false);
});

it('names policy kinds it does not know', async () => {
  const { diagnostics } = await collect(await start({ installed: ['acme.example/v1/AcmeNetworkPolicy'] }));
  expect(diagnostics).toMatchObject([
    { code: 'POLICY.UNKNOWN_KIND', message: expect.stringContaining('acme.example/AcmeNetworkPolicy') },
  ]);
});

describe('a kind that is gone since the last snapshot', () => {
  it('is believed when the cluster says so twice', async () => {
    const { coverage } = await collect(await start(), { knownKinds: ['cilium.io/CiliumNetworkPolicy'] });
    expect(coverage).toContainEqual({ kind: 'cilium.io/CiliumNetworkPolicy', state: 'NOT_INSTALLED', items: 0 });
  });

  it('is a gap when the cluster contradicts itself', async () => {
    const group = {
      kind: 'APIGroup',
      apiVersion: 'v1',
      name: 'cilium.io',
      versions: [{ groupVersion: 'cilium.io/v2', version: 'v2' }],
    };
    const fault = faults.all(
      faults.answer('/apis/cilium.io', 200, 'application/json', JSON.stringify(group)),
      faults.fail('/apis/cilium.io/v2', 503, 'ServiceUnavailable'),
    );
    const { coverage } = await collect(await start({ fault }), { knownKinds: ['cilium.io/CiliumNetworkPolicy'] });
    expect(coverage).toContainEqual(
      expect.objectContaining({ kind: 'cilium.io/CiliumNetworkPolicy', state: 'UNAVAILABLE' }),
    );
  });
});

describe('a server in trouble', () => {
  it.each([
    { name: '429 with Retry-After', fault: () => faults.fail(PODS, 429, 'TooManyRequests', 2, { 'retry-after': '0' }) },
    { name: '503', fault: () => faults.fail(PODS, 503, 'ServiceUnavailable', 2) },
    { name: '500', fault: () => faults.fail(PODS, 500, 'InternalError', 1) },
    { name: '410 in the middle, twice', fault: () => faults.expire(PODS, 2) },
  ])('is waited for: $name', async ({ fault }) => {
    const simulator = await start({ fault: fault() });
    const { coverage, objects } = await collect(simulator, { limits: { ...limits, pageSize: 2 } });
    expect(coverage).toContainEqual({ kind: 'core/Pod', state: 'COMPLETE', items: 6 });
    expect(new Set(objects.filter(({ kind }) => kind === 'Pod').map(({ metadata }) => metadata.name)).size).toBe(6);
    expect(simulator.requests.some(({ query }) => query.includes('inconsistent-token'))).toBe(false);
  });

  it.each([
    {
      name: '503 for good',
      fault: faults.fail(PODS, 503, 'ServiceUnavailable'),
      state: 'UNAVAILABLE',
      message: /ServiceUnavailable/,
    },
    { name: '410 for good', fault: faults.expire(PODS), state: 'UNAVAILABLE', message: /expired/ },
    { name: 'a list that hangs', fault: faults.hang(PODS), state: 'UNAVAILABLE', message: /within 1000 ms/ },
    { name: 'a list that drips', fault: faults.drip(PODS), state: 'UNAVAILABLE', message: /within 1000 ms/ },
    { name: 'a list that is cut', fault: faults.cut(PODS), state: 'UNAVAILABLE', message: /cut/ },
    {
      name: 'a kind that vanishes after discovery',
      fault: faults.fail(PODS, 404, 'NotFound'),
      state: 'NOT_INSTALLED',
      message: undefined,
    },
    { name: 'endless pages', fault: faults.endless(PODS), state: 'TRUNCATED', message: /More than 1000 pages/ },
    { name: 'the same token for ever', fault: faults.sameToken(PODS), state: 'TRUNCATED', message: /same page/ },
    { name: 'the same objects for ever', fault: faults.sameObjects(PODS), state: 'TRUNCATED', message: /listed twice/ },
    {
      name: 'a body without end',
      fault: faults.huge(PODS, 64 * 1024 * 1024),
      state: 'TRUNCATED',
      message: /larger than the limit/,
    },
    {
      name: 'a name of 1 MB',
      fault: faults.items(PODS, { metadata: { name: 'x'.repeat(1e6), namespace: 'shop' } }),
      state: 'TRUNCATED',
      message: /Kubernetes object|valid name/,
    },
    {
      name: 'a name with a path in it',
      fault: faults.items(PODS, { metadata: { name: '../secrets', namespace: 'shop' } }),
      state: 'TRUNCATED',
      message: /not a valid name|Kubernetes object/,
    },
    {
      name: 'a pod without namespace',
      fault: faults.items(PODS, { metadata: { name: 'p' } }),
      state: 'TRUNCATED',
      message: /namespace/,
    },
    {
      name: 'an object of another kind',
      fault: faults.items(PODS, { kind: 'Secret', metadata: { name: 'p', namespace: 'shop' } }),
      state: 'TRUNCATED',
      message: /another kind/,
    },
    {
      name: 'an item that is no object',
      fault: faults.items(PODS, { metadata: null }),
      state: 'TRUNCATED',
      message: /not a Kubernetes object/,
    },
  ])('leaves a gap in one kind only: $name', async ({ fault, state, message }) => {
    const simulator = await start({ fault });
    const { coverage } = await collect(simulator, {
      limits: { ...limits, pageTimeoutMs: 1000, pageSize: 2 },
      retry: { ...retry, retries: 1 },
    });
    const found = coverage.find(({ kind }) => kind === 'core/Pod');
    expect(found?.state).toBe(state);
    if (message === undefined) expect(found?.message).toBeUndefined();
    else expect(found?.message).toMatch(message);
    expect(coverage).toContainEqual({ kind: 'networking.k8s.io/NetworkPolicy', state: 'COMPLETE', items: 1 });
  });

  it('is asked for smaller pages when a page is too large', async () => {
    const simulator = await start({
      objects: [...small, ...Array.from({ length: 40 }, (_, i) => pod('shop', `big-${i}`, { text: 'x'.repeat(60) }))],
    });
    const { coverage } = await collect(simulator, { limits: { ...limits, maxPageBytes: 16_000 } });
    expect(coverage).toContainEqual({ kind: 'core/Pod', state: 'COMPLETE', items: 46 });
  });

  it('is cut off at the cap of objects', async () => {
    const { coverage } = await collect(await start(), { limits: { ...limits, maxObjectsPerKind: 4, pageSize: 2 } });
    expect(coverage).toContainEqual({ kind: 'core/Pod', state: 'TRUNCATED', items: 4, message: 'More than 4 objects' });
  });
});

describe('something that is no API server, or not ours', () => {
  const html = '<!doctype html><title>Sign in</title>';
  it.each([
    { name: 'a redirect', fault: faults.redirect(PODS, 'http://127.0.0.1:1/'), code: 'CLUSTER.PROTOCOL' },
    {
      name: 'a permanent redirect of everything',
      fault: faults.redirect('/version', 'https://127.0.0.1:1/', 308),
      code: 'CLUSTER.PROTOCOL',
    },
    { name: 'HTML with 200', fault: faults.answer(PODS, 200, 'text/html', html), code: 'CLUSTER.PROTOCOL' },
    {
      name: 'HTML that says it is JSON',
      fault: faults.answer(PODS, 200, 'application/json', html),
      code: 'CLUSTER.PROTOCOL',
    },
    { name: 'HTML with 404', fault: faults.answer(POLICIES, 404, 'text/html', html), code: 'CLUSTER.PROTOCOL' },
    { name: 'an empty 200', fault: faults.answer(PODS, 200, 'application/json', ''), code: 'CLUSTER.PROTOCOL' },
    {
      name: 'an object in place of a list',
      fault: faults.answer(PODS, 200, 'application/json', '{}'),
      code: 'CLUSTER.PROTOCOL',
    },
    {
      name: 'half a JSON document',
      fault: faults.answer(PODS, 200, 'application/json', '{"kind":"PodList","items":[{'),
      code: 'CLUSTER.PROTOCOL',
    },
    { name: 'a gzip bomb nobody asked for', fault: faults.gzipBomb(PODS), code: 'CLUSTER.PROTOCOL' },
    {
      name: 'no version',
      fault: faults.answer('/version', 200, 'application/json', '{"hello":"world"}'),
      code: 'CLUSTER.PROTOCOL',
    },
    {
      name: 'endless throttling',
      fault: faults.fail(PODS, 429, 'TooManyRequests', Infinity, { 'retry-after': '0' }),
      code: 'CLUSTER.THROTTLED',
    },
    {
      name: 'a credential that ends in between',
      fault: faults.fail(PODS, 401, 'Unauthorized'),
      code: 'CREDENTIAL.REJECTED',
    },
    { name: 'a cluster that hangs from the start', fault: faults.hang('/version'), code: 'CLUSTER.UNREACHABLE' },
    {
      name: 'no right to recognise it',
      fault: faults.fail('/api/v1/namespaces/kube-system', 403, 'Forbidden'),
      code: 'CREDENTIAL.REJECTED',
    },
  ])('fails the run: $name', async ({ fault, code }) => {
    const simulator = await start({ fault });
    await expect(
      collect(simulator, { limits: { ...limits, pageTimeoutMs: 1500 }, retry: { ...retry, retries: 1 } }),
    ).rejects.toMatchObject({ code });
  });

  it.each([301, 302, 303, 307, 308])('never sends the credential where a %s points', async (status) => {
    const elsewhere = await start({ name: 'elsewhere' });
    const simulator = await start({ fault: faults.redirect(POLICIES, `${elsewhere.url}${POLICIES}`, status) });
    await expect(collect(simulator)).rejects.toMatchObject({ code: 'CLUSTER.PROTOCOL' });
    expect(elsewhere.requests).toEqual([]);
  });

  it('is refused by the egress guard without an allow-list', async () => {
    const simulator = await start();
    const strict = new EgressGuard({ policy: 'CLUSTER' });
    await expect(collect(simulator, { guard: strict })).rejects.toMatchObject({ code: 'EGRESS.DENIED' });
    expect(simulator.requests).toEqual([]);
  });

  it('is a wrong token', async () => {
    const simulator = await start();
    await expect(collect({ ...simulator, token: 'wrong' })).rejects.toMatchObject({ code: 'CREDENTIAL.REJECTED' });
  });

  it('is nobody at all', async () => {
    const simulator = await start();
    await simulator.close();
    await expect(collect(simulator)).rejects.toMatchObject({
      code: 'CLUSTER.UNREACHABLE',
      message: expect.stringContaining('refused'),
    });
  });

  it('ends at the time limit of a run', async () => {
    const simulator = await start({ fault: faults.hang(PODS) });
    await expect(collect(simulator, { limits: { ...limits, runTimeoutMs: 400 } })).rejects.toMatchObject({
      code: 'CLUSTER.UNREACHABLE',
    });
  });

  it('ends when it is called off', async () => {
    const simulator = await start({ fault: faults.hang(PODS) });
    const signal = AbortSignal.timeout(200);
    await expect(collect(simulator, { signal })).rejects.toThrow();
  });
});

describe('certificates', () => {
  const names = { dnsNames: ['localhost'], ips: ['127.0.0.1'] };
  it.each([
    {
      name: 'of another CA',
      certificate: async () => (await createAuthority('other')).issue({ commonName: 'api', usage: 'server', ...names }),
    },
  ])('$name are refused', async ({ certificate }) => {
    const simulator = await start({ certificate: await certificate() });
    await expect(collect(simulator)).rejects.toMatchObject({ code: 'CLUSTER.TLS' });
    expect(simulator.requests).toEqual([]);
  });

  it.each([
    {
      name: 'expired',
      request: { ...names, notBefore: new Date('2020-01-01'), notAfter: new Date('2021-01-01') },
      message: /expired/,
    },
    {
      name: 'not valid yet',
      request: { ...names, notBefore: new Date('2090-01-01'), notAfter: new Date('2091-01-01') },
      message: /not valid yet/,
    },
    { name: 'for another host', request: { dnsNames: ['api.example'] }, message: /another host/ },
  ])('$name are refused', async ({ request, message }) => {
    const authority = await createAuthority('shared');
    const certificate = await authority.issue({ commonName: 'api', usage: 'server', ...request });
    const simulator = await start({ certificate });
    await expect(collect({ ...simulator, caPem: authority.caPem })).rejects.toMatchObject({
      code: 'CLUSTER.TLS',
      message: expect.stringMatching(message),
    });
    expect(simulator.requests).toEqual([]);
  });

  it('for another name are accepted when that name is registered', async () => {
    const authority = await createAuthority('shared');
    const certificate = await authority.issue({
      commonName: 'api',
      usage: 'server',
      dnsNames: ['kubernetes.internal'],
    });
    const simulator = await start({ certificate });
    const connection = { ...connectionTo(simulator), caPem: authority.caPem, tlsServerName: 'kubernetes.internal' };
    await expect(collectCluster(connection, { guard, limits, retry })).resolves.toMatchObject({ settled: true });
  });
});

describe('identity', () => {
  it('is kept by an honest cluster', async () => {
    const simulator = await start();
    const { kubeSystemUid } = await collect(simulator);
    await expect(
      collect(simulator, { pin: { kubeSystemUid, caHash: caHashOf(simulator.caPem) } }),
    ).resolves.toMatchObject({ kubeSystemUid });
  });

  it('stops a run against another cluster or another CA', async () => {
    const simulator = await start();
    await expect(collect(simulator, { pin: { kubeSystemUid: 'another' } })).rejects.toMatchObject({
      code: 'CLUSTER.CHANGED',
    });
    await expect(collect(simulator, { pin: { caHash: 'another' } })).rejects.toMatchObject({ code: 'CLUSTER.CHANGED' });
  });

  it('stops a run when the cluster is swapped meanwhile', async () => {
    const simulator = await start();
    simulator.setFault((request) => {
      if (request.path === POLICIES)
        simulator.replaceObjects([{ ...namespace('kube-system'), metadata: { name: 'kube-system', uid: 'swapped' } }]);
      return false;
    });
    await expect(collect(simulator)).rejects.toMatchObject({ code: 'CLUSTER.CHANGED' });
  });
});

describe('policies that change while a cluster is read', () => {
  it('are read again until they hold still', async () => {
    const simulator = await start();
    let changes = 0;
    simulator.setFault((request) => {
      if (request.path === POLICIES && request.accept.includes('Partial') && ++changes === 1)
        simulator.replaceObjects([...small, policy('shop', 'late')]);
      return false;
    });
    const { settled, objects } = await collect(simulator);
    expect(settled).toBe(true);
    expect(objects.filter(({ kind }) => kind === 'NetworkPolicy').map(({ metadata }) => metadata.name)).toEqual([
      'deny',
      'late',
    ]);
  });

  it('are reported as unsettled when they never do', async () => {
    const simulator = await start();
    let changes = 0;
    simulator.setFault((request) => {
      if (request.path === POLICIES) simulator.replaceObjects([...small, policy('shop', `late-${++changes}`)]);
      return false;
    });
    expect((await collect(simulator)).settled).toBe(false);
  });
});

import { afterEach, describe, expect, it, vi } from 'vitest';
import { EgressGuard } from '#src/adapters/egress/egress-guard.js';
import type { KubeObject } from '#src/demo/simulator/kube-object.js';
import { type Simulator, type SimulatorOptions, startSimulator } from '#src/demo/simulator/simulator.js';
import { Secret } from '#src/lib/secret.js';
import { namespace, pod } from '../../../test/support/kube-objects.js';
import { collectCluster } from './collect-cluster.js';
import { preflight } from './preflight.js';
import { wantedConfigMaps } from './wanted-config-maps.js';

vi.setConfig({ testTimeout: 60_000 });

const SECRET = 'canary-9d2e';
const guard = new EgressGuard({ policy: 'CLUSTER', allow: ['127.0.0.1'] });
const limits = {
  pageTimeoutMs: 5000,
  maxPageBytes: 1e6,
  pageSize: 500,
  maxObjectsPerKind: 1000,
  runTimeoutMs: 30_000,
};
const map = (name: string, data: object, ns = 'kube-system'): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: ns },
  data,
});
const objects = [
  namespace('shop'),
  namespace('mesh'),
  map('cilium-config', { 'enable-policy': 'always', 'etcd-config': SECRET }),
  map('app-settings', { password: SECRET }, 'shop'),
  map('istio', { mesh: `trustDomain: td1\ncertificates: [${SECRET}]` }, 'mesh'),
  { ...pod('mesh', 'istiod'), spec: { containers: [{ name: 'discovery', image: 'docker.io/istio/pilot:1.26.0' }] } },
];

const open: Simulator[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((simulator) => simulator.close()));
});

async function run(options: Partial<SimulatorOptions> = {}) {
  const simulator = await startSimulator({ name: 'maps', objects, ...options });
  open.push(simulator);
  const credential = { type: 'token', token: new Secret(simulator.token) } as const;
  const connection = { server: simulator.url, caPem: simulator.caPem, credential };
  return { simulator, connection, result: await collectCluster(connection, { guard, limits }) };
}

describe('ConfigMaps of a cluster', () => {
  it('are got by name, and only their documented switches are kept', async () => {
    const { result, simulator } = await run();
    const maps = result.objects.filter(({ kind }) => kind === 'ConfigMap');
    expect(maps.map(({ metadata, data }) => [metadata.namespace, metadata.name, data])).toEqual([
      ['kube-system', 'cilium-config', { 'enable-policy': 'always' }],
      ['mesh', 'istio', { trustDomain: 'td1' }],
    ]);
    expect(JSON.stringify(result.objects)).not.toContain(SECRET);
    expect(result.coverage).toContainEqual({ kind: 'core/ConfigMap', state: 'COMPLETE', items: 2 });
    expect(simulator.requests.some(({ path }) => path.endsWith('/configmaps'))).toBe(false);
    expect(simulator.requests.some(({ path }) => path.includes('/namespaces/shop/configmaps'))).toBe(false);
  });

  it('make a gap that coverage and the connection test name when they may not be read', async () => {
    const { result, connection } = await run({ forbidden: ['configmaps'] });
    const entry = result.coverage.find(({ kind }) => kind === 'core/ConfigMap');
    expect(entry).toMatchObject({ state: 'FORBIDDEN', items: 0 });
    expect(entry?.message).toContain('kube-system/');
    const report = await preflight(connection, { guard, limits });
    expect(report.kinds).toContainEqual({ kind: 'core/ConfigMap', state: 'FORBIDDEN' });
  });
});

describe('which ConfigMaps are asked for', () => {
  const named = (...names: string[]) =>
    names.map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }));

  it('none in namespaces that do not exist', () => {
    expect(wantedConfigMaps(named('shop'), [])).toEqual([]);
    expect(wantedConfigMaps(named('linkerd'), []).map(({ name }) => name)).toEqual([
      'linkerd-config',
      'linkerd-identity-trust-roots',
    ]);
  });

  it('those of every revision of Istio a namespace asks for', () => {
    const labelled = {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'shop', labels: { 'istio.io/rev': '1-24' } },
    };
    const wanted = wantedConfigMaps([...named('istio-system'), labelled], []);
    expect(wanted).toContainEqual({ namespace: 'istio-system', name: 'istio-1-24' });
  });
});

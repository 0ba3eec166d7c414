import { startSimulator, type Simulator } from '#src/demo/simulator/simulator.js';
import { startTestApi, type TestApi } from './api.js';
import { fence, shopCluster } from './shop-cluster.js';

/** The application with its workers, two tenants, and a cluster that was registered, snapshotted twice and judged. */
export interface JudgedApi extends TestApi {
  readonly simulator: Simulator;
  readonly admin: string;
  /** Public id of the cluster `prod`. */
  readonly clusterId: string;
  /** Sequence numbers 1 (open) and 2 (blog fenced) exist. */
  readonly snapshots: readonly { readonly id: string; readonly sequence: number }[];
}

/** Everything through the public doors: nothing is written behind the application's back. */
export async function startJudgedApi(): Promise<JudgedApi> {
  const api = await startTestApi({ ROLE: 'all', TICK_SECONDS: '0.2' });
  const admin = await api.key('admin');
  for (const [slug, tier] of [
    ['shop', 2],
    ['blog', 0],
  ] as const) {
    const tenant = { slug, name: `Team ${slug}`, tier, rules: [{ namespaceGlob: slug }] };
    await api.rest('post', '/tenants', admin).send(tenant).expect(201);
  }
  const simulator = await startSimulator({ name: 'prod', objects: shopCluster() });
  const cluster = {
    name: 'prod',
    labels: { env: 'test' },
    serverUrl: simulator.url,
    caPem: simulator.caPem,
    credential: { token: simulator.token },
  };
  const { body } = await api.rest('post', '/clusters', admin).send(cluster).expect(201);
  const clusterId = (body as { id: string }).id;
  await judged(api, admin, clusterId, 1);
  simulator.replaceObjects(shopCluster(fence('blog')));
  await api.rest('post', `/clusters/${clusterId}/snapshots`, admin).expect(202);
  await judged(api, admin, clusterId, 2);
  const list = await api.rest('get', `/clusters/${clusterId}/snapshots`, admin).expect(200);
  const snapshots = (list.body as { items: { id: string; sequence: number }[] }).items;
  return {
    ...api,
    simulator,
    admin,
    clusterId,
    snapshots: snapshots.toSorted((a, b) => a.sequence - b.sequence),
    close: async () => {
      await api.close();
      await simulator.close();
    },
  };
}

/** Waits until a snapshot of a cluster is judged. */
export async function judged(api: TestApi, key: string, clusterId: string, sequence: number): Promise<void> {
  for (let i = 0; i < 300; i++) {
    const { body } = await api.rest('get', `/clusters/${clusterId}`, key).expect(200);
    if (((body as { assessedSequence: number | null }).assessedSequence ?? 0) >= sequence) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const { text } = await api.rest('get', `/clusters/${clusterId}/runs`, key);
  throw new Error(`snapshot ${String(sequence)} was not judged within 30 seconds: ${text}`);
}

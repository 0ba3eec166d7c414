import type { DemoClient } from './demo-client.js';
import { demoClusters } from './data/demo-clusters.js';
import { demoTenants } from './data/demo-tenants.js';
import { type Simulator, startSimulator } from './simulator/simulator.js';

const POLL_MS = 250;
const PATIENCE_MS = 170_000;

/** A cluster as the API answers it, as far as the demo reads it. */
export interface RegisteredCluster {
  readonly id: string;
  readonly name: string;
  readonly cni: string | null;
  readonly enforced: 'yes' | 'no' | 'unknown' | null;
  readonly coverage: number | null;
  readonly sequence: number | null;
  readonly assessedSequence: number | null;
  readonly lastError: { readonly code: string; readonly message: string } | null;
}

interface Run {
  readonly state: string;
  readonly progress: { readonly stage: string; readonly kind: string | null; readonly items: number } | null;
}

/** A simulated cluster that is being served. */
export interface ServedCluster {
  readonly simulator: Simulator;
  readonly labels: Readonly<Record<string, string>>;
}

/** Serves the demo's clusters as HTTPS Kubernetes API servers. */
export async function serveClusters(): Promise<readonly ServedCluster[]> {
  return Promise.all(
    demoClusters().map(async (data) => ({ labels: data.labels, simulator: await startSimulator(data) })),
  );
}

/** Registers tenants and clusters through the public API. */
export async function registerFleet(
  client: DemoClient,
  served: readonly ServedCluster[],
): Promise<readonly RegisteredCluster[]> {
  for (const tenant of demoTenants()) await client.post('/tenants', tenant);
  return Promise.all(
    served.map(({ simulator, labels }) =>
      client.post<RegisteredCluster>('/clusters', {
        name: simulator.name,
        labels,
        serverUrl: simulator.url,
        caPem: simulator.caPem,
        credential: { token: simulator.token },
      }),
    ),
  );
}

/** Waits until a cluster's first snapshot has been judged; tells how far it is whenever that changes. */
export async function untilAssessed(
  client: DemoClient,
  cluster: RegisteredCluster,
  say: (text: string) => void,
): Promise<RegisteredCluster> {
  const deadline = performance.now() + PATIENCE_MS;
  let told = '';
  for (;;) {
    const now = await client.get<RegisteredCluster>(`/clusters/${cluster.id}`);
    if (now.assessedSequence !== null && now.assessedSequence > 0) {
      say(`${now.name}: snapshot ${String(now.assessedSequence)} judged`);
      return now;
    }
    const [run] = (await client.get<{ items: readonly Run[] }>(`/clusters/${cluster.id}/runs?first=1`)).items;
    const text = describeProgress(now, run);
    if (text !== told) say(text);
    told = text;
    if (performance.now() > deadline) return now;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

function describeProgress({ name, lastError, sequence }: RegisteredCluster, run: Run | undefined): string {
  if (lastError !== null) return `${name}: ${lastError.code}: ${lastError.message}`;
  if (sequence !== null && sequence > 0) return `${name}: snapshot ${String(sequence)} stored, judging it`;
  const progress = run?.progress ?? null;
  if (progress === null) return `${name}: waiting for a worker`;
  return [
    name + ':',
    progress.stage,
    progress.kind ?? '',
    progress.items > 0 ? `(${String(progress.items)} objects)` : '',
  ]
    .filter(Boolean)
    .join(' ');
}

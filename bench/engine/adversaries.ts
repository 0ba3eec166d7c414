import { buildModel } from '#src/engine/model/build-model.js';
import type { PodGroup } from '#src/engine/model/pod-group.js';
import type { RawObject } from '#src/engine/model/raw-object.js';
import { Reachability } from '#src/engine/reachability/reachability.js';

/** What a hostile or unlucky cluster costs. */
export interface AdversaryFigures {
  readonly name: string;
  readonly buildMs: number;
  readonly tenantsMs: number;
  readonly externalMs: number;
  readonly peakMiB: number;
  /** Did the engine say that answers are wider than the truth? */
  readonly flagged: boolean;
}

interface Adversary {
  readonly objects: readonly RawObject[];
  readonly podGroups: readonly PodGroup[];
}

/** Inputs that defeat naive engines (engine §6), by name. */
export const ADVERSARIES: ReadonlyMap<string, () => Adversary> = new Map([
  ['every pod a class of its own (20,000 pods and policies)', () => unique(20_000)],
  ['100,000 blocks in one policy', () => manyBlocks(100_000)],
  ['20,000 blocks, each with ports of its own', () => blocksWithPorts(20_000)],
  ['10,000 blocks that cut pod addresses', () => blocksOnPods(10_000)],
  ['port confetti: 2,000 pods, every pair its own range', () => confetti(2_000)],
]);

/** Measures one adversary in this process. */
export function measureAdversary(name: string): AdversaryFigures {
  const { objects, podGroups } = (ADVERSARIES.get(name) ?? (() => unique(1)))();
  const facts = {
    cluster: { name: 'bench' },
    observedAt: '2026-01-01T00:00:00Z',
    coverage: [],
    origin: 'offline',
  } as const;
  const model = buildModel({ ...facts, objects, podGroups, cni: 'calico' });
  const build = timed(() => Reachability.build(model));
  const reach = build.result;
  const halves = model.groups.map((_, group) => group % 2);
  const tenants = timed(() => reach.partyMatrix(halves, 2, 'pods'));
  const external = timed(() => reach.externalTo(0).length + reach.externalFrom(0).length);
  return {
    name,
    buildMs: build.ms,
    tenantsMs: tenants.ms,
    externalMs: external.ms,
    peakMiB: process.resourceUsage().maxRSS / 1_024,
    flagged: reach.diagnostics.some(({ code }) => code === 'ENGINE.LIMIT'),
  };
}

function timed<T>(work: () => T): { readonly ms: number; readonly result: T } {
  const before = process.cpuUsage();
  const result = work();
  const { user, system } = process.cpuUsage(before);
  return { ms: (user + system) / 1_000, result };
}

function pod(n: number, ips: readonly string[] = []): PodGroup {
  const name = `p${String(n)}`;
  return {
    namespace: 'a',
    owner: { kind: 'Pod', name },
    labels: { id: `v${String(n)}` },
    serviceAccount: 'default',
    hostNetwork: false,
    ports: [],
    images: [],
    automountToken: null,
    annotations: {},
    members: [{ name, ips }],
    fromTemplate: false,
  };
}

function policy(n: number, spec: object): RawObject {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: `p${String(n)}`, namespace: 'a' },
    spec,
  };
}

function count<T>(size: number, make: (n: number) => T): T[] {
  return Array.from({ length: size }, (_, n) => make(n));
}

function selector(n: number): object {
  return { matchLabels: { id: `v${String(n)}` } };
}

function unique(size: number): Adversary {
  const objects = count(size, (n) =>
    policy(n, { podSelector: selector(n), ingress: [{ from: [{ podSelector: selector((n * 7) % size) }] }] }),
  );
  return { objects, podGroups: count(size, (n) => pod(n)) };
}

function block(n: number): string {
  return `${String(1 + (n % 200))}.${String((n >> 3) % 256)}.${String((n * 7) % 256)}.${String(n % 256)}/32`;
}

function manyBlocks(size: number): Adversary {
  const from = count(size, (n) => ({ ipBlock: { cidr: block(n) } }));
  return { objects: [policy(0, { podSelector: {}, ingress: [{ from }] })], podGroups: [pod(0)] };
}

function blocksWithPorts(size: number): Adversary {
  const ingress = count(size, (n) => ({
    from: [{ ipBlock: { cidr: block(n) } }],
    ports: [{ port: 1 + (n % 30_000), endPort: 30_001 + ((n * 13) % 30_000) }],
  }));
  return { objects: [policy(0, { podSelector: {}, ingress })], podGroups: [pod(0)] };
}

function address(n: number): string {
  return `10.${String(n >> 16)}.${String((n >> 8) % 256)}.${String(n % 256)}`;
}

function blocksOnPods(size: number): Adversary {
  const objects = count(size, (n) =>
    policy(n, {
      podSelector: selector(n),
      ingress: [{ from: [{ ipBlock: { cidr: `${address((n * 7) % size)}/32` } }] }],
    }),
  );
  return { objects, podGroups: count(size, (n) => pod(n, [address(n)])) };
}

function confetti(size: number): Adversary {
  const range = (n: number, a: number, b: number): object => ({
    port: 1 + ((n * a) % 30_000),
    endPort: 30_001 + ((n * b) % 30_000),
  });
  const objects = count(size, (n) =>
    policy(n, {
      podSelector: selector(n),
      ingress: [{ from: [{ podSelector: {} }], ports: [range(n, 31, 17)] }],
      egress: [{ to: [{ podSelector: {} }], ports: [range(n, 37, 13)] }],
    }),
  );
  return { objects, podGroups: count(size, (n) => pod(n)) };
}

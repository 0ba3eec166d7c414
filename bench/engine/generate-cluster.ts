import { buildModel } from '#src/engine/model/build-model.js';
import type { NetworkModel } from '#src/engine/model/network-model.js';
import type { PodGroup } from '#src/engine/model/pod-group.js';
import type { RawObject } from '#src/engine/model/raw-object.js';

/** How large a cluster to generate. */
export interface ClusterSize {
  readonly pods: number;
  readonly policies: number;
}

/**
 * The seeded cluster of engine §4: seven policies a namespace (default deny, DNS or the own namespace, two rules between
 * applications, two across namespaces, one for the outside), about six workloads a namespace, about five replicas a workload, ten
 * namespaces a team. Equal seeds give equal clusters.
 */
export interface GeneratedCluster {
  readonly podGroups: readonly PodGroup[];
  readonly objects: readonly RawObject[];
  /** Team of each namespace. */
  readonly teams: ReadonlyMap<string, number>;
}

const POLICIES_A_NAMESPACE = 7;
const NAMESPACES_A_TEAM = 10;
const REPLICAS = [1, 2, 3, 3, 5, 5, 8, 16] as const;
const TIERS = ['web', 'api', 'db', 'cache', 'worker', 'queue'] as const;
const PORTS: Readonly<Record<string, number>> = {
  web: 8_080,
  api: 9_090,
  db: 5_432,
  cache: 6_379,
  worker: 7_000,
  queue: 5_672,
};

/** Generates the cluster's objects; pods come as groups, as collection stores them. */
export function generateCluster({ pods, policies }: ClusterSize, seed = 1): GeneratedCluster {
  const random = mulberry32(seed);
  const namespaces = Math.max(1, Math.round(policies / POLICIES_A_NAMESPACE));
  const teams = new Map<string, number>();
  const podGroups: PodGroup[] = [];
  const objects: RawObject[] = [];
  for (let n = 0; n < namespaces; n++) {
    const name = `ns-${String(n).padStart(5, '0')}`;
    const team = Math.floor(n / NAMESPACES_A_TEAM);
    teams.set(name, team);
    objects.push({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name, labels: { team: `team-${String(team)}`, env: n % 3 === 0 ? 'prod' : 'test' } },
    });
    const share = Math.floor((pods * (n + 1)) / namespaces) - Math.floor((pods * n) / namespaces);
    podGroups.push(...workloadsOf(name, share, random));
    objects.push(...policiesOf(name, team, random));
  }
  return { podGroups, objects, teams };
}

/** The generated cluster as the engine's input. */
export function modelOf({ podGroups, objects }: GeneratedCluster): NetworkModel {
  return buildModel({
    cluster: { name: 'bench' },
    observedAt: '2026-01-01T00:00:00Z',
    objects,
    podGroups,
    coverage: [],
    origin: 'offline',
    cni: 'conformant',
  });
}

function workloadsOf(namespace: string, pods: number, random: () => number): PodGroup[] {
  const groups: PodGroup[] = [];
  for (let left = pods, w = 0; left > 0; w++) {
    const tier = TIERS[w % TIERS.length] ?? 'web';
    const replicas = Math.min(left, REPLICAS[Math.floor(random() * REPLICAS.length)] ?? 1);
    left -= replicas;
    groups.push({
      namespace,
      owner: { kind: 'Deployment', name: `${tier}-${String(w)}` },
      labels: {
        app: `${tier}-${String(w)}`,
        tier,
        'pod-template-hash': Math.floor(random() * 2 ** 32).toString(16),
        version: `v${String(Math.floor(random() * 3))}`,
      },
      serviceAccount: 'default',
      hostNetwork: false,
      ports: [{ name: 'main', protocol: 'TCP', port: PORTS[tier] ?? 80 }],
      images: [`registry.example/${tier}:1`],
      automountToken: null,
      annotations: {},
      members: Array.from({ length: replicas }, (_, r) => ({ name: `${tier}-${String(w)}-${String(r)}`, ips: [] })),
      fromTemplate: false,
    });
  }
  return groups;
}

/** Strict namespaces isolate egress as well and so need a way to DNS. */
const DNS = {
  podSelector: {},
  policyTypes: ['Egress'],
  egress: [
    {
      to: [
        {
          namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'ns-00000' } },
          podSelector: { matchLabels: { tier: 'cache' } },
        },
      ],
      ports: [
        { protocol: 'UDP', port: 53 },
        { protocol: 'TCP', port: 53 },
      ],
    },
  ],
};

function policiesOf(namespace: string, team: number, random: () => number): RawObject[] {
  const tier = (): string => TIERS[Math.floor(random() * TIERS.length)] ?? 'web';
  const select = (own: string): object => ({ matchLabels: { tier: own } });
  const tcp = (own: string): object => ({ protocol: 'TCP', port: random() < 0.2 ? 'main' : (PORTS[own] ?? 80) });
  const [a, b, c, d, e] = [tier(), tier(), tier(), tier(), tier()];
  const isStrict = random() < 0.5;
  const otherTeam = Math.max(0, team - Math.floor(random() * 3));
  const specs: Readonly<Record<string, object>> = {
    'default-deny': { podSelector: {}, policyTypes: isStrict ? ['Ingress', 'Egress'] : ['Ingress'] },
    ...(isStrict
      ? { 'allow-dns': DNS }
      : { 'same-namespace': { podSelector: {}, ingress: [{ from: [{ podSelector: {} }] }] } }),
    'between-tiers': {
      podSelector: select(a),
      policyTypes: ['Ingress'],
      ingress: [{ from: [{ podSelector: select(b) }, { podSelector: select(c) }], ports: [tcp(a)] }],
    },
    'out-to-tier': {
      podSelector: select(b),
      policyTypes: ['Egress'],
      egress: [{ to: [{ podSelector: select(a) }], ports: [tcp(a)] }],
    },
    'from-team': {
      podSelector: select(c),
      policyTypes: ['Ingress'],
      ingress: [
        {
          from: [{ namespaceSelector: { matchLabels: { team: `team-${String(otherTeam)}` } }, podSelector: select(d) }],
          ports: [tcp(c), { protocol: 'TCP', port: 9_000, endPort: 9_000 + Math.floor(random() * 20) }],
        },
      ],
    },
    'to-team': {
      podSelector: { matchExpressions: [{ key: 'tier', operator: 'In', values: [d, e].sort() }] },
      policyTypes: ['Egress'],
      egress: [
        {
          to: [
            {
              namespaceSelector: { matchLabels: { team: `team-${String(team)}` } },
              podSelector: { matchExpressions: [{ key: 'tier', operator: 'NotIn', values: ['db'] }] },
            },
          ],
          ports: [tcp(e)],
        },
      ],
    },
    outside: {
      podSelector: { matchLabels: { tier: e, version: 'v1' } },
      policyTypes: ['Ingress', 'Egress'],
      ingress: [
        {
          from: [{ ipBlock: { cidr: `10.${String(Math.floor(random() * 256))}.0.0/16` } }],
          ports: [{ protocol: 'TCP', port: 443 }],
        },
      ],
      egress: [{ to: [{ ipBlock: { cidr: '0.0.0.0/0', except: ['169.254.169.254/32', '10.0.0.0/8'] } }] }],
    },
  };
  return Object.entries(specs).map(([name, spec]) => ({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name, namespace },
    spec,
  }));
}

/** A small, well-distributed generator of numbers in [0, 1). */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

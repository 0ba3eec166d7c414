import { describe, expect, it } from 'vitest';
import {
  cluster,
  DEFAULT_INGRESS_CLASS,
  denyAll,
  deployment,
  judgeManifests,
  namespace,
  node,
  policy,
  service,
} from '../../../test/support/judged-cluster.js';

const SIZES = { a: 10, b: 4, c: 40 } as const;
type Slug = keyof typeof SIZES;
const SLUGS = Object.keys(SIZES) as Slug[];

const tenancy = {
  tenants: [
    { slug: 'a', tier: 2 },
    { slug: 'b', tier: 1 },
    { slug: 'c', tier: 1 },
  ],
  rules: SLUGS.map((slug) => ({ tenant: slug, namespaceGlob: slug })),
};

function tenant(slug: Slug): string {
  const workloads = Array.from({ length: SIZES[slug] }, (_, i) => deployment(slug, `w${String(i)}`, { ports: [6379] }));
  return cluster(namespace(slug), ...workloads);
}

function ingress(slug: Slug): string {
  const backend = { service: { name: 'w0', port: { number: 80 } } };
  const route = {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { name: 'door', namespace: slug },
    spec: {
      tls: [{}],
      rules: [{ host: `${slug}.example`, http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } }],
    },
  };
  return cluster(service(slug, 'w0', { ports: [{ port: 80, targetPort: 8080 }] }), `---\n${JSON.stringify(route)}\n`);
}

const machines = node('n1', 'aws:///eu-central-1a/i-0abc');
const base = cluster(machines, DEFAULT_INGRESS_CLASS, ...SLUGS.map(tenant));
const allowDoor = (slug: Slug): string =>
  policy(slug, 'door', {
    podSelector: { matchLabels: { app: 'w0' } },
    policyTypes: ['Ingress'],
    ingress: [{ ports: [{ port: 8080 }] }],
  });

/** B may call the Redis of one workload of A, from one of its own. */
const strayIn = policy('a', 'stray', {
  podSelector: { matchLabels: { app: 'w1' } },
  policyTypes: ['Ingress'],
  ingress: [
    {
      from: [
        {
          namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'b' } },
          podSelector: { matchLabels: { app: 'w0' } },
        },
      ],
      ports: [{ port: 6379 }],
    },
  ],
});
const strayOut = policy('b', 'stray', {
  podSelector: { matchLabels: { app: 'w0' } },
  policyTypes: ['Egress'],
  egress: [
    { to: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'a' } } }], ports: [{ port: 6379 }] },
  ],
});
const fences = SLUGS.map(denyAll);

describe('the worked examples of scoring §3, from manifests to scores', () => {
  it('E1: a flat cluster', () => {
    const { scores, cluster: rolled } = judgeManifests(cluster(base, ...SLUGS.map(ingress)), { tenancy });
    expect(scores.map(({ tenant: slug, lower, upper, grade }) => [slug, lower, upper, grade])).toEqual([
      ['a', 20.1, 20.1, 'F'],
      ['b', 19.5, 19.5, 'F'],
      ['c', 21.3, 21.3, 'F'],
    ]);
    expect(scores[0]?.channels).toEqual({ I: 34.4, E: 13.6, X: 5.4, O: 9.5, H: 8.8, P: 7, C: 1.2 });
    expect(rolled.score).toMatchObject({ lower: 19.9, grade: 'F' });
  });

  it('E2: fenced, with one stray allow', () => {
    const { scores } = judgeManifests(cluster(base, ...fences, ingress('a'), allowDoor('a'), strayIn, strayOut), {
      tenancy,
    });
    // A rule for everyone to the door also lets B's and C's pods try it, but their egress is closed.
    expect(scores.map(({ tenant: slug, lower }) => [slug, lower])).toEqual([
      ['a', 80.4],
      ['b', 92.6],
      ['c', 98.8],
    ]);
    expect(scores[0]?.items[0]).toMatchObject({
      control: 'SEG-TN-002',
      subject: 'b → a/w1: TCP 6379',
      because: 'usable by 25 % of the workloads at the other end',
      gainIfFixed: 13,
    });
    expect(scores.every(({ confidence }) => confidence === 'B')).toBe(true);
  });

  it('E3: unreadable policies cost exactly the band', () => {
    const states = { 'networking.k8s.io/NetworkPolicy': 'FORBIDDEN' } as const;
    const { scores } = judgeManifests(cluster(base, ...SLUGS.map(ingress)), { tenancy, states });
    for (const score of scores) {
      expect(score.confidence).toBe('C');
      expect(score.coverage).toBeLessThan(0.9);
      expect(score.upper - score.lower).toBeGreaterThan(60);
      expect(score.items.filter(({ channel }) => channel === 'I').every(({ unknown }) => unknown)).toBe(true);
    }
  });

  it('E5: a broad flow into a regulated tenant', () => {
    const regulated = { ...tenancy, tenants: [{ slug: 'a', tier: 3 }, ...tenancy.tenants.slice(1)] };
    const open = policy('a', 'stray', {
      podSelector: { matchLabels: { app: 'w1' } },
      policyTypes: ['Ingress'],
      ingress: [{ from: [{ namespaceSelector: {} }] }],
    });
    const out = policy('b', 'stray', {
      podSelector: {},
      policyTypes: ['Egress'],
      egress: [{ to: [{ namespaceSelector: {} }] }],
    });
    const { scores } = judgeManifests(cluster(base, ...fences, open, out), { tenancy: regulated });
    expect(scores[0]).toMatchObject({ tenant: 'a', lower: 49, grade: 'D' });
    expect(scores[0]?.items.at(-1)).toMatchObject({ channel: 'ceiling' });
  });
});

it('replicas and look-alikes do not move a score', () => {
  const scale = (manifests: string): string => manifests.replaceAll('"replicas":1', '"replicas":30');
  const flat = cluster(base, ...SLUGS.map(ingress));
  expect(judgeManifests(scale(flat), { tenancy }).scores).toEqual(judgeManifests(flat, { tenancy }).scores);
});

it('gives the same bytes for the same snapshot', () => {
  const flat = cluster(base, ...SLUGS.map(ingress), strayIn);
  expect(JSON.stringify(judgeManifests(flat, { tenancy }))).toBe(JSON.stringify(judgeManifests(flat, { tenancy })));
});

it('a plugin that enforces nothing caps every score at 20', () => {
  const { scores } = judgeManifests(cluster(base, ...fences), { tenancy, cni: 'flannel' });
  expect(Math.max(...scores.map(({ upper }) => upper))).toBeLessThanOrEqual(20);
});

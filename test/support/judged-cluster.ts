import { FILE_LIMITS } from '#src/adapters/manifests/read-limits.js';
import { readManifests } from '#src/adapters/manifests/read-manifests.js';
import { assess } from '#src/controls/assess.js';
import type { Assessment, Breach, ControlTally } from '#src/controls/assessment.js';
import { parseTenancyRules, type TenancyRules } from '#src/engine/isolation/tenancy.js';
import type { CollectionState } from '#src/engine/model/coverage.js';
import { foldPods } from '#src/engine/model/fold-pods.js';
import { KNOWN_KINDS } from '#src/engine/model/known-kinds.js';
import type { CniProfileId, SnapshotFacts } from '#src/engine/model/snapshot-facts.js';

/** How the cluster of a test differs from one that was read completely a minute ago and runs Calico. */
export interface ClusterOptions {
  readonly origin?: 'live' | 'offline';
  readonly cni?: CniProfileId | null;
  /** Kinds that were not read completely. */
  readonly states?: Readonly<Record<string, CollectionState>>;
  readonly now?: string;
  readonly tenancy?: unknown;
}

const OBSERVED = '2026-11-22T03:00:00Z';

/** Facts of a cluster written as manifests; templates of controllers stand for their pods. */
export function factsOf(manifests: string, options: ClusterOptions = {}): SnapshotFacts {
  const { origin = 'live', cni = 'calico', states = {} } = options;
  const read = readManifests([{ name: 'cluster.yaml', content: manifests }], FILE_LIMITS);
  const { objects, podGroups } = foldPods(read.objects, 'offline');
  const readable = [...KNOWN_KINDS.values()].filter(({ role }) => role !== 'other');
  const coverage = readable.map(({ group, kind }) => {
    const key = `${group}/${kind}`;
    const found = objects.some((object) => object.kind === kind) || group === 'core' || group === 'networking.k8s.io';
    return { kind: key, state: states[key] ?? (found ? 'COMPLETE' : 'NOT_INSTALLED'), items: 0 } as const;
  });
  return {
    cluster: { name: 'test', uid: '7d4a' },
    observedAt: OBSERVED,
    objects,
    podGroups,
    coverage: origin === 'live' ? coverage : [],
    origin,
    ...(cni === null ? {} : { cni }),
  };
}

/** Judges a cluster written as manifests. */
export function judgeManifests(manifests: string, options: ClusterOptions = {}): Assessment {
  const tenancy: TenancyRules = parseTenancyRules(options.tenancy ?? {});
  return assess({ facts: factsOf(manifests, options), tenancy, now: options.now ?? '2026-11-22T03:01:00Z' });
}

/** What one control said. */
export function verdictsOf(
  assessment: Assessment,
  control: string,
): { readonly breaches: readonly Breach[]; readonly tally: ControlTally | undefined } {
  const tally = assessment.tallies.find((one) => one.control === control);
  return { breaches: assessment.breaches.filter((breach) => breach.control === control), tally };
}

/** The class of Ingresses that name none, served by a balancer of the cloud. */
export const DEFAULT_INGRESS_CLASS = `---
apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata: { name: cloud, annotations: { ingressclass.kubernetes.io/is-default-class: 'true' } }
spec: { controller: k8s.io/ingress-gce }
`;

/** A namespace, with labels. */
export function namespace(name: string, labels: Readonly<Record<string, string>> = {}): string {
  return document({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } });
}

/** A Deployment with one replica; its pods carry the label `app: <name>`. */
export function deployment(
  inNamespace: string,
  name: string,
  more: {
    readonly ports?: readonly number[];
    readonly image?: string;
    readonly spec?: object;
    readonly labels?: object;
  } = {},
): string {
  const labels = { app: name, ...more.labels };
  const ports = (more.ports ?? []).map((containerPort) => ({ containerPort }));
  return document({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: inNamespace },
    spec: {
      replicas: 1,
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels },
        spec: { containers: [{ name: 'main', image: more.image ?? 'registry.example/app:1', ports }], ...more.spec },
      },
    },
  });
}

/** A NetworkPolicy. */
export function policy(inNamespace: string, name: string, spec: object): string {
  return document({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name, namespace: inNamespace, uid: `uid-${name}`, resourceVersion: '7' },
    spec,
  });
}

/** A Service that selects `app: <app>`. */
export function service(inNamespace: string, app: string, spec: object): string {
  return document({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: app, namespace: inNamespace },
    spec: { selector: { app }, ...spec },
  });
}

/** A node. */
export function node(name: string, providerID: string, address = '192.168.7.1'): string {
  return document({
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name },
    spec: { providerID },
    status: { addresses: [{ type: 'InternalIP', address }] },
  });
}

/** Isolates all pods of a namespace in both directions. */
export function denyAll(inNamespace: string): string {
  return policy(inNamespace, 'deny-all', { podSelector: {}, policyTypes: ['Ingress', 'Egress'] });
}

/** Puts documents together. */
export function cluster(...documents: readonly string[]): string {
  return documents.join('');
}

function document(object: object): string {
  return `---\n${JSON.stringify(object)}\n`;
}

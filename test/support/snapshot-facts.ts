import fc from 'fast-check';
import type { CollectionState } from '#src/engine/model/coverage.js';
import type { PodGroup } from '#src/engine/model/pod-group.js';
import { kindKey, type RawObject } from '#src/engine/model/raw-object.js';
import type { SnapshotFacts } from '#src/engine/model/snapshot-facts.js';
import { canonicalJson } from '#src/lib/canonical-json.js';

const START = Date.parse('2026-11-16T22:00:00Z');
const HOUR = 3_600_000;
const NAMES = ['web', 'constructor', '__proto__', 'toString', 'db'];
const KINDS = [
  ['v1', 'Service'],
  ['networking.k8s.io/v1', 'NetworkPolicy'],
  ['cilium.io/v2', 'CiliumNetworkPolicy'],
] as const;

/** Facts with the given content, observed `hours` after a fixed Monday evening. */
export function factsAt(hours: number, content: Partial<SnapshotFacts> = {}): SnapshotFacts {
  return {
    cluster: { name: 'test', uid: 'b7f6', version: 'v1.33.2' },
    observedAt: new Date(START + hours * HOUR).toISOString(),
    objects: [],
    podGroups: [],
    coverage: [],
    origin: 'live',
    ...content,
  };
}

/** Facts observed some days before now. */
export function factsAgo(days: number, content: Partial<SnapshotFacts> = {}): SnapshotFacts {
  return { ...factsAt(0, content), observedAt: new Date(Date.now() - days * 24 * HOUR).toISOString() };
}

/** A pod group of one Deployment with members `name-0…`. */
export function podGroup(namespace: string, name: string, replicas: number, more: Partial<PodGroup> = {}): PodGroup {
  return {
    namespace,
    owner: { kind: 'Deployment', name },
    labels: { app: name },
    serviceAccount: 'default',
    hostNetwork: false,
    ports: [{ protocol: 'TCP', port: 8080 }],
    images: ['registry.example/app:1'],
    automountToken: null,
    annotations: {},
    members: Array.from({ length: replicas }, (_, i) => ({
      name: `${name}-${String(i)}`,
      ips: [`10.0.0.${String(i)}`],
      node: 'n1',
    })),
    fromTemplate: false,
    ...more,
  };
}

/** An object with a spec. */
export function object(apiVersion: string, kind: string, namespace: string, name: string, spec: unknown): RawObject {
  return { apiVersion, kind, metadata: { namespace, name }, spec };
}

const jsonValue = fc.jsonValue({ maxDepth: 3, stringUnit: 'grapheme' });
const anyObject = fc.record({
  kind: fc.constantFrom(...KINDS),
  namespace: fc.constantFrom(...NAMES),
  name: fc.constantFrom(...NAMES),
  spec: jsonValue,
});
const anyGroup = fc.record({
  namespace: fc.constantFrom(...NAMES),
  name: fc.constantFrom(...NAMES),
  image: fc.constantFrom('a', 'b'),
  labels: fc.dictionary(fc.constantFrom(...NAMES), fc.constantFrom('x', '')),
  pods: fc.uniqueArray(fc.record({ name: fc.nat(12), ip: fc.nat(3), node: fc.option(fc.constantFrom('n1', 'n2')) }), {
    selector: ({ name }) => name,
    maxLength: 6,
  }),
});
const state = fc.constantFrom<CollectionState>(
  'COMPLETE',
  'COMPLETE',
  'COMPLETE',
  'FORBIDDEN',
  'UNAVAILABLE',
  'TRUNCATED',
  'NOT_INSTALLED',
);

/** Contents of one snapshot over a small universe, so that consecutive ones share, change and lose objects. */
export const anyContent: fc.Arbitrary<Partial<SnapshotFacts>> = fc
  .record({
    objects: fc.uniqueArray(anyObject, {
      selector: ({ kind, namespace, name }) => `${kind[1]}/${namespace}/${name}`,
      maxLength: 12,
    }),
    groups: fc.uniqueArray(anyGroup, { selector: ({ namespace, name }) => `${namespace}/${name}`, maxLength: 6 }),
    states: fc.tuple(state, state, state, state),
  })
  .map(({ objects, groups, states }) => ({
    objects: objects.map(({ kind: [apiVersion, kind], namespace, name, spec }) =>
      object(apiVersion, kind, namespace, name, spec),
    ),
    podGroups: groups.map(({ namespace, name, image, labels, pods }) =>
      podGroup(namespace, name, 0, {
        images: [image],
        labels,
        members: pods.map((pod) => ({
          name: `p${String(pod.name)}`,
          ips: [`10.0.0.${String(pod.ip)}`],
          ...(pod.node === null ? {} : { node: pod.node }),
        })),
      }),
    ),
    coverage: [...KINDS.map(([apiVersion, kind]) => kindKey(apiVersion, kind)), 'core/Pod'].map((kind, i) => ({
      kind,
      state: states[i] ?? 'COMPLETE',
      items: 0,
    })),
  }));

const groupKey = (group: PodGroup) => canonicalJson({ ...group, members: null, images: null });
const objectKey = ({ apiVersion, kind, metadata }: RawObject) =>
  canonicalJson([kindKey(apiVersion, kind), metadata.namespace ?? '', metadata.name]);

/** What the store must know after `next` when it knew `previous`: kinds that were not read keep what was known. */
export function remembered(previous: SnapshotFacts | undefined, next: SnapshotFacts): SnapshotFacts {
  const unread = new Set(
    next.coverage.filter((c) => c.state !== 'COMPLETE' && c.state !== 'NOT_INSTALLED').map((c) => c.kind),
  );
  const seenObjects = new Set(next.objects.map(objectKey));
  const seenGroups = new Set(next.podGroups.map(groupKey));
  const objects =
    previous?.objects.filter((o) => unread.has(kindKey(o.apiVersion, o.kind)) && !seenObjects.has(objectKey(o))) ?? [];
  const groups = unread.has('core/Pod') ? (previous?.podGroups.filter((g) => !seenGroups.has(groupKey(g))) ?? []) : [];
  return { ...next, objects: [...next.objects, ...objects], podGroups: [...next.podGroups, ...groups] };
}

/** Facts as text that does not depend on the order of their lists. */
export function comparable(facts: SnapshotFacts): string {
  const sorted = (items: readonly unknown[]) => items.map(canonicalJson).sort();
  const podGroups = facts.podGroups.map((group) => ({ ...group, members: sorted(group.members) }));
  return canonicalJson({ ...facts, objects: sorted(facts.objects), podGroups: sorted(podGroups) });
}

import { projectObject } from '#src/engine/model/allow-list.js';
import { buildModel } from '#src/engine/model/build-model.js';
import { foldPods } from '#src/engine/model/fold-pods.js';
import type { NetworkModel } from '#src/engine/model/network-model.js';
import type { SnapshotFacts } from '#src/engine/model/snapshot-facts.js';

/** Facts of plain Kubernetes objects, read the way collectors and readers do. */
export function factsOf(objects: readonly unknown[], origin: 'live' | 'offline' = 'offline'): SnapshotFacts {
  const projected = objects.flatMap((object) => projectObject(object) ?? []);
  const { podGroups, objects: rest } = foldPods(projected, origin);
  return {
    cluster: { name: 'test' },
    observedAt: '2026-01-01T00:00:00Z',
    objects: rest,
    podGroups,
    coverage: [],
    origin,
  };
}

/** The model of plain Kubernetes objects. */
export function modelOf(objects: readonly unknown[], origin: 'live' | 'offline' = 'offline'): NetworkModel {
  return buildModel(factsOf(objects, origin));
}

/** A running pod in a namespace. */
export function podObject(
  namespace: string,
  name: string,
  labels: object,
  more: { ports?: object[]; ip?: string; spec?: object } = {},
): object {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace, labels },
    spec: { containers: [{ name: 'c', image: 'i', ports: more.ports ?? [] }], ...more.spec },
    status: { phase: 'Running', podIPs: more.ip === undefined ? [] : [{ ip: more.ip }] },
  };
}

/** A Service with the given spec. */
export function serviceObject(namespace: string, name: string, spec: object, annotations: object = {}): object {
  return { apiVersion: 'v1', kind: 'Service', metadata: { name, namespace, annotations }, spec };
}

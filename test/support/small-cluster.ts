import { buildModel } from '#src/engine/model/build-model.js';
import { foldPods } from '#src/engine/model/fold-pods.js';
import type { NetworkModel } from '#src/engine/model/network-model.js';
import type { RawObject } from '#src/engine/model/raw-object.js';
import type { CniProfileId } from '#src/engine/model/snapshot-facts.js';

/** A cluster written down in a test: the objects, as manifests. */
export function clusterOf(objects: readonly RawObject[], cni: CniProfileId = 'conformant'): NetworkModel {
  const folded = foldPods(objects, 'offline');
  return buildModel({
    cluster: { name: 'small' },
    observedAt: '2026-01-01T00:00:00Z',
    objects: folded.objects,
    podGroups: folded.podGroups,
    coverage: [],
    origin: 'offline',
    cni,
  });
}

/** A Deployment whose pods carry these labels and declare these container ports. */
export function deployment(
  namespace: string,
  name: string,
  labels: Readonly<Record<string, string>>,
  replicas = 1,
  ports: readonly object[] = [],
): RawObject {
  const template = { metadata: { labels }, spec: { containers: [{ name: 'main', image: 'example/main', ports }] } };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace },
    spec: { replicas, selector: { matchLabels: labels }, template },
  };
}

/** A NetworkPolicy. */
export function networkPolicy(namespace: string, name: string, spec: object): RawObject {
  return { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name, namespace }, spec };
}

import { flattenConfigMap } from '#src/adapters/manifests/flatten-config-map.js';
import { projectObject } from '#src/engine/model/allow-list.js';
import { buildModel } from '#src/engine/model/build-model.js';
import { foldPods } from '#src/engine/model/fold-pods.js';
import { KNOWN_KINDS } from '#src/engine/model/known-kinds.js';
import { Reachability } from '#src/engine/reachability/reachability.js';

/** A cluster of plain objects, as a collection that read everything sees it. */
export function liveCluster(objects: readonly unknown[]): Reachability {
  const projected = objects.flatMap((object) => projectObject(flattenConfigMap(object)) ?? []);
  const { podGroups, objects: rest } = foldPods(projected, 'live');
  const coverage = [...KNOWN_KINDS.keys()].map((kind) => ({ kind, state: 'COMPLETE' as const, items: 0 }));
  return Reachability.build(
    buildModel({
      cluster: { name: 'live' },
      observedAt: '2026-01-01T00:00:00Z',
      objects: rest,
      podGroups,
      coverage,
      origin: 'live',
    }),
  );
}

/** A namespace. */
export function namespace(name: string, labels: Readonly<Record<string, string>> = {}): object {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } };
}

/** A node with one address. */
export function node(
  name: string,
  address: string,
  more: { labels?: object; annotations?: object; info?: object; external?: string } = {},
): object {
  const { labels = {}, annotations = {}, info = {}, external } = more;
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, labels, annotations },
    status: {
      addresses: [
        { type: 'InternalIP', address },
        ...(external === undefined ? [] : [{ type: 'ExternalIP', address: external }]),
      ],
      nodeInfo: { kubeletVersion: 'v1.33.0', operatingSystem: 'linux', ...info },
    },
  };
}

/** A running pod with one container. */
export function pod(
  ns: string,
  name: string,
  more: {
    labels?: object;
    node?: string;
    ip?: string;
    ports?: object[];
    spec?: object;
    image?: string;
    owner?: string;
    ready?: boolean;
  } = {},
): object {
  const { labels = { app: name }, ready = true, owner } = more;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      namespace: ns,
      name,
      labels,
      ...(owner === undefined
        ? {}
        : { ownerReferences: [{ apiVersion: 'apps/v1', kind: 'DaemonSet', name: owner, controller: true }] }),
    },
    spec: {
      nodeName: more.node ?? 'n1',
      containers: [{ name: 'main', image: more.image ?? 'example/main', ports: more.ports ?? [] }],
      ...more.spec,
    },
    status: {
      phase: 'Running',
      podIPs: more.ip === undefined ? [] : [{ ip: more.ip }],
      conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }],
    },
  };
}

/** The DaemonSet of a network plugin. */
export function daemonSet(
  name: string,
  containers: readonly object[],
  more: { namespace?: string; desired?: number; ready?: number } = {},
): object {
  const { desired = 1, ready = desired } = more;
  return {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name, namespace: more.namespace ?? 'kube-system' },
    spec: { template: { spec: { containers } } },
    status: { desiredNumberScheduled: desired, numberReady: ready },
  };
}

/** A ConfigMap of kube-system. */
export function configMap(name: string, data: Readonly<Record<string, string>>): object {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'kube-system' }, data };
}

/** A NetworkPolicy. */
export function networkPolicy(ns: string, name: string, spec: object): object {
  return { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { namespace: ns, name }, spec };
}

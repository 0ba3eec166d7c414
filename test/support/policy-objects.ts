import { podObject } from './network-model.js';

/** Small clusters for truth tables: namespace a with web and db, b with cli, two nodes, and a process on each node. */
export const CLUSTER: readonly unknown[] = [
  namespace('a', { team: 'red' }),
  namespace('b', { team: 'blue' }),
  node('n1', '192.168.0.1'),
  node('n2', '192.168.0.2'),
  pod('a', 'web', 'n1', '10.0.0.1'),
  pod('a', 'db', 'n1', '10.0.0.2', { ports: [{ name: 'pg', containerPort: 5432 }] }),
  pod('b', 'cli', 'n2', '10.0.1.1'),
  host('host1', 'n1', '192.168.0.1'),
  host('host2', 'n2', '192.168.0.2'),
];

export function namespace(name: string, labels: object = {}): object {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } };
}

export function node(name: string, ip: string, labels: object = {}): object {
  const addresses = [{ type: 'InternalIP', address: ip }];
  return { apiVersion: 'v1', kind: 'Node', metadata: { name, labels }, status: { addresses } };
}

export function pod(
  ns: string,
  name: string,
  on: string,
  ip: string,
  more: { labels?: object; ports?: object[]; spec?: object } = {},
): object {
  const { labels = {}, ports = [], spec = {} } = more;
  return podObject(ns, name, { app: name, ...labels }, { ip, ports, spec: { nodeName: on, ...spec } });
}

export function host(name: string, on: string, ip: string): object {
  return pod('kube-system', name, on, ip, { spec: { hostNetwork: true } });
}

/** A CiliumNetworkPolicy on db in namespace a. */
export function cnp(spec: object, more: { ns?: string; on?: object; name?: string } = {}): object {
  const { ns = 'a', on = { matchLabels: { app: 'db' } }, name = 'p' } = more;
  return {
    apiVersion: 'cilium.io/v2',
    kind: 'CiliumNetworkPolicy',
    metadata: { name, namespace: ns },
    spec: { endpointSelector: on, ...spec },
  };
}

/** A CiliumClusterwideNetworkPolicy on db. */
export function ccnp(spec: object, on: object = { matchLabels: { app: 'db' } }): object {
  return {
    apiVersion: 'cilium.io/v2',
    kind: 'CiliumClusterwideNetworkPolicy',
    metadata: { name: 'wide' },
    spec: { endpointSelector: on, ...spec },
  };
}

/** A NetworkPolicy, in namespace a unless told otherwise. */
export function np(spec: object, name = 'np', ns = 'a'): object {
  return { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name, namespace: ns }, spec };
}

/** The ConfigMap of an installation. */
export function config(data: object): object {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'cilium-config', namespace: 'kube-system' }, data };
}

/** An Antrea ClusterNetworkPolicy. */
export function acnp(name: string, spec: object): object {
  const whole = { priority: 5, appliedTo: [{ podSelector: { matchLabels: { app: 'db' } } }], ...spec };
  return { apiVersion: 'crd.antrea.io/v1beta1', kind: 'ClusterNetworkPolicy', metadata: { name }, spec: whole };
}

/** An Antrea NetworkPolicy in namespace a. */
export function annp(name: string, spec: object): object {
  const whole = { priority: 5, appliedTo: [{ podSelector: { matchLabels: { app: 'db' } } }], ...spec };
  return {
    apiVersion: 'crd.antrea.io/v1beta1',
    kind: 'NetworkPolicy',
    metadata: { name, namespace: 'a' },
    spec: whole,
  };
}

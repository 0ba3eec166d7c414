import type { KubeObject } from '#src/demo/simulator/kube-object.js';

const labels = (app: string) => ({ app });

function namespace(name: string): KubeObject {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: { 'kubernetes.io/metadata.name': name } } };
}

function pod(ns: string, name: string, ip: string): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: ns, labels: labels(name) },
    spec: { nodeName: 'node-1', containers: [{ name: 'c', image: 'nginx', ports: [{ containerPort: 80 }] }] },
    status: { phase: 'Running', podIP: ip, podIPs: [{ ip }] },
  };
}

/** A DaemonSet that shows which network plugin enforces policies. */
const calico: KubeObject = {
  apiVersion: 'apps/v1',
  kind: 'DaemonSet',
  metadata: { name: 'calico-node', namespace: 'kube-system', labels: { 'k8s-app': 'calico-node' } },
  spec: {
    selector: { matchLabels: { 'k8s-app': 'calico-node' } },
    template: {
      metadata: { labels: { 'k8s-app': 'calico-node' } },
      spec: { containers: [{ name: 'calico-node', image: 'docker.io/calico/node:v3.30.0' }] },
    },
  },
};

/** Closes a namespace in both directions. */
export function fence(ns: string): KubeObject {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'fence', namespace: ns },
    spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'] },
  };
}

/** Two tenants' namespaces with a pod each and no policy, and whatever is added. */
export function shopCluster(...more: readonly KubeObject[]): KubeObject[] {
  return [
    namespace('kube-system'),
    namespace('shop'),
    namespace('blog'),
    calico,
    pod('shop', 'web', '10.1.0.1'),
    pod('blog', 'wordpress', '10.1.0.2'),
    ...more,
  ];
}

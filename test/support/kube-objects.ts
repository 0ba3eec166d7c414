import type { KubeObject } from '#src/demo/simulator/kube-object.js';

/** A namespace with its name label. */
export const namespace = (name: string, labels: Record<string, string> = {}): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name, labels: { 'kubernetes.io/metadata.name': name, ...labels } },
});

/** A running pod as an API server returns it, with the parts that must never be kept. */
export const pod = (
  inNamespace: string,
  name: string,
  labels: Record<string, string> = {},
  ip = '10.0.0.1',
): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    name,
    namespace: inNamespace,
    labels,
    annotations: { 'kubectl.kubernetes.io/last-applied-configuration': '{"canary":"canary-annotation"}' },
    managedFields: [{ manager: 'canary-manager', operation: 'Update' }],
  },
  spec: {
    nodeName: 'node-1',
    serviceAccountName: 'default',
    containers: [
      {
        name: 'app',
        image: 'registry.example/app:1',
        args: ['--password=canary-argument'],
        env: [{ name: 'PASSWORD', value: 'canary-environment' }],
        ports: [{ containerPort: 8080 }],
      },
    ],
  },
  status: { phase: 'Running', podIP: ip, podIPs: [{ ip }], hostIP: '192.0.2.1' },
});

/** A NetworkPolicy that selects all pods of its namespace. */
export const policy = (
  inNamespace: string,
  name: string,
  spec: object = { podSelector: {}, policyTypes: ['Ingress'] },
): KubeObject => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name, namespace: inNamespace },
  spec,
});

/** Objects of the admin policy APIs, as short as their cases. */

const inNamespace = (name: string): object => ({ matchLabels: { 'kubernetes.io/metadata.name': name } });

/** Peers and subjects: every pod of one namespace, of all, or by labels. */
export const namespace = (name: string): object => ({ namespaces: inNamespace(name) });
export const allNamespaces: object = { namespaces: {} };
export const podsOf = (name: string, matchLabels: object): object => ({
  pods: { namespaceSelector: inNamespace(name), podSelector: { matchLabels } },
});

/** A rule; `far` are its peers. */
export const from = (action: string, far: readonly object[], more: object = {}): object => ({
  action,
  from: far,
  ...more,
});
export const to = (action: string, far: readonly object[], more: object = {}): object => ({ action, to: far, ...more });

/** `ports` of v1alpha1 and `protocols` of v1alpha2: one TCP port. */
export const tcp = (port: number): object => ({ ports: [{ portNumber: { protocol: 'TCP', port } }] });

interface Rules {
  readonly ingress?: readonly object[];
  readonly egress?: readonly object[];
}

export function anp(name: string, priority: number, subject: object, rules: Rules): object {
  return {
    apiVersion: 'policy.networking.k8s.io/v1alpha1',
    kind: 'AdminNetworkPolicy',
    metadata: { name },
    spec: { priority, subject, ...rules },
  };
}

export function banp(subject: object, rules: Rules, name = 'default'): object {
  return {
    apiVersion: 'policy.networking.k8s.io/v1alpha1',
    kind: 'BaselineAdminNetworkPolicy',
    metadata: { name },
    spec: { subject, ...rules },
  };
}

export function cnp(name: string, tier: string, priority: number, subject: object, rules: Rules): object {
  return {
    apiVersion: 'policy.networking.k8s.io/v1alpha2',
    kind: 'ClusterNetworkPolicy',
    metadata: { name },
    spec: { tier, priority, subject, ...rules },
  };
}

/** A NetworkPolicy on every pod of a namespace. */
export function networkPolicy(namespaceName: string, spec: object): object {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'np', namespace: namespaceName },
    spec: { podSelector: {}, ...spec },
  };
}

/** A node with addresses by type. */
export function node(name: string, labels: object, addresses: Readonly<Record<string, string>>): object {
  const list = Object.entries(addresses).map(([type, address]) => ({ type, address }));
  return { apiVersion: 'v1', kind: 'Node', metadata: { name, labels }, spec: {}, status: { addresses: list } };
}

/** Policy peers and rules, short enough that a policy of the demo reads like its sentence. */

/** Every pod of the namespace. */
export const ALL_PODS = {};

/** Pods of one app. */
export const app = (name: string): object => ({ matchLabels: { app: name } });

/** Pods of one app in the policy's own namespace. */
export const here = (name: string): object => ({ podSelector: app(name) });

/** Pods of one app in another namespace. */
export const there = (namespace: string, name: string): object => ({
  ...namespaceOf(namespace),
  podSelector: app(name),
});

/** All pods of a namespace, by the label every namespace has. */
export const namespaceOf = (name: string): object => ({
  namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } },
});

/** TCP ports of a rule. */
export const tcp = (...ports: readonly number[]): object[] => ports.map((port) => ({ protocol: 'TCP', port }));

/** A policy that lets given peers reach given ports of one app. */
export const ingressTo = (target: string, from: readonly object[], ports: readonly object[]): object => ({
  podSelector: app(target),
  policyTypes: ['Ingress'],
  ingress: [{ from, ports }],
});

/** A policy that lets one app reach given peers and ports. */
export const egressFrom = (source: string, to: readonly object[], ports: readonly object[]): object => ({
  podSelector: app(source),
  policyTypes: ['Egress'],
  egress: [{ to, ports }],
});

/** Nothing in, nothing out. */
export const DENY_ALL = { podSelector: ALL_PODS, policyTypes: ['Ingress', 'Egress'] };

/** Names may be looked up. */
export const ALLOW_DNS = {
  podSelector: ALL_PODS,
  policyTypes: ['Egress'],
  egress: [
    {
      to: [{ ...namespaceOf('kube-system'), podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } } }],
      ports: [
        { protocol: 'UDP', port: 53 },
        { protocol: 'TCP', port: 53 },
      ],
    },
  ],
};

/** What a pod of the mesh may have of its own. */
interface PodParts {
  readonly ip?: string;
  readonly annotations?: object;
  readonly labels?: object;
  readonly ports?: readonly object[];
  readonly hostNetwork?: boolean;
  /** A workload whose pods do not exist yet, so that the injector still has to act. */
  readonly isPlanned?: boolean;
}

/** A pod with the proxy, under an account of its own name; planned ones only ask for it. */
export function meshedPod(namespace: string, name: string, { annotations = {}, ...parts }: PodParts): object {
  const asked = { 'linkerd.io/inject': 'enabled', ...annotations };
  return pod(namespace, name, { ...parts, annotations: asked }, parts.isPlanned === true ? [] : [{ name: 'linkerd-proxy', image: 'proxy' }]);
} // prettier-ignore

/** A pod without the proxy. */
export function plainPod(namespace: string, name: string, parts: PodParts): object {
  return pod(namespace, name, parts, []);
}

function pod(namespace: string, name: string, parts: PodParts, proxies: readonly object[]): object {
  const { ip, annotations = {}, labels = {}, ports = [], hostNetwork = false } = parts;
  const metadata = { name, namespace, annotations, labels: { app: name, ...labels } };
  const spec = {
    serviceAccountName: name,
    hostNetwork,
    containers: [{ name: 'main', image: 'i', ports: ports.map((port) => ({ protocol: 'TCP', ...port })) }, ...proxies],
  };
  if (ip === undefined) return { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name, namespace }, spec: { template: { metadata, spec } } }; // prettier-ignore
  return { apiVersion: 'v1', kind: 'Pod', metadata, spec, status: { phase: 'Running', podIPs: [{ ip }] } };
}

/** An object of policy.linkerd.io. */
export function meshObject(kind: string, namespace: string, name: string, spec: object, version = 'v1alpha1'): object {
  return { apiVersion: `policy.linkerd.io/${version}`, kind, metadata: { name, namespace }, spec };
}

/** A Server of the stored version. */
export function server(namespace: string, name: string, spec: object, labels: object = {}): object {
  return { apiVersion: 'policy.linkerd.io/v1beta3', kind: 'Server', metadata: { name, namespace, labels }, spec };
}

/** The same object as an API server returns it. */
export function stamped(object: object, creationTimestamp: string): object {
  const { metadata } = object as { metadata: object };
  return { ...object, metadata: { ...metadata, creationTimestamp } };
}

/** ConfigMap linkerd-config as it enters the model. */
export function config(data: object): object {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'linkerd-config', namespace: 'linkerd' }, data };
}

import { podObject, serviceObject } from './network-model.js';

/** How a pod takes part in the mesh, as a running cluster shows it. */
export type MeshMode = 'sidecar' | 'native-sidecar' | 'ambient' | 'none';

const PROXY = { name: 'istio-proxy', image: 'istio/proxyv2:1.27' };

/** A running pod with a service account of its own name. */
export function meshPod(
  namespace: string,
  name: string,
  mode: MeshMode,
  more: {
    readonly annotations?: Readonly<Record<string, string>>;
    readonly labels?: Readonly<Record<string, string>>;
    readonly ip?: string;
    readonly spec?: object;
  } = {},
): object {
  const app = { name: 'app', image: 'app' };
  const spec = {
    serviceAccountName: name,
    containers: mode === 'sidecar' ? [app, PROXY] : [app],
    ...(mode === 'native-sidecar' ? { initContainers: [{ ...PROXY, restartPolicy: 'Always' }] } : {}),
    ...more.spec,
  };
  const pod = podObject(
    namespace,
    name,
    { app: name, ...more.labels },
    { spec, ...(more.ip === undefined ? {} : { ip: more.ip }) },
  ) as {
    metadata: object;
  };
  const redirected = mode === 'ambient' ? { 'ambient.istio.io/redirection': 'enabled' } : {};
  return { ...pod, metadata: { ...pod.metadata, annotations: { ...redirected, ...more.annotations } } };
}

/** A namespace with labels. */
export function meshNamespace(name: string, labels: Readonly<Record<string, string>> = {}): object {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } };
}

/** An AuthorizationPolicy. */
export function authorization(
  namespace: string,
  spec: object,
  metadata: { readonly name?: string; readonly annotations?: Readonly<Record<string, string>> } = {},
): object {
  return {
    apiVersion: 'security.istio.io/v1',
    kind: 'AuthorizationPolicy',
    metadata: { name: 'ap', namespace, ...metadata },
    spec,
  };
}

/** A PeerAuthentication. */
export function authentication(
  namespace: string,
  spec: object,
  metadata: { readonly name?: string; readonly creationTimestamp?: string } = {},
): object {
  return {
    apiVersion: 'security.istio.io/v1',
    kind: 'PeerAuthentication',
    metadata: { name: 'default', namespace, ...metadata },
    spec,
  };
}

/** A Service in front of the pods of one app: port names say what they carry. */
export function meshService(namespace: string, app: string, ports: readonly object[], labels: object = {}): object {
  const service = serviceObject(namespace, app, { selector: { app }, ports }) as { metadata: object };
  return { ...service, metadata: { ...service.metadata, labels } };
}

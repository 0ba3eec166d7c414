/** What a pod of a Consul cluster may have of its own. */
interface PodParts {
  readonly ip?: string;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly labels?: object;
  readonly ports?: readonly object[];
}

/** A running pod with Consul's proxy, backing the service of its account's name. */
export function consulPod(namespace: string, name: string, { annotations = {}, ...parts }: PodParts = {}): object {
  const injected = { 'consul.hashicorp.com/connect-inject-status': 'injected', ...annotations };
  return pod(namespace, name, { ...parts, annotations: injected }, [{ name: 'consul-dataplane', image: 'dataplane' }]);
}

/** A running pod that the injector left alone. */
export function outsidePod(namespace: string, name: string, parts: PodParts = {}): object {
  return pod(namespace, name, parts, []);
}

function pod(namespace: string, name: string, parts: PodParts, proxies: readonly object[]): object {
  const { ip = '10.0.0.9', annotations = {}, labels = {}, ports = [] } = parts;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace, annotations, labels: { app: name, ...labels } },
    spec: { serviceAccountName: name, containers: [{ name: 'main', image: 'i', ports }, ...proxies] },
    status: { phase: 'Running', podIPs: [{ ip }] },
  };
}

/** An object of consul.hashicorp.com. */
export function consulObject(kind: string, name: string, spec: object, status?: object): object {
  const metadata = { name, namespace: 'default' };
  return { apiVersion: 'consul.hashicorp.com/v1alpha1', kind, metadata, spec, ...(status === undefined ? {} : { status }) };
} // prettier-ignore

/** Intentions towards one service. */
export function intentions(destination: string, sources: readonly object[], more: object = {}): object {
  return consulObject('ServiceIntentions', `to-${destination === '*' ? 'all' : destination}`, {
    destination: { name: destination },
    sources,
    ...more,
  });
}

/** The servers' settings as they enter the model. */
export function servers(data: object): object {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'consul-server-config', namespace: 'consul' }, data };
}

import { asBoolean, asInteger, asList, asPort, asText, byText, member, recordOf } from './json-value.js';
import type { ContainerPort } from './pod-group.js';
import { readProtocol } from './protocol.js';

/** What a pod's spec says about networking. Pods of equal shape cannot be told apart by it. */
export interface PodShape {
  readonly serviceAccount: string;
  readonly hostNetwork: boolean;
  /** Declared ports of containers and of sidecar init containers, in a stable order, each once. */
  readonly ports: readonly ContainerPort[];
  readonly images: readonly string[];
  readonly automountToken: boolean | null;
  /** Names of the mesh proxies among its containers, sorted. */
  readonly proxies: readonly string[];
  /** What mesh proxies and control planes say about themselves, as annotations `env.fenceline.io/<variable>`. */
  readonly variables: Readonly<Record<string, string>>;
}

/** Containers that say which cluster and mesh they belong to. */
const SPEAKERS = new Set(['istio-proxy', 'discovery']);
/** Containers a mesh injects; other names would split groups without telling anything. */
const PROXIES = new Set(['istio-proxy', 'linkerd-proxy', 'consul-dataplane', 'envoy-sidecar']);

/**
 * Reads a pod's spec, or the spec of a pod template. Values of wrong types count as absent.
 * Of the init containers only sidecars (`restartPolicy: Always`) listen while the pod serves.
 */
export function readPodShape(spec: unknown): PodShape {
  const hostNetwork = asBoolean(member(spec, 'hostNetwork')) ?? false;
  const sidecars = asList(member(spec, 'initContainers')).filter((item) => member(item, 'restartPolicy') === 'Always');
  const containers = [...asList(member(spec, 'containers')), ...sidecars];
  return {
    serviceAccount: asText(member(spec, 'serviceAccountName')) ?? 'default',
    hostNetwork,
    ports: readPorts(containers, hostNetwork),
    images: [...new Set(containers.flatMap((item) => asText(member(item, 'image')) ?? []))].sort(byText),
    automountToken: asBoolean(member(spec, 'automountServiceAccountToken')) ?? null,
    proxies: [...new Set(containers.flatMap((item) => asText(member(item, 'name')) ?? []))]
      .filter((name) => PROXIES.has(name))
      .sort(byText),
    variables: readVariables(containers),
  };
}

function readVariables(containers: readonly unknown[]): Readonly<Record<string, string>> {
  const speakers = containers.filter((item) => SPEAKERS.has(asText(member(item, 'name')) ?? ''));
  const found = speakers.flatMap((container) =>
    asList(member(container, 'env')).flatMap((item): [string, string][] => {
      const name = asText(member(item, 'name'));
      const value = asText(member(item, 'value'));
      return name === undefined || value === undefined ? [] : [[`env.fenceline.io/${name}`, value]];
    }),
  );
  return recordOf(found.sort(([a], [b]) => byText(a, b)));
}

function readPorts(containers: readonly unknown[], hostNetwork: boolean): readonly ContainerPort[] {
  const ports = new Map<string, ContainerPort>();
  for (const container of containers) {
    for (const item of asList(member(container, 'ports'))) {
      const port = readPort(item, hostNetwork);
      if (port !== undefined) ports.set(portKey(port), port);
    }
  }
  return [...ports.values()];
}

function readPort(item: unknown, hostNetwork: boolean): ContainerPort | undefined {
  const port = asPort(member(item, 'containerPort'));
  const protocol = readProtocol(member(item, 'protocol'));
  if (port === undefined || protocol === undefined) return undefined;
  const name = asText(member(item, 'name'));
  // The API server sets hostPort to the container port of pods that use the node's network.
  const hostPort = asPort(member(item, 'hostPort')) ?? (hostNetwork ? port : undefined);
  const hostIP = asText(member(item, 'hostIP'));
  return {
    ...(name === undefined ? {} : { name }),
    protocol,
    port,
    ...(hostPort === undefined ? {} : { hostPort }),
    ...(hostPort === undefined || hostIP === undefined ? {} : { hostIP }),
  };
}

/** Identity of a declared port; order of first declaration is kept because named ports resolve to the first match. */
function portKey(port: ContainerPort): string {
  return [
    port.protocol,
    String(port.port),
    port.name ?? '',
    String(asInteger(port.hostPort) ?? ''),
    port.hostIP ?? '',
  ].join('|');
}

import { createHash } from 'node:crypto';
import type { KubeObject } from '#src/demo/simulator/kube-object.js';

/** Where a simulated cluster runs. */
export interface Ground {
  /** First two parts of pod addresses, e.g. `10.10`. */
  readonly podPrefix: string;
  /** First two parts of Service addresses. */
  readonly servicePrefix: string;
  readonly kubeletVersion: string;
  readonly nodes: readonly { readonly name: string; readonly address: string; readonly providerID: string }[];
}

/** One port of a workload; `service` is the port of its Service when that differs. */
export interface PortPlan {
  readonly name: string;
  readonly port: number;
  readonly service?: number;
  readonly protocol?: 'TCP' | 'UDP';
}

/** A workload and, when it has ports, the Service of its name. */
export interface WorkloadPlan {
  readonly kind?: 'Deployment' | 'StatefulSet' | 'DaemonSet';
  readonly image: string;
  readonly replicas?: number;
  readonly ports?: readonly PortPlan[];
  /** Beside `app: <name>`. */
  readonly labels?: Readonly<Record<string, string>>;
  readonly serviceAccount?: string;
  readonly hostNetwork?: boolean;
  readonly service?: ServicePlan;
}

/** How a Service differs from an ordinary ClusterIP one. */
export interface ServicePlan {
  readonly type?: 'ClusterIP' | 'LoadBalancer' | 'NodePort';
  readonly annotations?: Readonly<Record<string, string>>;
  readonly sourceRanges?: readonly string[];
  /** Address the load balancer got. */
  readonly address?: string;
}

/** Collects the objects of one cluster, as its API server would show them; the same calls always give the same objects. */
export class ClusterBuilder {
  readonly #objects: KubeObject[] = [];
  #pods = 0;
  #services = 0;

  constructor(private readonly ground: Ground) {
    for (const [index, { name, address, providerID }] of ground.nodes.entries()) {
      const podCIDR = `${ground.podPrefix}.${index}.0/24`;
      this.add({
        apiVersion: 'v1',
        kind: 'Node',
        metadata: { name, labels: { 'kubernetes.io/hostname': name, 'kubernetes.io/os': 'linux' } },
        spec: { podCIDR, podCIDRs: [podCIDR], providerID },
        status: {
          addresses: [
            { type: 'InternalIP', address },
            { type: 'Hostname', address: name },
          ],
          nodeInfo: {
            kubeletVersion: ground.kubeletVersion,
            operatingSystem: 'linux',
            containerRuntimeVersion: 'containerd://2.0.4',
          },
        },
      });
    }
  }

  /** Adds an object as it is. */
  add(...objects: readonly KubeObject[]): this {
    this.#objects.push(...objects);
    return this;
  }

  /** Adds a namespace with its default service account. */
  namespace(name: string, labels: Readonly<Record<string, string>> = {}): this {
    return this.add(
      {
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: { name, labels: { 'kubernetes.io/metadata.name': name, ...labels } },
      },
      { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace: name } },
    );
  }

  /** Adds a workload with its pods, the ReplicaSet between them, and its Service. */
  workload(namespace: string, name: string, plan: WorkloadPlan): this {
    const kind = plan.kind ?? 'Deployment';
    const labels = { app: name, ...plan.labels };
    const replicas = kind === 'DaemonSet' ? this.ground.nodes.length : (plan.replicas ?? 1);
    const template = { metadata: { labels }, spec: podSpec(name, plan) };
    const status =
      kind === 'DaemonSet'
        ? { desiredNumberScheduled: replicas, numberReady: replicas }
        : { replicas, readyReplicas: replicas };
    const spec = { ...(kind === 'DaemonSet' ? {} : { replicas }), selector: { matchLabels: { app: name } }, template };
    this.add({ apiVersion: 'apps/v1', kind, metadata: { name, namespace, labels }, spec, status });
    const hash = shortHash(`${namespace}/${name}`, 9);
    const setName = `${name}-${hash}`;
    if (kind === 'Deployment') {
      const setLabels = { ...labels, 'pod-template-hash': hash };
      const metadata = { name: setName, namespace, labels: setLabels, ownerReferences: [owner('Deployment', name)] };
      this.add({ apiVersion: 'apps/v1', kind: 'ReplicaSet', metadata, spec: { ...spec, template }, status });
    }
    for (let index = 0; index < replicas; index += 1) {
      const parent = kind === 'Deployment' ? owner('ReplicaSet', setName) : owner(kind, name);
      const suffix = kind === 'StatefulSet' ? String(index) : shortHash(`${namespace}/${name}/${index}`, 5);
      const podName = kind === 'Deployment' ? `${setName}-${suffix}` : `${name}-${suffix}`;
      const podLabels = kind === 'Deployment' ? { ...labels, 'pod-template-hash': hash } : labels;
      this.#pod(namespace, podName, podLabels, parent, template.spec, index, plan.hostNetwork === true);
    }
    if (plan.ports !== undefined && plan.hostNetwork !== true)
      this.#service(namespace, name, plan.ports, plan.service ?? {});
    return this;
  }

  /** Adds a NetworkPolicy. */
  policy(namespace: string, name: string, spec: object, annotations?: Readonly<Record<string, string>>): this {
    const metadata = { name, namespace, ...(annotations === undefined ? {} : { annotations }) };
    return this.add({ apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata, spec });
  }

  /** Adds an Ingress of one host that leads to one Service. */
  ingress(namespace: string, name: string, host: string, port: number): this {
    const backend = { service: { name, port: { number: port } } };
    const rules = [{ host, http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } }];
    const spec = { ingressClassName: 'nginx', rules };
    return this.add({ apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', metadata: { name, namespace }, spec });
  }

  /** Everything added so far. */
  objects(): readonly KubeObject[] {
    return [...this.#objects];
  }

  #pod(
    namespace: string,
    name: string,
    labels: Readonly<Record<string, string>>,
    parent: object,
    spec: object,
    index: number,
    hostNetwork: boolean,
  ): void {
    const at = index % this.ground.nodes.length;
    const node = this.ground.nodes[at];
    this.#pods += 1;
    const ip = hostNetwork ? (node?.address ?? '') : `${this.ground.podPrefix}.${at}.${9 + this.#pods}`;
    this.add({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name, namespace, labels, ownerReferences: [parent] },
      spec: { ...spec, nodeName: node?.name ?? '' },
      status: { phase: 'Running', podIP: ip, podIPs: [{ ip }], hostIP: node?.address ?? '', qosClass: 'Burstable' },
    });
  }

  #service(namespace: string, name: string, ports: readonly PortPlan[], plan: ServicePlan): void {
    const { type = 'ClusterIP', annotations, sourceRanges, address } = plan;
    this.#services += 1;
    const clusterIP = `${this.ground.servicePrefix}.0.${9 + this.#services}`;
    this.add({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name, namespace, labels: { app: name }, ...(annotations === undefined ? {} : { annotations }) },
      spec: {
        type,
        selector: { app: name },
        clusterIP,
        clusterIPs: [clusterIP],
        ...(sourceRanges === undefined ? {} : { loadBalancerSourceRanges: sourceRanges }),
        ...(type === 'LoadBalancer' ? { allocateLoadBalancerNodePorts: false } : {}),
        ports: ports.map(({ name: portName, port, service, protocol }) => ({
          name: portName,
          protocol: protocol ?? 'TCP',
          port: service ?? port,
          targetPort: port,
        })),
      },
      status: { loadBalancer: address === undefined ? {} : { ingress: [{ ip: address }] } },
    });
  }
}

function podSpec(name: string, { image, ports = [], serviceAccount, hostNetwork }: WorkloadPlan): object {
  return {
    serviceAccountName: serviceAccount ?? 'default',
    ...(hostNetwork === true ? { hostNetwork: true } : {}),
    containers: [
      {
        name,
        image,
        ports: ports.map(({ name: portName, port, protocol }) => ({
          name: portName,
          containerPort: port,
          protocol: protocol ?? 'TCP',
          ...(hostNetwork === true ? { hostPort: port } : {}),
        })),
        resources: { requests: { cpu: '50m', memory: '64Mi' } },
      },
    ],
  };
}

function owner(kind: string, name: string): object {
  return {
    apiVersion: 'apps/v1',
    kind,
    name,
    uid: shortHash(`${kind}/${name}`, 32),
    controller: true,
    blockOwnerDeletion: true,
  };
}

/** Letters and digits as Kubernetes puts them behind names. */
function shortHash(seed: string, length: number): string {
  return createHash('sha256').update(seed).digest('hex').slice(0, length);
}

import type { ClusterBuilder, ServicePlan, WorkloadPlan } from './cluster-builder.js';

/** What differs between the clusters in what they all run. */
export interface PlatformPlan {
  /** Agent of the network plugin, a DaemonSet of kube-system. */
  readonly cni: { readonly name: string; readonly image: string };
  /** Address of the load balancer in front of the ingress controller. */
  readonly ingressAddress: string;
  readonly grafana?: ServicePlan;
  readonly argocd?: ServicePlan;
}

const AGENT: Pick<WorkloadPlan, 'kind' | 'hostNetwork'> = { kind: 'DaemonSet', hostNetwork: true };

/** The shared services of a cluster: DNS, network plugin, ingress controller, monitoring, delivery. */
export function addPlatform(cluster: ClusterBuilder, { cni, ingressAddress, grafana, argocd }: PlatformPlan): void {
  cluster
    .namespace('kube-system')
    .workload('kube-system', cni.name, { ...AGENT, image: cni.image, labels: { 'k8s-app': cni.name } })
    .workload('kube-system', 'kube-proxy', {
      ...AGENT,
      image: 'registry.k8s.io/kube-proxy:v1.33.4',
      labels: { 'k8s-app': 'kube-proxy' },
    })
    .workload('kube-system', 'coredns', {
      image: 'registry.k8s.io/coredns/coredns:v1.12.0',
      replicas: 2,
      labels: { 'k8s-app': 'kube-dns' },
      ports: [
        { name: 'dns', port: 53, protocol: 'UDP' },
        { name: 'dns-tcp', port: 53 },
        { name: 'metrics', port: 9153 },
      ],
    });

  cluster
    .namespace('ingress-nginx')
    .workload('ingress-nginx', 'ingress-nginx-controller', {
      image: 'registry.k8s.io/ingress-nginx/controller:v1.12.1',
      replicas: 2,
      ports: [
        { name: 'http', port: 80 },
        { name: 'https', port: 443 },
      ],
      service: { type: 'LoadBalancer', address: ingressAddress },
    })
    .add({
      apiVersion: 'networking.k8s.io/v1',
      kind: 'IngressClass',
      metadata: { name: 'nginx', annotations: { 'ingressclass.kubernetes.io/is-default-class': 'true' } },
      spec: { controller: 'k8s.io/ingress-nginx' },
    });

  cluster
    .namespace('monitoring')
    .workload('monitoring', 'node-exporter', {
      ...AGENT,
      image: 'quay.io/prometheus/node-exporter:v1.9.0',
      ports: [{ name: 'metrics', port: 9100 }],
    })
    .workload('monitoring', 'prometheus', {
      kind: 'StatefulSet',
      image: 'quay.io/prometheus/prometheus:v3.2.1',
      ports: [{ name: 'web', port: 9090 }],
    })
    .workload('monitoring', 'grafana', {
      image: 'docker.io/grafana/grafana:11.5.2',
      ports: [{ name: 'http', port: 3000, service: 80 }],
      ...(grafana === undefined ? {} : { service: grafana }),
    });

  cluster.namespace('argocd').workload('argocd', 'argocd-server', {
    image: 'quay.io/argoproj/argocd:v2.14.4',
    labels: { 'app.kubernetes.io/name': 'argocd-server' },
    ports: [{ name: 'https', port: 8080, service: 443 }],
    ...(argocd === undefined ? {} : { service: argocd }),
  });
}

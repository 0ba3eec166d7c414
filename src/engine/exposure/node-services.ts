/** What a port of a node gives whoever reaches it. */
export type NodeServiceRisk =
  /** Runs commands on the node, or reads or changes the cluster's state. */
  | 'control'
  /** Carries the cluster's network: may be forged from a pod that reaches it. */
  | 'network'
  /** Health, metrics and administration of the machine. */
  | 'host';

/** A service that listens on nodes, outside every pod (semantics 08 §2). Host policy alone can guard it. */
export interface NodeService {
  readonly protocol: 'TCP' | 'UDP';
  readonly port: number;
  readonly service: string;
  readonly risk: NodeServiceRisk;
  /** True when it listens on the loopback address unless somebody changed that, or only in old installations. */
  readonly rare?: boolean;
}

const ROWS: readonly (readonly [risk: NodeServiceRisk, rare: boolean, protocol: 'TCP' | 'UDP', list: string])[] = [
  ['control', false, 'TCP', '10250 kubelet; 6443 kube-apiserver; 2379 etcd clients; 2380 etcd peers'],
  ['control', true, 'TCP', '10255 kubelet read-only; 8443 kube-apiserver; 8080 kube-apiserver insecure; 4001 etcd clients (old); 7001 etcd peers (old); 2375 Docker; 2376 Docker with TLS; 10010 containerd streaming; 50000 Talos; 9345 RKE2 supervisor'],
  ['network', false, 'TCP', '179 BGP; 4240 Cilium health; 5473 Calico Typha; 9099 Felix health'],
  ['network', false, 'UDP', '4789 VXLAN; 8472 VXLAN of Flannel and Cilium; 6081 Geneve; 51820 WireGuard; 51871 WireGuard of Cilium'],
  ['host', false, 'TCP', '22 SSH; 9100 node exporter; 10256 kube-proxy health'],
  ['host', true, 'TCP', '10249 kube-proxy metrics; 10248 kubelet health; 10257 controller manager; 10259 scheduler; 2381 etcd metrics; 3389 Remote Desktop; 5985 WinRM; 5986 WinRM with TLS; 4194 cAdvisor; 9090 host agent; 9091 Felix metrics; 9092 host agent; 9093 Calico Typha metrics'],
]; // prettier-ignore

/** Every service on record, sorted by protocol and port. */
export const NODE_SERVICES: readonly NodeService[] = ROWS.flatMap(([risk, rare, protocol, list]) =>
  list.split('; ').map((text): NodeService => {
    const at = text.indexOf(' ');
    const service = { protocol, port: Number(text.slice(0, at)), service: text.slice(at + 1), risk };
    return rare ? { ...service, rare } : service;
  }),
).sort((a, b) => (a.protocol === b.protocol ? a.port - b.port : a.protocol < b.protocol ? -1 : 1));

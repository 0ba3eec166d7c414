import type { ClusterBuilder } from './cluster-builder.js';
import { ALLOW_DNS, DENY_ALL, egressFrom, here, ingressTo, tcp, there } from './policy-parts.js';

const API = 'payments-api';
const LEDGER = 'payments-ledger';
/** The card network's range, as far as the demo goes (RFC 5737). */
const CARD_NETWORK = { ipBlock: { cidr: '198.51.100.0/24' } };

/** The workloads of payments: a gateway and an API in front, the ledger and its database behind. */
export function addPayments(cluster: ClusterBuilder, domain: string): void {
  const labels = { tenant: 'payments', 'data-class': 'pci' };
  cluster
    .namespace(API, labels)
    .workload(API, 'gateway', {
      image: 'registry.example/payments/gateway:7.4.1',
      replicas: 3,
      ports: [{ name: 'https', port: 8443 }],
    })
    .workload(API, 'api', {
      image: 'registry.example/payments/api:7.4.1',
      replicas: 3,
      ports: [{ name: 'http', port: 8080 }],
    })
    .ingress(API, 'gateway', `pay.${domain}`, 8443);
  cluster
    .namespace(LEDGER, labels)
    .workload(LEDGER, 'ledger', {
      image: 'registry.example/payments/ledger:3.0.9',
      replicas: 2,
      ports: [{ name: 'grpc', port: 9000 }],
    })
    .workload(LEDGER, 'ledger-db', {
      kind: 'StatefulSet',
      image: 'docker.io/library/postgres:17.4',
      replicas: 2,
      ports: [{ name: 'postgres', port: 5432 }],
    });
}

/** Default deny both ways and one policy for each flow that is meant. */
export function fencePayments(cluster: ClusterBuilder): void {
  const edge = there('ingress-nginx', 'ingress-nginx-controller');
  for (const namespace of [API, LEDGER])
    cluster.policy(namespace, 'default-deny', DENY_ALL).policy(namespace, 'allow-dns', ALLOW_DNS);
  cluster
    .policy(API, 'gateway-from-edge', ingressTo('gateway', [edge], tcp(8443)))
    .policy(API, 'gateway-from-shop-checkout', ingressTo('gateway', [there('shop', 'checkout')], tcp(8443)))
    .policy(API, 'gateway-to-api', egressFrom('gateway', [here('api')], tcp(8080)))
    .policy(API, 'api-from-gateway', ingressTo('api', [here('gateway')], tcp(8080)))
    .policy(API, 'api-to-ledger', egressFrom('api', [there(LEDGER, 'ledger')], tcp(9000)))
    .policy(API, 'api-to-card-network', egressFrom('api', [CARD_NETWORK], tcp(443)))
    .policy(LEDGER, 'ledger-from-api', ingressTo('ledger', [there(API, 'api')], tcp(9000)))
    .policy(LEDGER, 'ledger-to-db', egressFrom('ledger', [here('ledger-db')], tcp(5432)))
    .policy(LEDGER, 'db-from-ledger', ingressTo('ledger-db', [here('ledger'), here('ledger-db')], tcp(5432)))
    .policy(LEDGER, 'db-replication', egressFrom('ledger-db', [here('ledger-db')], tcp(5432)));
}

/** The same fence written in Cilium's language, with its own peers, for the cluster that runs Cilium. */
export function fencePaymentsWithCilium(cluster: ClusterBuilder): void {
  const own = (app: string, namespace: string): object => ({
    matchLabels: { app, 'k8s:io.kubernetes.pod.namespace': namespace },
  });
  const ports = (...list: readonly number[]): object[] => [
    { ports: list.map((port) => ({ port: String(port), protocol: 'TCP' })) },
  ];
  const policy = (namespace: string, app: string, spec: object): void => {
    const metadata = { name: `${app}-fence`, namespace };
    const selector = { endpointSelector: { matchLabels: { app } } };
    cluster.add({ apiVersion: 'cilium.io/v2', kind: 'CiliumNetworkPolicy', metadata, spec: { ...selector, ...spec } });
  };
  const dns = {
    toEndpoints: [{ matchLabels: { 'k8s:io.kubernetes.pod.namespace': 'kube-system', 'k8s:k8s-app': 'kube-dns' } }],
    toPorts: [{ ports: [{ port: '53', protocol: 'ANY' }], rules: { dns: [{ matchPattern: '*' }] } }],
  };
  policy(API, 'gateway', {
    ingress: [
      {
        fromEndpoints: [own('ingress-nginx-controller', 'ingress-nginx'), own('checkout', 'shop')],
        toPorts: ports(8443),
      },
    ],
    egress: [dns, { toEndpoints: [own('api', API)], toPorts: ports(8080) }],
  });
  policy(API, 'api', {
    ingress: [{ fromEndpoints: [own('gateway', API)], toPorts: ports(8080) }],
    egress: [
      dns,
      { toEndpoints: [own('ledger', LEDGER)], toPorts: ports(9000) },
      { toFQDNs: [{ matchName: 'api.cards.example' }], toPorts: ports(443) },
    ],
  });
  policy(LEDGER, 'ledger', {
    ingress: [{ fromEndpoints: [own('api', API)], toPorts: ports(9000) }],
    egress: [dns, { toEndpoints: [own('ledger-db', LEDGER)], toPorts: ports(5432) }],
  });
  policy(LEDGER, 'ledger-db', {
    ingress: [{ fromEndpoints: [own('ledger', LEDGER), own('ledger-db', LEDGER)], toPorts: ports(5432) }],
    egress: [{ toEndpoints: [own('ledger-db', LEDGER)], toPorts: ports(5432) }],
  });
}

import type { ClusterBuilder, ServicePlan } from './cluster-builder.js';
import { ALLOW_DNS, DENY_ALL, egressFrom, here, ingressTo, tcp, there } from './policy-parts.js';

const SHOP = 'shop';
const BATCH = 'shop-batch';

/** The workloads of shop: web, checkout and catalog in front of a Redis and the orders database, and nightly batch jobs. */
export function addShop(cluster: ClusterBuilder, domain: string, ordersService: ServicePlan = {}): void {
  cluster
    .namespace(SHOP, { tenant: 'shop' })
    .workload(SHOP, 'web', {
      image: 'registry.example/shop/web:2026.11',
      replicas: 3,
      ports: [{ name: 'http', port: 8080 }],
    })
    .workload(SHOP, 'checkout', {
      image: 'registry.example/shop/checkout:2026.11',
      replicas: 2,
      ports: [{ name: 'http', port: 8080 }],
    })
    .workload(SHOP, 'catalog', {
      image: 'registry.example/shop/catalog:2026.10',
      replicas: 2,
      ports: [{ name: 'http', port: 8080 }],
    })
    .workload(SHOP, 'redis', {
      kind: 'StatefulSet',
      image: 'docker.io/library/redis:7.4',
      ports: [{ name: 'redis', port: 6379 }],
    })
    .workload(SHOP, 'orders-db', {
      kind: 'StatefulSet',
      image: 'docker.io/library/postgres:16.8',
      ports: [{ name: 'postgres', port: 5432 }],
      service: ordersService,
    })
    .ingress(SHOP, 'web', `shop.${domain}`, 8080);
  cluster
    .namespace(BATCH, { tenant: 'shop' })
    .workload(BATCH, 'reports', {
      image: 'registry.example/shop/reports:2026.09',
      labels: { tier: 'backend' },
      ports: [{ name: 'http', port: 8080 }],
    })
    .workload(BATCH, 'imports', {
      image: 'registry.example/shop/imports:2026.09',
      labels: { tier: 'backend' },
      ports: [{ name: 'http', port: 8080 }],
    });
}

/** Default deny both ways in the storefront and one policy for each flow that is meant, Redis left out. */
export function fenceShop(cluster: ClusterBuilder): void {
  const edge = there('ingress-nginx', 'ingress-nginx-controller');
  cluster
    .policy(SHOP, 'default-deny', DENY_ALL)
    .policy(SHOP, 'allow-dns', ALLOW_DNS)
    .policy(SHOP, 'web-from-edge', ingressTo('web', [edge], tcp(8080)))
    .policy(SHOP, 'web-to-backends', egressFrom('web', [here('checkout'), here('catalog')], tcp(8080)))
    .policy(SHOP, 'checkout-from-web', ingressTo('checkout', [here('web')], tcp(8080)))
    .policy(SHOP, 'checkout-to-payments', egressFrom('checkout', [there('payments-api', 'gateway')], tcp(8443)))
    .policy(SHOP, 'checkout-to-stores', egressFrom('checkout', [here('redis'), here('orders-db')], tcp(6379, 5432)))
    .policy(SHOP, 'catalog-from-web', ingressTo('catalog', [here('web')], tcp(8080)))
    .policy(SHOP, 'catalog-to-redis', egressFrom('catalog', [here('redis')], tcp(6379)))
    .policy(SHOP, 'orders-db-from-checkout', ingressTo('orders-db', [here('checkout')], tcp(5432)));
}

/** Redis as it should be: for those who use it. */
export function fenceRedis(cluster: ClusterBuilder): void {
  cluster.policy(SHOP, 'redis-from-backends', ingressTo('redis', [here('checkout'), here('catalog')], tcp(6379)));
}

/** Redis as somebody left it after a night of debugging: an empty namespace selector is every namespace. */
export function openRedis(cluster: ClusterBuilder): void {
  cluster.policy(SHOP, 'redis-debugging', ingressTo('redis', [{ namespaceSelector: {} }], tcp(6379)));
}

/** The batch jobs talk to nobody inside. */
export function fenceBatch(cluster: ClusterBuilder): void {
  cluster.policy(BATCH, 'default-deny', DENY_ALL).policy(BATCH, 'allow-dns', ALLOW_DNS);
}

/**
 * The sample policies of the OWASP Kubernetes Top Ten (K07) as an API server keeps them. `deny-backend-egress` names tier
 * and egress at the wrong depth: both are dropped, and what is left closes incoming traffic of every pod and denies no
 * egress at all. `shoes-writer` needs a mesh, and none runs here.
 */
export function addSamplePolicies(cluster: ClusterBuilder): void {
  const written = {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'deny-backend-egress', namespace: BATCH },
    spec: {
      podSelector: null,
      matchLabels: {
        tier: 'backend',
        policyTypes: ['Egress'],
        egress: [{ to: [{ podSelector: null }], matchLabels: null, tier: 'backend' }],
      },
    },
  };
  const annotations = { 'kubectl.kubernetes.io/last-applied-configuration': JSON.stringify(written) };
  cluster.policy(BATCH, 'deny-backend-egress', { podSelector: {}, policyTypes: ['Ingress'] }, annotations).add({
    apiVersion: 'security.istio.io/v1',
    kind: 'AuthorizationPolicy',
    metadata: { name: 'shoes-writer', namespace: BATCH },
    spec: {
      selector: { matchLabels: { app: 'shoes' } },
      rules: [
        {
          from: [{ source: { principals: ['cluster.local/ns/default/sa/inventory-sa'] } }],
          to: [{ operation: { methods: ['POST'] } }],
        },
      ],
    },
  });
}

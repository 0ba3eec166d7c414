import type { KubeObject } from '#src/demo/simulator/kube-object.js';
import { addBlog, blockMetadata, fenceBlogIngress, undoMetadataBlock } from './blog.js';
import { ClusterBuilder } from './cluster-builder.js';
import { joinBySubmariner } from './federation.js';
import { addPayments, fencePayments, fencePaymentsWithCilium } from './payments.js';
import { addPlatform } from './platform.js';
import { addSamplePolicies, addShop, fenceBatch, fenceRedis, fenceShop, openRedis } from './shop.js';

/** One cluster of the demo. */
export interface DemoClusterData {
  readonly name: string;
  readonly cni: string;
  readonly version: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly objects: readonly KubeObject[];
  /** Resources its credential may not list, as the simulator takes them. */
  readonly forbidden: readonly string[];
}

/**
 * Three clusters and one story: payments is fenced in prod-eu, fenced in another language in prod-us, and stands open in
 * staging although its policies are there, because the network plugin enforces none. Submariner joins the two prod clusters,
 * and an address range that was meant for shop lets blog of the other side in.
 */
export function demoClusters(): readonly DemoClusterData[] {
  return [prodEu(), prodUs(), staging()];
}

function prodEu(): DemoClusterData {
  const version = 'v1.33.4';
  const cluster = new ClusterBuilder({
    podPrefix: '10.10',
    servicePrefix: '172.20',
    kubeletVersion: version,
    nodes: ['a', 'b', 'c'].map((zone, i) => ({
      name: `ip-10-0-${i}-11.eu-central-1.compute.internal`,
      address: `10.0.${i}.11`,
      providerID: `aws:///eu-central-1${zone}/i-0e${i}7f3a9c1b2d4e5f`,
    })),
  });
  addPlatform(cluster, {
    cni: { name: 'calico-node', image: 'docker.io/calico/node:v3.29.2' },
    ingressAddress: '198.51.100.10',
  });
  cluster.add({
    apiVersion: 'crd.projectcalico.org/v1',
    kind: 'IPPool',
    metadata: { name: 'default-ipv4-ippool' },
    spec: {
      cidr: '10.10.0.0/16',
      ipipMode: 'Never',
      vxlanMode: 'CrossSubnet',
      natOutgoing: true,
      nodeSelector: 'all()',
    },
  });
  addPayments(cluster, 'eu.example');
  fencePayments(cluster);
  addShop(cluster, 'eu.example');
  fenceShop(cluster);
  openRedis(cluster);
  addSamplePolicies(cluster);
  addBlog(cluster, 'eu.example');
  fenceBlogIngress(cluster);
  blockMetadata(cluster);
  undoMetadataBlock(cluster);
  // How shop here reads the orders of the other side: see the load balancer in prod-us.
  cluster.add({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'orders-us', namespace: 'shop' },
    spec: { type: 'ExternalName', externalName: 'orders.shop.us.example' },
  });
  joinBySubmariner(cluster, 'prod-eu', 'prod-us');
  return {
    name: 'prod-eu',
    cni: 'calico',
    version,
    labels: { env: 'prod', region: 'eu' },
    objects: cluster.objects(),
    forbidden: [],
  };
}

function prodUs(): DemoClusterData {
  const version = 'v1.33.4-gke.1036000';
  const cluster = new ClusterBuilder({
    podPrefix: '10.20',
    servicePrefix: '172.21',
    kubeletVersion: version,
    nodes: ['a', 'b', 'c'].map((zone, i) => ({
      name: `gke-prod-us-pool-1-${zone}`,
      address: `10.128.0.${11 + i}`,
      providerID: `gce://shop-prod/us-central1-${zone}/gke-prod-us-pool-1-${zone}`,
    })),
  });
  addPlatform(cluster, {
    cni: { name: 'cilium', image: 'quay.io/cilium/cilium:v1.17.2' },
    ingressAddress: '198.51.100.20',
    // Opened for an outage in spring and forgotten.
    grafana: { type: 'LoadBalancer', address: '198.51.100.21' },
  });
  addPayments(cluster, 'us.example');
  fencePaymentsWithCilium(cluster);
  // For the pods of shop in prod-eu: one tenant, two clusters. The range of the policy below admits all pods there.
  addShop(cluster, 'us.example', {
    type: 'LoadBalancer',
    address: '10.128.0.200',
    annotations: { 'networking.gke.io/load-balancer-type': 'Internal' },
    sourceRanges: ['10.10.0.0/16'],
  });
  fenceShop(cluster);
  fenceRedis(cluster);
  fenceBatch(cluster);
  cluster.policy('shop', 'orders-db-from-prod-eu', {
    podSelector: { matchLabels: { app: 'orders-db' } },
    policyTypes: ['Ingress'],
    ingress: [{ from: [{ ipBlock: { cidr: '10.10.0.0/16' } }], ports: [{ protocol: 'TCP', port: 5432 }] }],
  });
  addBlog(cluster, 'us.example');
  fenceBlogIngress(cluster);
  blockMetadata(cluster);
  joinBySubmariner(cluster, 'prod-us', 'prod-eu');
  return {
    name: 'prod-us',
    cni: 'cilium',
    version,
    labels: { env: 'prod', region: 'us' },
    objects: cluster.objects(),
    forbidden: [],
  };
}

function staging(): DemoClusterData {
  const version = 'v1.32.9';
  const cluster = new ClusterBuilder({
    podPrefix: '10.30',
    servicePrefix: '172.22',
    kubeletVersion: version,
    nodes: [1, 2].map((i) => ({ name: `staging-${i}`, address: `10.50.0.${10 + i}`, providerID: `hcloud://4711${i}` })),
  });
  addPlatform(cluster, {
    cni: { name: 'kube-flannel-ds', image: 'ghcr.io/flannel-io/flannel:v0.26.5' },
    ingressAddress: '198.51.100.30',
    argocd: { type: 'LoadBalancer', address: '198.51.100.31' },
  });
  addPayments(cluster, 'staging.example');
  fencePayments(cluster);
  addShop(cluster, 'staging.example');
  fenceShop(cluster);
  fenceRedis(cluster);
  fenceBatch(cluster);
  addBlog(cluster, 'staging.example');
  fenceBlogIngress(cluster);
  blockMetadata(cluster);
  // Its role was written before service accounts were asked for: a gap that coverage shows.
  const forbidden = ['serviceaccounts'];
  return {
    name: 'staging',
    cni: 'flannel',
    version,
    labels: { env: 'staging', region: 'eu' },
    objects: cluster.objects(),
    forbidden,
  };
}

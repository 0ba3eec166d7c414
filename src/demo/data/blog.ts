import type { ClusterBuilder } from './cluster-builder.js';
import { ALL_PODS, app, here, ingressTo, tcp, there } from './policy-parts.js';

const BLOG = 'blog';

/** The workloads of blog: WordPress on the internet and its database. */
export function addBlog(cluster: ClusterBuilder, domain: string): void {
  cluster
    .namespace(BLOG, { tenant: 'blog' })
    .workload(BLOG, 'wordpress', {
      image: 'docker.io/library/wordpress:6.7-apache',
      replicas: 2,
      ports: [{ name: 'http', port: 80 }],
    })
    .workload(BLOG, 'wp-database', {
      kind: 'StatefulSet',
      image: 'docker.io/library/mysql:8.4',
      ports: [{ name: 'mysql', port: 3306 }],
    })
    .ingress(BLOG, 'wordpress', `blog.${domain}`, 80);
}

/** Who may come in: the edge to WordPress, WordPress to its database. */
export function fenceBlogIngress(cluster: ClusterBuilder): void {
  const edge = there('ingress-nginx', 'ingress-nginx-controller');
  cluster
    .policy(BLOG, 'wordpress-from-edge', ingressTo('wordpress', [edge], tcp(80)))
    .policy(BLOG, 'database-from-wordpress', ingressTo('wp-database', [here('wordpress')], tcp(3306)));
}

/** Another sample policy of OWASP's K07: everything but the cloud's metadata service. */
export function blockMetadata(cluster: ClusterBuilder): void {
  const everythingElse = { ipBlock: { cidr: '0.0.0.0/0', except: ['169.254.169.254/32'] } };
  cluster.policy(BLOG, 'block-metadata', {
    podSelector: ALL_PODS,
    policyTypes: ['Egress'],
    egress: [{ to: [everythingElse] }],
  });
}

/** Added later, so that plugins could update themselves. Policies add up: the metadata service is open again, and so is the cluster. */
export function undoMetadataBlock(cluster: ClusterBuilder): void {
  cluster.policy(BLOG, 'wordpress-updates', { podSelector: app('wordpress'), policyTypes: ['Egress'], egress: [{}] });
}

import type { PodGroup } from '../../model/pod-group.js';
import type { FleetMember } from '../fleet-member.js';

const ROLES = new Set(['ingressgateway', 'egressgateway', 'eastwestgateway']);
const PROXIES =
  /ingress-nginx\/controller|nginx-ingress|traefik|haproxy-ingress|haproxytech|projectcontour|envoyproxy\/envoy|kong(?:-gateway)?[:@]|ambassador|apisix|(?:^|\/)squid[:@]|tinyproxy/;

/** Pods that end connections and open new ones for others: edge proxies, gateways of meshes, forward proxies. */
export function relaysOf({ model }: FleetMember): number[] {
  return model.groups.flatMap((group, id) => (isRelay(group) ? [id] : []));
}

function isRelay({ images, labels, owner, hostNetwork }: PodGroup): boolean {
  if (hostNetwork) return false;
  return (
    ROLES.has(labels['istio'] ?? '') ||
    /^(?:linkerd-gateway|skupper-router|consul-mesh-gateway)/.test(owner.name) ||
    images.some((image) => PROXIES.test(image))
  );
}

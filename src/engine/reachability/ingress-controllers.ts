import type { NetworkModel } from '../model/network-model.js';

/** Images of well-known proxies that serve Ingress and Gateway objects (repository part, without registry and tag). */
const CONTROLLER_IMAGES: readonly RegExp[] = [
  /ingress-nginx\/controller/,
  /nginx-ingress/,
  /nginxinc\/nginx-gateway/,
  /(?:^|\/)traefik(?:[:@]|$)/,
  /haproxy-ingress|haproxytech\/kubernetes-ingress/,
  /projectcontour\/contour/,
  /kong\/(?:kubernetes-ingress-controller|kong)/,
  /envoyproxy\/gateway/,
  /emissary|ambassador/,
  /apache\/apisix/,
];

/** Groups that look like ingress controllers of the cluster; empty when none is in the input. */
export function findIngressControllers({ groups }: NetworkModel): number[] {
  return groups.flatMap(({ images }, id) =>
    images.some((image) => CONTROLLER_IMAGES.some((known) => known.test(image))) ? [id] : [],
  );
}

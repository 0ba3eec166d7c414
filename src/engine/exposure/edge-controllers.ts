import type { PodGroup } from '../model/pod-group.js';

/** A product that serves Ingresses, Gateways or routes of its own at the edge of the cluster. */
export interface EdgeController {
  readonly id: string;
  /** Values of `IngressClass.spec.controller` and `GatewayClass.spec.controllerName`. */
  readonly controllers: RegExp;
  /** Class names people give it; they count where no class object is in the input. */
  readonly classes: RegExp;
  /** Images of the pods that carry the traffic; absent for a balancer of the cloud, which is no pod. */
  readonly images?: RegExp;
  /** A label its pods carry; it counts where images are only digests. */
  readonly label?: string;
}

/** Conventions of the projects (semantics 08 §3). */
const EDGE_CONTROLLERS: readonly EdgeController[] = [
  { id: 'ingress-nginx', controllers: /^k8s\.io\/ingress-nginx/, classes: /^nginx(?:-.*)?$/, images: /ingress-nginx\/controller|nginx-ingress-controller/ },
  { id: 'nginx', controllers: /^nginx\.org\/|^gateway\.nginx\.org\//, classes: /^nginx(?:-.*)?$/, images: /nginx\/nginx-(?:plus-)?ingress|nginx-gateway-fabric|nginx\/nginx-gateway/ },
  { id: 'traefik', controllers: /^traefik\.io\//, classes: /^traefik(?:-.*)?$/, images: /(?:^|\/)(?:mirrored-library-)?traefik[:@]/ },
  { id: 'haproxy', controllers: /^haproxy/, classes: /^haproxy(?:-.*)?$/, images: /haproxy-ingress|haproxytech/ },
  { id: 'contour', controllers: /^projectcontour\.io\//, classes: /^contour(?:-.*)?$/, images: /envoyproxy\/envoy/ },
  { id: 'kong', controllers: /konghq\.com\//, classes: /^kong(?:-.*)?$/, images: /(?:^|\/)kong(?:-gateway)?[:@]|kong\/kong/ },
  { id: 'ambassador', controllers: /^getambassador\.io\//, classes: /^ambassador$/, images: /ambassador|emissary/ },
  { id: 'apisix', controllers: /^apisix\.apache\.org\//, classes: /^apisix$/, images: /apisix/ },
  { id: 'istio', controllers: /^istio\.io\//, classes: /^istio(?:-.*)?$/, images: /proxyv2/ },
  { id: 'envoy-gateway', controllers: /^gateway\.envoyproxy\.io\//, classes: /^(?:eg|envoy-gateway)$/, images: /envoyproxy\/envoy/ },
  { id: 'kgateway', controllers: /^(?:kgateway\.dev|solo\.io)\//, classes: /^(?:kgateway|gloo-gateway)$/, images: /envoy-wrapper|gloo-envoy-wrapper/ },
  { id: 'cilium', controllers: /^(?:cilium\.io|io\.cilium)\//, classes: /^cilium$/, images: /(?:^|\/)cilium-envoy[:@]|(?:^|\/)cilium[:@]/ },
  { id: 'openshift-router', controllers: /^openshift\.io\//, classes: /^openshift-.*$/, images: /haproxy-router/, label: 'ingresscontroller.operator.openshift.io/deployment-ingresscontroller' },
  { id: 'aws', controllers: /^ingress\.k8s\.aws\/|^eks\.amazonaws\.com\/|^gateway\.k8s\.aws\/|^application-networking\.k8s\.aws\//, classes: /^(?:alb|amazon-vpc-lattice)$/ },
  { id: 'google', controllers: /^(?:k8s\.io\/ingress-gce|networking\.gke\.io\/)/, classes: /^gce(?:-internal)?$|^gke-/ },
  { id: 'azure', controllers: /^azure\/|^alb\.networking\.azure\.io\//, classes: /^azure[-/]/ },
]; // prettier-ignore

/** The product behind a class: by the controller its object names, otherwise by the name of the class. */
export function edgeControllerOf(controller: string | undefined, className: string): EdgeController | undefined {
  return EDGE_CONTROLLERS.find((edge) =>
    controller === undefined ? edge.classes.test(className) : edge.controllers.test(controller),
  );
}

/** Groups whose pods carry the traffic of a product, ascending; mesh sidecars with the same image are no edge. */
export function podsOfController({ images, label }: EdgeController, groups: readonly PodGroup[]): number[] {
  if (images === undefined) return [];
  const isOwn = (group: PodGroup): boolean => label !== undefined && Object.hasOwn(group.labels, label);
  return groups.flatMap((group, id) => (isOwn(group) || (carries(group, images) && isEdge(group)) ? [id] : []));
}

/** Whether a group looks like a layer-7 proxy of the cluster's edge, whatever product it is. */
export function isEdgeProxy(group: PodGroup): boolean {
  return (
    EDGE_CONTROLLERS.some(({ id, images }) => id !== 'cilium' && images !== undefined && carries(group, images)) &&
    isEdge(group)
  );
}

function carries({ images }: PodGroup, pattern: RegExp): boolean {
  return images.some((image) => pattern.test(withTag(image)));
}

function isEdge({ images, labels }: PodGroup): boolean {
  if (!images.some((image) => /proxyv2|(?:^|\/)cilium/.test(image))) return true;
  if (images.some((image) => /(?:^|\/)cilium/.test(image))) return labels['k8s-app'] === 'cilium-envoy' || labels['k8s-app'] === 'cilium';
  // Every application pod of an Istio mesh carries this image; gateways are named so by their charts.
  return ISTIO_GATEWAYS.some((key) => Object.hasOwn(labels, key)) || /gateway/.test(labels['istio'] ?? '');
} // prettier-ignore

const ISTIO_GATEWAYS = ['gateway.networking.k8s.io/gateway-name', 'gateway.istio.io/managed'];

function withTag(image: string): string {
  return image.slice(image.lastIndexOf('/') + 1).includes(':') || image.includes('@') ? image : `${image}:latest`;
}

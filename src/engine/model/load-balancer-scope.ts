import { asList, asText, member, memberAt } from './json-value.js';
import type { RawObject } from './raw-object.js';

/** Annotations with which a platform makes a load balancer internal, and the value that does (semantics 08 §5). */
const INTERNAL: readonly (readonly [annotation: string, value: RegExp])[] = [
  ['service.beta.kubernetes.io/aws-load-balancer-internal', /^(?:true|0\.0\.0\.0\/0)$/i],
  ['service.beta.kubernetes.io/aws-load-balancer-scheme', /^internal$/],
  ['alb.ingress.kubernetes.io/scheme', /^internal$/],
  ['networking.gke.io/load-balancer-type', /^internal$/i],
  ['cloud.google.com/load-balancer-type', /^internal$/i],
  ['service.beta.kubernetes.io/azure-load-balancer-internal', /^true$/i],
  ['service.beta.kubernetes.io/oci-load-balancer-internal', /^true$/i],
  ['service.kubernetes.io/ibm-load-balancer-cloud-provider-ip-type', /^private$/],
  ['service.beta.kubernetes.io/openstack-internal-load-balancer', /^true$/i],
  ['service.beta.kubernetes.io/alibaba-cloud-loadbalancer-address-type', /^intranet$/],
  ['service.kubernetes.io/qcloud-loadbalancer-internal-subnetid', /./],
  ['service.beta.kubernetes.io/cce-load-balancer-internal-vpc', /^true$/i],
  ['service.beta.kubernetes.io/do-loadbalancer-network', /^internal$/i],
];

const AWS_SCHEME = 'service.beta.kubernetes.io/aws-load-balancer-scheme';
const AWS_TYPE = 'service.beta.kubernetes.io/aws-load-balancer-type';
/** Implementations of which the default is internal. */
const INTERNAL_BY_DEFAULT = new Set(['service.k8s.aws/nlb', 'eks.amazonaws.com/nlb']);

/**
 * Whether a load balancer is reachable from the internet: an annotation decides, then the class of the address it got,
 * then the platform's default. Without any sign it counts as public.
 */
export function loadBalancerScope(service: RawObject): 'public' | 'internal' {
  const annotations = service.metadata.annotations ?? {};
  if (annotations[AWS_SCHEME] === 'internet-facing') return 'public';
  if (hasInternalAnnotation(annotations)) return 'internal';
  const addresses = asList(memberAt(service.status, 'loadBalancer', 'ingress'));
  const ips = addresses.flatMap((item) => asText(member(item, 'ip')) ?? []);
  if (ips.length > 0) return ips.every(isPrivate) ? 'internal' : 'public';
  const hosts = addresses.flatMap((item) => asText(member(item, 'hostname')) ?? []);
  if (hosts.length > 0 && hosts.every((host) => host.startsWith('internal-'))) return 'internal';
  const kind = asText(member(service.spec, 'loadBalancerClass')) ?? '';
  const type = annotations[AWS_TYPE] ?? '';
  return INTERNAL_BY_DEFAULT.has(kind) || type === 'external' || type === 'nlb-ip' ? 'internal' : 'public';
}

/** Whether an Ingress of this class, with these annotations, is served by an internal load balancer only. */
export function ingressScope(
  annotations: Readonly<Record<string, string>>,
  ingressClass: string,
): 'public' | 'internal' {
  if (annotations['alb.ingress.kubernetes.io/scheme'] === 'internet-facing') return 'public';
  if (hasInternalAnnotation(annotations)) return 'internal';
  if (ingressClass === 'alb') return 'internal';
  return /(?:^|[-_.])(?:internal|private)(?:$|[-_.])/.test(ingressClass) ? 'internal' : 'public';
}

function hasInternalAnnotation(annotations: Readonly<Record<string, string>>): boolean {
  return INTERNAL.some(([key, value]) => Object.hasOwn(annotations, key) && value.test(annotations[key] ?? ''));
}

/** Addresses of private networks, which the internet does not route. */
export function isPrivate(address: string): boolean {
  return (
    /^(?:10|127)\.|^192\.168\.|^172\.(?:1[6-9]|2\d|3[01])\.|^169\.254\.|^100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\./.test(
      address,
    ) || /^(?:f[cd]|fe[89ab])[\da-f]{0,2}:|^::1$/i.test(address)
  );
}

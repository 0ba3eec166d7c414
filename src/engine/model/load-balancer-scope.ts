import { asList, asText, member, memberAt } from './json-value.js';
import type { RawObject } from './raw-object.js';

/** Who can connect to a balancer's address, and how sure that is. */
export interface Scope {
  readonly scope: 'public' | 'internal';
  /** Why it is an assumption; absent when an annotation, class or address shows it. */
  readonly doubt?: string;
}

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

/** The same annotations when they say the opposite. */
const PUBLIC: readonly (readonly [annotation: string, value: RegExp])[] = [
  ['service.beta.kubernetes.io/aws-load-balancer-scheme', /^internet-facing$/],
  ['alb.ingress.kubernetes.io/scheme', /^internet-facing$/],
  ['service.kubernetes.io/ibm-load-balancer-cloud-provider-ip-type', /^public$/],
  ['service.beta.kubernetes.io/alibaba-cloud-loadbalancer-address-type', /^internet$/],
  ['service.beta.kubernetes.io/do-loadbalancer-network', /^external$/i],
];

const AWS_TYPE = 'service.beta.kubernetes.io/aws-load-balancer-type';
/** Implementations of which the default is internal. */
const INTERNAL_BY_DEFAULT = new Set(['service.k8s.aws/nlb', 'eks.amazonaws.com/nlb']);

/** What balancers of a platform are unless an annotation says otherwise, by the scheme of the nodes' providerID. */
const PUBLIC_PLATFORMS: ReadonlyMap<string, string> = new Map([
  ['aws', 'a security group of the cloud may still refuse'],
  ['gce', ''],
  ['azure', 'a network security group may still refuse'],
  ['oci', ''],
  ['ibm', ''],
  ['ibmcloud', ''],
  ['alicloud', ''],
  ['qcloud', ''],
  ['cce', ''],
]);

/**
 * Whether a load balancer is reachable from the internet: an explicit annotation decides, then the class of the address
 * it got, then the platform's default. Without any sign it counts as public, and says that this is an assumption.
 * @param platforms schemes of the nodes' providerIDs.
 */
export function loadBalancerScope(service: RawObject, platforms: ReadonlySet<string> = new Set()): Scope {
  const annotations = service.metadata.annotations ?? {};
  const explicit = explicitScope(annotations);
  if (explicit !== undefined) return { scope: explicit };
  const addresses = asList(memberAt(service.status, 'loadBalancer', 'ingress'));
  const byAddress = scopeOfAddresses(
    addresses.flatMap((item) => asText(member(item, 'ip')) ?? []),
    addresses.flatMap((item) => asText(member(item, 'hostname')) ?? []),
  );
  const kind = asText(member(service.spec, 'loadBalancerClass')) ?? '';
  const type = annotations[AWS_TYPE] ?? '';
  const isInternalKind = INTERNAL_BY_DEFAULT.has(kind) || type === 'external' || type === 'nlb-ip';
  if (byAddress !== undefined && !(isInternalKind && byAddress.doubt !== undefined)) return byAddress;
  if (isInternalKind) return { scope: 'internal' };
  const [platform, caution = ''] = [...PUBLIC_PLATFORMS].find(([name]) => platforms.has(name)) ?? [];
  if (platform !== undefined) return caution === '' ? { scope: 'public' } : { scope: 'public', doubt: caution };
  return { scope: 'public', doubt: 'no address is assigned yet and no annotation says whether it is internal' };
}

/** What assigned addresses say; undefined when there are none. */
export function scopeOfAddresses(ips: readonly string[], hosts: readonly string[]): Scope | undefined {
  if (ips.length > 0) return { scope: ips.every(isPrivate) ? 'internal' : 'public' };
  if (hosts.length === 0) return undefined;
  return hosts.every((host) => host.startsWith('internal-'))
    ? { scope: 'internal' }
    : { scope: 'public', doubt: 'it has only a host name, which may lead to a private address' };
}

/** Whether an Ingress or Gateway of this class, with these annotations, is served by an internal balancer only. */
export function ingressScope(
  annotations: Readonly<Record<string, string>>,
  ingressClass: string,
  addresses?: Scope,
): Scope {
  const explicit = explicitScope(annotations);
  if (explicit !== undefined) return { scope: explicit };
  if (addresses !== undefined && addresses.doubt === undefined) return addresses;
  if (ingressClass === 'alb' || ingressClass === 'gce-internal') return { scope: 'internal' };
  if (/(?:^|[-_.])(?:internal|private|rilb)(?:$|[-_.])/.test(ingressClass)) return { scope: 'internal' };
  return (
    addresses ?? { scope: 'public', doubt: 'no address is assigned yet and no annotation says whether it is internal' }
  );
}

function explicitScope(annotations: Readonly<Record<string, string>>): 'public' | 'internal' | undefined {
  if (hasAny(annotations, PUBLIC)) return 'public';
  return hasAny(annotations, INTERNAL) ? 'internal' : undefined;
}

function hasAny(annotations: Readonly<Record<string, string>>, list: typeof INTERNAL): boolean {
  return list.some(([key, value]) => Object.hasOwn(annotations, key) && value.test(annotations[key] ?? ''));
}

/** Addresses of private networks, which the internet does not route. */
export function isPrivate(address: string): boolean {
  return (
    /^(?:10|127)\.|^192\.168\.|^172\.(?:1[6-9]|2\d|3[01])\.|^169\.254\.|^100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\./.test(
      address,
    ) || /^(?:f[cd]|fe[89ab])[\da-f]{0,2}:|^::1$/i.test(address)
  );
}

import { namespaceOf } from '../model/duplicate-objects.js';
import { asList, asText, asTextList, member } from '../model/json-value.js';
import type { NetworkModel } from '../model/network-model.js';
import { type ObjectRef, type RawObject, refOf } from '../model/raw-object.js';
import { isPrivate } from '../model/load-balancer-scope.js';
import { METADATA_TARGETS } from './metadata-targets.js';

/** What a Service really leads to (semantics 08 §4). */
export type RedirectClass =
  | 'metadata'
  | 'api-server'
  | 'node'
  | 'loopback'
  | 'link-local'
  | 'other-namespace'
  | 'own-namespace'
  | 'private'
  | 'public';

/** A Service that sends its clients somewhere its namespace does not own. */
export interface Redirect {
  readonly service: ObjectRef;
  readonly namespace: string;
  /** `external-name`: an alias in DNS, which proxies and clients resolve. `endpoints`: addresses written by hand. */
  readonly means: 'external-name' | 'endpoints';
  /** The name or address it leads to. */
  readonly target: string;
  readonly class: RedirectClass;
  /** True for places no Service should lead to: proxies that serve it become confused deputies. */
  readonly sensitive: boolean;
  /** Entry points that pass traffic of this Service on. */
  readonly servedBy: readonly ObjectRef[];
}

const METADATA_NAMES = /^metadata(?:\.google\.internal)?\.?$|^instance-data(?:\.ec2\.internal)?\.?$/i;
const HARMLESS: ReadonlySet<RedirectClass> = new Set(['own-namespace', 'private', 'public']);

/** Every ExternalName and every Service whose endpoints are written by hand, with where it leads, sorted as the input is. */
export function redirects(model: NetworkModel): readonly Redirect[] {
  const places = placesOf(model);
  const byService = slicesByService([
    ...(model.objects.get('discovery.k8s.io/EndpointSlice') ?? []),
    ...(model.objects.get('core/Endpoints') ?? []),
  ]);
  return (model.objects.get('core/Service') ?? []).flatMap((service) => {
    const namespace = namespaceOf(service) ?? 'default';
    const found = (means: Redirect['means'], target: string, kind: RedirectClass): Redirect => ({
      service: { ...refOf(service), namespace },
      namespace,
      means,
      target,
      class: kind,
      sensitive: !HARMLESS.has(kind),
      servedBy: doorsOf(model, namespace, service.metadata.name),
    });
    if (member(service.spec, 'type') === 'ExternalName') {
      const name = asText(member(service.spec, 'externalName')) ?? '';
      return name === '' ? [] : [found('external-name', name, classOfName(name, namespace))];
    }
    // The API server publishes its own addresses this way.
    if (namespace === 'default' && service.metadata.name === 'kubernetes') return [];
    const own = byService.get(`${namespace}\n${service.metadata.name}`) ?? [];
    const addresses = [...new Set(own.flatMap(addressesIn))].sort();
    return addresses.map((address) => found('endpoints', address, classOfAddress(address, namespace, places)));
  });
}

function slicesByService(slices: readonly RawObject[]): ReadonlyMap<string, readonly RawObject[]> {
  const found = new Map<string, RawObject[]>();
  for (const slice of slices) {
    const key = `${namespaceOf(slice) ?? 'default'}\n${serviceOf(slice) ?? ''}`;
    const known = found.get(key);
    if (known === undefined) found.set(key, [slice]);
    else known.push(slice);
  }
  return found;
}

function doorsOf(model: NetworkModel, namespace: string, service: string): readonly ObjectRef[] {
  return (model.objects.get('networking.k8s.io/Ingress') ?? [])
    .filter((ingress) => namespaceOf(ingress) === namespace && JSON.stringify(ingress.spec).includes(`"${service}"`))
    .map(refOf);
}

/** An alias is a plain DNS name, even when it looks like an address. */
function classOfName(name: string, namespace: string): RedirectClass {
  if (METADATA_NAMES.test(name)) return 'metadata';
  if (/^kubernetes(?:\.default)?(?:\.svc(?:\..*)?)?\.?$/.test(name)) return 'api-server';
  if (/^localhost\.?$/.test(name)) return 'loopback';
  const inside = /^[^.]+\.([^.]+)\.svc(?:\..*)?$/.exec(name) ?? /^[^.]+\.([^.]+)$/.exec(name);
  if (inside !== null && name.includes('.svc')) return inside[1] === namespace ? 'own-namespace' : 'other-namespace';
  return /\.(?:internal|local|lan|corp)\.?$/.test(name) ? 'private' : 'public';
}

interface Places {
  readonly nodes: ReadonlySet<string>;
  readonly apiServers: ReadonlySet<string>;
  /** Namespace by pod address. */
  readonly pods: ReadonlyMap<string, string>;
}

function placesOf({ nodes, groups, objects }: NetworkModel): Places {
  const kubernetes = (objects.get('discovery.k8s.io/EndpointSlice') ?? []).filter(
    (slice) => namespaceOf(slice) === 'default' && serviceOf(slice) === 'kubernetes',
  );
  const pods = groups
    .filter(({ hostNetwork }) => !hostNetwork)
    .flatMap(({ namespace, members }) =>
      members.flatMap(({ ips }) => ips.map((ip): [string, string] => [ip, namespace])),
    );
  return {
    nodes: new Set(nodes.flatMap(({ addresses }) => addresses)),
    apiServers: new Set(kubernetes.flatMap(addressesIn)),
    pods: new Map(pods),
  };
}

function classOfAddress(address: string, namespace: string, { nodes, apiServers, pods }: Places): RedirectClass {
  if (METADATA_TARGETS.some((target) => target.address === address && target.grade !== 'resolver')) return 'metadata';
  if (apiServers.has(address)) return 'api-server';
  if (nodes.has(address)) return 'node';
  if (/^127\.|^::1$/.test(address)) return 'loopback';
  if (/^169\.254\.|^fe[89ab][\da-f]:/i.test(address)) return 'link-local';
  const owner = pods.get(address);
  if (owner !== undefined) return owner === namespace ? 'own-namespace' : 'other-namespace';
  return isPrivate(address) ? 'private' : 'public';
}

function serviceOf(slice: RawObject): string | undefined {
  return slice.kind === 'Endpoints' ? slice.metadata.name : slice.metadata.labels?.['kubernetes.io/service-name'];
}

function addressesIn(slice: RawObject): readonly string[] {
  if (slice.kind === 'Endpoints') {
    return asList(slice['subsets']).flatMap((subset) =>
      asList(member(subset, 'addresses')).flatMap((item) => asText(member(item, 'ip')) ?? []),
    );
  }
  return asList(slice['endpoints']).flatMap((endpoint) => asTextList(member(endpoint, 'addresses')));
}

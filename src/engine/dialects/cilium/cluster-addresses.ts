import { asList, asText, member, memberAt } from '../../model/json-value.js';
import type { NetworkModel } from '../../model/network-model.js';
import type { RawObject } from '../../model/raw-object.js';
import { parseIp } from '../../sets/ip-address.js';
import { type IpRange, parseCidr, wholeFamily } from '../../sets/ip-range.js';
import { IpSet } from '../../sets/ip-set.js';

/** Every address of both families. */
export const EVERYWHERE = IpSet.of([wholeFamily(4), wholeFamily(6)]);

/** Addresses that Cilium knows as something other than the outside world. */
export interface ClusterAddresses {
  /** Addresses of nodes, the agents' own among them. */
  readonly nodes: IpSet;
  /** Addresses of the API server; undefined when the input does not show them. */
  readonly apiServer: IpSet | undefined;
}

/** Reads the addresses off nodes, CiliumNodes and the endpoints of the Service `default/kubernetes`. */
export function clusterAddresses(model: NetworkModel): ClusterAddresses {
  const agents = (model.objects.get('cilium.io/CiliumNode') ?? []).flatMap(({ spec }) =>
    asList(member(spec, 'addresses')).map((entry) => asText(member(entry, 'ip')) ?? ''),
  );
  const server = endpointAddresses(model, 'default', 'kubernetes');
  return {
    nodes: addressSet([...model.nodes.flatMap(({ addresses }) => addresses), ...agents]),
    apiServer: server.length === 0 ? undefined : addressSet(server),
  };
}

/** Addresses behind a Service, from its EndpointSlices and Endpoints. */
export function endpointAddresses(model: NetworkModel, namespace: string, service: string): readonly string[] {
  const slices = (model.objects.get('discovery.k8s.io/EndpointSlice') ?? []).filter(
    ({ metadata }) => metadata.namespace === namespace && metadata.labels?.['kubernetes.io/service-name'] === service,
  );
  const endpoints = (model.objects.get('core/Endpoints') ?? []).filter(
    ({ metadata }) => metadata.namespace === namespace && metadata.name === service,
  );
  return [...slices.flatMap(addressesOfSlice), ...endpoints.flatMap(addressesOfEndpoints)];
}

/** The set of the addresses and blocks among some texts. */
export function addressSet(texts: readonly string[]): IpSet {
  return IpSet.of(texts.flatMap((text) => readBlock(text) ?? []));
}

/** A CIDR, or a single address. */
export function readBlock(text: string): IpRange | null {
  const address = parseIp(text);
  return address === null ? parseCidr(text) : { family: address.family, lo: address.value, hi: address.value };
}

function addressesOfSlice(slice: RawObject): string[] {
  return asList(slice['endpoints']).flatMap((entry) =>
    asList(member(entry, 'addresses')).flatMap((text) => asText(text) ?? []),
  );
}

function addressesOfEndpoints(object: RawObject): string[] {
  return asList(object['subsets']).flatMap((subset) =>
    asList(memberAt(subset, 'addresses')).flatMap((entry) => asText(member(entry, 'ip')) ?? []),
  );
}

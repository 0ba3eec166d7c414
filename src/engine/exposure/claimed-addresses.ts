import { namespaceOf } from '../model/duplicate-objects.js';
import { asList, asText, asTextList, member, memberAt } from '../model/json-value.js';
import type { NetworkModel, ServicePortModel } from '../model/network-model.js';
import { isPrivate } from '../model/load-balancer-scope.js';
import { METADATA_TARGETS } from './metadata-targets.js';
import type { ObjectRef } from '../model/raw-object.js';

/**
 * An address a Service claims: inside the cluster, traffic to it goes to the Service's pods, whoever owns the address in
 * the rest of the world (CVE-2020-8554, semantics 08 §3).
 */
export interface ClaimedAddress {
  readonly address: string;
  readonly service: ObjectRef;
  readonly namespace: string;
  /** Which field claims it; `status` needs rights on services/status. */
  readonly by: 'externalIPs' | 'status.loadBalancer';
  readonly ports: readonly ServicePortModel[];
  /** Whose address it seems to be. */
  readonly owner: 'metadata' | 'node' | 'pod' | 'private' | 'public';
}

/** Every address Services claim, sorted by address. Balancer addresses of mode Proxy are not intercepted. */
export function claimedAddresses(model: NetworkModel): readonly ClaimedAddress[] {
  const services = new Map(model.services.map((service) => [`${service.namespace}\n${service.name}`, service]));
  const nodes = new Set(model.nodes.flatMap(({ addresses }) => addresses));
  const pods = new Set(model.groups.flatMap(({ members }) => members.flatMap(({ ips }) => ips)));
  const ownerOf = (address: string): ClaimedAddress['owner'] => {
    if (METADATA_TARGETS.some((target) => target.address === address)) return 'metadata';
    if (nodes.has(address)) return 'node';
    if (pods.has(address)) return 'pod';
    return isPrivate(address) ? 'private' : 'public';
  };
  const found = (model.objects.get('core/Service') ?? []).flatMap((object): ClaimedAddress[] => {
    const namespace = namespaceOf(object) ?? 'default';
    const service = services.get(`${namespace}\n${object.metadata.name}`);
    if (service === undefined) return [];
    const claim =
      (by: ClaimedAddress['by']) =>
      (address: string): ClaimedAddress => ({
        address,
        service: service.ref,
        namespace,
        by,
        ports: service.ports,
        owner: ownerOf(address),
      });
    const balancers = asList(memberAt(object.status, 'loadBalancer', 'ingress'))
      .filter((item) => member(item, 'ipMode') !== 'Proxy')
      .flatMap((item) => asText(member(item, 'ip')) ?? []);
    return [
      ...asTextList(member(object.spec, 'externalIPs')).map(claim('externalIPs')),
      ...balancers.map(claim('status.loadBalancer')),
    ];
  });
  return found.sort((a, b) => (a.address === b.address ? 0 : a.address < b.address ? -1 : 1));
}

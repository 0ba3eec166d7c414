import { asText, asTextList, member } from '../../model/json-value.js';
import type { NetworkModel } from '../../model/network-model.js';
import { parseIp } from '../../sets/ip-address.js';
import { IpSet } from '../../sets/ip-set.js';
import { AddressCollector, type AddressFact } from './address-fact.js';
import { configValue, objectsOf } from './read-objects.js';

/**
 * The range of Service addresses. Where no ServiceCIDR says it, it begins at the address before that of the Service
 * `default/kubernetes`, which always gets the first one; how far it goes is then known only as far as it is used.
 */
export function serviceRange(model: NetworkModel): AddressFact {
  const found = new AddressCollector();
  for (const range of objectsOf(model, 'networking.k8s.io/ServiceCIDR'))
    for (const cidr of asTextList(member(range.spec, 'cidrs')))
      found.declare(cidr, `ServiceCIDR ${range.metadata.name}`);
  for (const cidr of (configValue(model, 'kubeadm-config', 'serviceSubnet') ?? '').split(','))
    found.declare(cidr, 'kubeadm-config serviceSubnet');
  const services = objectsOf(model, 'core/Service');
  for (const { spec } of services) {
    const many = asTextList(member(spec, 'clusterIPs'));
    const single = asText(member(spec, 'clusterIP'));
    for (const ip of many.length > 0 ? many : single === undefined ? [] : [single]) found.observe(ip);
  }
  const known = found.finish();
  if (!known.declared.isEmpty) return known;
  const first = services.find(({ metadata }) => metadata.name === 'kubernetes' && metadata.namespace === 'default');
  const address = parseIp(asText(member(first?.spec, 'clusterIP')) ?? '');
  const highest = known.observed.ranges.filter(({ family }) => family === address?.family).at(-1);
  if (address === null || highest === undefined || highest.hi < address.value || address.value === 0n) return known;
  const { family, value } = address;
  return {
    ...known,
    all: IpSet.of([{ family, lo: value - 1n, hi: highest.hi }]).union(known.observed),
    sources: ['Service default/kubernetes: the range begins there'],
  };
}

import { asList, asText, asTextList, member, memberAt } from '../../model/json-value.js';
import type { NetworkModel } from '../../model/network-model.js';
import { AddressCollector, type AddressFact } from './address-fact.js';
import { objectsOf } from './read-objects.js';

/** Addresses that objects of the cluster give to traffic leaving it; empty when only the underlay knows. */
export function egressAddresses(model: NetworkModel): AddressFact {
  const found = new AddressCollector();
  for (const { spec } of objectsOf(model, 'k8s.ovn.org/EgressIP'))
    for (const ip of asTextList(member(spec, 'egressIPs'))) found.observe(ip);
  for (const { spec } of objectsOf(model, 'cilium.io/CiliumEgressGatewayPolicy')) {
    found.observe(asText(memberAt(spec, 'egressGateway', 'egressIP')) ?? '');
    for (const gateway of asList(member(spec, 'egressGateways')))
      found.observe(asText(member(gateway, 'egressIP')) ?? '');
  }
  for (const kind of ['submariner.io/GlobalEgressIP', 'submariner.io/ClusterGlobalEgressIP'])
    for (const { status } of objectsOf(model, kind))
      for (const ip of asTextList(member(status, 'allocatedIPs'))) found.observe(ip);
  return found.finish();
}

import { asList, asText, member, memberAt } from '../../model/json-value.js';
import type { NetworkModel } from '../../model/network-model.js';
import { AddressCollector, type AddressFact } from './address-fact.js';
import { objectsOf } from './read-objects.js';

/** Addresses of nodes of one type: the network they share, or the outside. */
export function nodeAddresses(model: NetworkModel, type: 'InternalIP' | 'ExternalIP'): AddressFact {
  const found = new AddressCollector();
  for (const node of objectsOf(model, 'core/Node'))
    for (const item of asList(memberAt(node.status, 'addresses')))
      if (member(item, 'type') === type) found.observe(asText(member(item, 'address')) ?? '');
  return found.finish();
}

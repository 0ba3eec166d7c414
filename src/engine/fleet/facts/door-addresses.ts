import { asList, asText, asTextList, member, memberAt } from '../../model/json-value.js';
import type { NetworkModel } from '../../model/network-model.js';
import type { RawObject } from '../../model/raw-object.js';
import { AddressCollector, type AddressFact } from './address-fact.js';
import { objectsOf } from './read-objects.js';

/** Addresses and host names an object is reached at from outside. */
export interface Published {
  readonly ips: readonly string[];
  readonly hostnames: readonly string[];
}

/** What the status of a Service, Ingress or Gateway says about its address. */
export function publishedOf({ status }: RawObject): Published {
  const balancers = asList(memberAt(status, 'loadBalancer', 'ingress'));
  const addresses = asList(member(status, 'addresses'));
  const valuesOf = (type: 'IPAddress' | 'Hostname'): string[] =>
    addresses.flatMap((item) =>
      (asText(member(item, 'type')) ?? 'IPAddress') === type ? (asText(member(item, 'value')) ?? []) : [],
    );
  return {
    ips: [...balancers.flatMap((item) => asText(member(item, 'ip')) ?? []), ...valuesOf('IPAddress')],
    hostnames: [...balancers.flatMap((item) => asText(member(item, 'hostname')) ?? []), ...valuesOf('Hostname')],
  };
}

/** Every address at which the cluster can be reached from outside, node ports aside. */
export function doorAddresses(model: NetworkModel): AddressFact {
  const found = new AddressCollector();
  for (const kind of ['core/Service', 'networking.k8s.io/Ingress', 'gateway.networking.k8s.io/Gateway']) {
    for (const object of objectsOf(model, kind)) {
      for (const ip of publishedOf(object).ips) found.observe(ip);
      for (const ip of asTextList(member(object.spec, 'externalIPs'))) found.observe(ip);
    }
  }
  return found.finish();
}

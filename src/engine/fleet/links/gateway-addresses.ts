import type { NetworkModel, ServiceModel } from '../../model/network-model.js';
import type { ObjectRef } from '../../model/raw-object.js';
import { parseIp } from '../../sets/ip-address.js';
import { IpSet } from '../../sets/ip-set.js';
import { publishedOf } from '../facts/door-addresses.js';
import { objectsOf } from '../facts/read-objects.js';

/** A gateway of a mesh: its pods, and where it is reached. */
export interface FoundGateway {
  readonly ref: ObjectRef;
  readonly groups: readonly number[];
  /** Addresses a status shows; null when there are none, or only host names. */
  readonly addresses: IpSet | null;
}

/** What some Services together publish; undefined when there is none. */
export function gatewayAddresses(model: NetworkModel, services: readonly ServiceModel[]): FoundGateway | undefined {
  const [first] = services;
  if (first === undefined) return undefined;
  const wanted = new Set(services.map(({ namespace, name }) => `${namespace}\n${name}`));
  const objects = objectsOf(model, 'core/Service').filter(({ metadata: { namespace = 'default', name } }) =>
    wanted.has(`${namespace}\n${name}`),
  );
  const addresses = addressSet(objects.flatMap((object) => publishedOf(object).ips));
  return {
    ref: first.ref,
    groups: [...new Set(services.flatMap(({ groups }) => groups))].sort((a, b) => a - b),
    addresses: addresses.isEmpty ? null : addresses,
  };
}

/** The addresses among some texts. */
export function addressSet(texts: readonly string[]): IpSet {
  return IpSet.of(
    texts.flatMap((text) => {
      const address = parseIp(text);
      return address === null ? [] : [{ family: address.family, lo: address.value, hi: address.value }];
    }),
  );
}

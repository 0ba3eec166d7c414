import { type CniCapabilities, capabilitiesOf } from '#src/engine/dialects/cni-capabilities.js';
import type { LowerContext } from '#src/engine/dialects/dialect.js';
import { AddressMatcher } from '#src/engine/endpoints/address-matcher.js';
import { EndpointFinder } from '#src/engine/endpoints/endpoint-finder.js';
import { GroupIndex } from '#src/engine/endpoints/group-index.js';
import { NamespaceMatcher } from '#src/engine/endpoints/namespace-matcher.js';
import type { CniFacts, NetworkModel } from '#src/engine/model/network-model.js';
import { modelOf } from './network-model.js';

/** What a dialect is given for some plain objects, on a network plugin of the profile. */
export function contextFor(
  { objects = [] }: { readonly objects?: readonly unknown[] } = {},
  profile: CniFacts['profile'] = 'conformant',
): LowerContext {
  const cniFacts: CniFacts = { profile, enforced: 'yes', evidence: '', assumed: false };
  const model: NetworkModel = { ...modelOf(objects), cni: cniFacts };
  const cni: CniCapabilities = capabilitiesOf(cniFacts);
  const index = new GroupIndex(model.groups, false);
  const namespaces = new NamespaceMatcher(model, [...index.namespaces]);
  return { cni, model, endpoints: new EndpointFinder(index, namespaces, new AddressMatcher(index, cni)) };
}

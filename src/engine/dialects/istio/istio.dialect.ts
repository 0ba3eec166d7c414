import { keyOfKind, type Dialect, type LowerContext, type Lowered, type ReadKind } from '../dialect.js';
import { IpSet } from '../../sets/ip-set.js';
import { parseIp } from '../../sets/ip-address.js';
import { asText, memberAt } from '../../model/json-value.js';
import type { NetworkModel } from '../../model/network-model.js';
import type { RawObject } from '../../model/raw-object.js';
import { ObjectBook, type Placed } from '../object-book.js';
import { PolicyIndex } from './applicability.js';
import type { AuthPolicy } from './auth-rule.js';
import { Captures } from './capture.js';
import { plaintextClients } from './destination-rules.js';
import { findDestinations } from './destinations.js';
import { EnvoyFilters } from './envoy-filters.js';
import { DestinationLowering } from './lower-destination.js';
import { readMeshConfig } from './mesh-config.js';
import { outboundRestrictions } from './outbound.js';
import { PeerAuthentications } from './peer-authentication.js';
import { readAuthorizationPolicy } from './read-policy.js';
import { Sidecars } from './sidecars.js';
import { Sources } from './sources.js';
import { ambientTunnels } from './tunnels.js';
import { Waypoints } from './waypoints.js';

const AUTHORIZATION = kind('security.istio.io', 'AuthorizationPolicy', 'authorizationpolicies');
const AUTHENTICATION = kind('security.istio.io', 'PeerAuthentication', 'peerauthentications');
const ENVOY_FILTER = { ...kind('networking.istio.io', 'EnvoyFilter', 'envoyfilters'), version: 'v1alpha3' };
const SIDECAR = kind('networking.istio.io', 'Sidecar', 'sidecars');

/** Istio's authorization at the destination: it only takes away, and only from captured traffic (semantics 05). */
export const istioDialect: Dialect = {
  id: 'istio',
  reads: [AUTHORIZATION, AUTHENTICATION, ENVOY_FILTER, SIDECAR],
  lower,
};

function kind(group: string, name: string, plural: string): ReadKind {
  return { group, version: 'v1', kind: name, plural, namespaced: true };
}

function lower(objects: readonly RawObject[], context: LowerContext): Lowered {
  const { model, endpoints } = context;
  const mesh = readMeshConfig(model);
  const captures = new Captures(context, mesh);
  const tunnels = ambientTunnels(context, captures);
  if (objects.length === 0 && !mesh.registryOnly) return { policies: [], doubts: [], diagnostics: [], tunnels };
  const book = new ObjectBook(objects);
  const exclusions = model.groups.map(
    ({ annotations }) => annotations['traffic.sidecar.istio.io/excludeOutboundPorts'] ?? '',
  );
  const unplaced = context.assumeMeshed === true ? false : undefined;
  const sources = new Sources(endpoints, captures, mesh, machineAddresses(model), exclusions, unplaced);
  const of = (wanted: ReadKind): readonly Placed[] => book.of(keyOfKind(wanted));
  const policies = of(AUTHORIZATION)
    .map(readAuthorizationPolicy)
    .filter((policy): policy is AuthPolicy => policy !== null);
  const destinations = findDestinations({
    context,
    mesh,
    captures,
    policies: new PolicyIndex(policies, mesh.rootNamespace),
    authentications: new PeerAuthentications(of(AUTHENTICATION), mesh.rootNamespace),
    sources,
    waypoints: new Waypoints(model),
    envoyFilters: new EnvoyFilters(of(ENVOY_FILTER), mesh.rootNamespace),
    plaintextClients: plaintextClients(model),
  });
  const lowering = new DestinationLowering(sources);
  const sidecars = new Sidecars(of(SIDECAR), mesh.rootNamespace);
  sidecars.reportConflicts(model.groups);
  return {
    policies: [
      ...outboundRestrictions(context, mesh, captures, sidecars),
      ...destinations.flatMap((destination) => lowering.lower(destination)),
    ],
    doubts: [],
    diagnostics: book.diagnostics,
    tunnels,
  };
}

/** Addresses outside the cluster of machines that are part of the mesh. */
function machineAddresses({ objects }: NetworkModel): IpSet {
  const entries = objects.get('networking.istio.io/WorkloadEntry') ?? [];
  return IpSet.of(
    entries.flatMap((entry) => {
      const address = parseIp(asText(memberAt(entry.spec, 'address')) ?? '');
      return address === null ? [] : [{ family: address.family, lo: address.value, hi: address.value }];
    }),
  );
}

import type { Endpoint } from '../../endpoints/endpoint-finder.js';
import type { ObjectRef } from '../../model/raw-object.js';
import { parseIp } from '../../sets/ip-address.js';
import type { LowerContext } from '../dialect.js';
import type { PolicyIndex } from './applicability.js';
import { type AuthPolicy, asksForHttp } from './auth-rule.js';
import type { Capture } from './capture-mode.js';
import type { Captures } from './capture.js';
import { capturedPorts } from './inbound-ports.js';
import type { EnvoyFilters } from './envoy-filters.js';
import type { MeshConfig } from './mesh-config.js';
import type { MtlsSettings, PeerAuthentications } from './peer-authentication.js';
import { type PortKind, kindsText, portKinds } from './port-kinds.js';
import { type PortProtocol, declaredProtocols } from './port-protocols.js';
import type { Sources } from './sources.js';
import type { Waypoints } from './waypoints.js';
import type { IpAddress } from '../../sets/ip-address.js';

/** Captured pods on which all policies mean the same. */
export interface Destination {
  readonly groups: Int32Array;
  readonly capture: Capture;
  /** True when the pods are certainly captured on these ports. */
  readonly certain: boolean;
  readonly kinds: readonly PortKind[];
  readonly policies: readonly { readonly policy: AuthPolicy; readonly certain: boolean }[];
  readonly mtls: MtlsSettings;
  /** Waypoints whose policies judge clients of the mesh before they arrive. */
  readonly waypoints: readonly ObjectRef[];
  /** EnvoyFilters that change the proxy in ways nobody can foresee. */
  readonly filters: readonly ObjectRef[];
  /** Addresses of the pods, where some rule asks for them. */
  readonly addresses: readonly (readonly IpAddress[])[];
}

/** What destinations are made from. */
export interface DestinationParts {
  readonly context: LowerContext;
  readonly mesh: MeshConfig;
  readonly captures: Captures;
  readonly policies: PolicyIndex;
  readonly authentications: PeerAuthentications;
  readonly sources: Sources;
  readonly waypoints: Waypoints;
  readonly envoyFilters: EnvoyFilters;
  /** Groups whose clients may be told not to use mutual TLS. */
  readonly plaintextClients: ReadonlySet<number>;
}

/** Sorts every captured pod group by what decides about it. */
export function findDestinations(parts: DestinationParts): readonly Destination[] {
  const protocols = declaredProtocols(parts.context.model);
  const found = new Map<string, { readonly destination: Destination; readonly ids: number[] }>();
  for (const id of parts.context.model.groups.keys()) {
    const endpoint = parts.context.endpoints.at(id);
    const destination = endpoint === undefined ? undefined : destinationOf(endpoint, protocols, parts);
    if (destination === undefined) continue;
    const key = keyOf(destination);
    const known = found.get(key);
    if (known === undefined) found.set(key, { destination, ids: [id] });
    else known.ids.push(id);
  }
  return [...found.values()].map(({ destination, ids }) => ({ ...destination, groups: Int32Array.from(ids) }));
}

function destinationOf(
  endpoint: Endpoint,
  protocols: ReadonlyMap<number, ReadonlyMap<number, PortProtocol>>,
  parts: DestinationParts,
): Destination | undefined {
  const capture = parts.captures.of(endpoint);
  const { spans, certain } = capturedPorts(endpoint.group, capture, parts.mesh);
  if (spans.length === 0) return undefined;
  const policies = parts.policies.applying(endpoint, capture.mode);
  const mtls = parts.authentications.settingsOf(endpoint.group);
  const isPlain = [mtls.modes, ...mtls.byPort.values()].every((modes) => !modes.has('STRICT'));
  const filters = capture.mode === 'ambient' ? [] : parts.envoyFilters.on(endpoint);
  const judges = capture.mode === 'ambient' && parts.policies.hasTargets ? parts.waypoints.judging(endpoint) : [];
  if (policies.length === 0 && isPlain && filters.length === 0 && judges.length === 0) return undefined;
  const rules = policies.flatMap(({ policy }) => policy.rules);
  const kinds = portKinds({
    mode: capture.mode,
    spans,
    mtls,
    protocols: rules.some(asksForHttp) && capture.mode !== 'ambient' ? (protocols.get(endpoint.id) ?? NONE) : NONE,
    excludedPorts: parts.sources.excludedPorts,
    waypoint: capture.mode === 'ambient' ? parts.waypoints.before(endpoint) : undefined,
    clientsMayDropMtls: parts.plaintextClients.has(endpoint.id),
  });
  const asksAddress = rules.some(({ destinations }) => destinations.length > 0);
  return {
    groups: NO_GROUPS,
    capture,
    certain: capture.certain && certain && filters.length === 0,
    kinds,
    policies,
    mtls,
    filters,
    waypoints: judges,
    addresses: asksAddress ? endpoint.group.members.map(({ ips }) => ips.flatMap((ip) => parseIp(ip) ?? [])) : [],
  };
}

const NONE: ReadonlyMap<number, PortProtocol> = new Map();
const NO_GROUPS = new Int32Array(0);

function keyOf({ capture, certain, kinds, policies, mtls, filters, waypoints, addresses }: Destination): string {
  const chosen = policies.map(
    ({ policy, certain: sure }) => `${policy.namespace}/${policy.ref.name}${sure ? '' : '?'}`,
  );
  const ips = addresses.map((own) => own.map(({ family, value }) => `${String(family)}:${String(value)}`));
  const { ref } = mtls;
  return JSON.stringify([
    capture.mode,
    certain,
    kindsText(kinds),
    chosen,
    ref?.namespace ?? '',
    ref?.name ?? '',
    [...filters, ...waypoints].map(({ namespace, name }) => `${namespace ?? ''}/${name}`),
    ips,
  ]);
}

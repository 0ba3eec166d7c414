import { asList, asText, asTextList, member, memberAt } from '../../model/json-value.js';
import type { NetworkModel } from '../../model/network-model.js';
import type { RawObject } from '../../model/raw-object.js';
import { parseCidr } from '../../sets/ip-range.js';
import { IpSet } from '../../sets/ip-set.js';
import { type Evidence, seen } from '../evidence.js';
import { firstText, objectsOf } from '../facts/read-objects.js';
import type { FleetMember } from '../fleet-member.js';
import type { Strength } from '../link.js';
import type { LinkDetector } from '../link-detector.js';
import { overlapIn } from '../overlaps.js';
import type { Route } from '../route.js';
import { addressSet } from './gateway-addresses.js';
import { exportedServices } from './mcs-exports.js';

const TECHNOLOGY = 'submariner';

/**
 * R1 by Submariner: a connected gateway routes every pod and Service address of the other cluster, exported or not. With
 * Globalnet only exported Services are reached, and clients have addresses of the global range (semantics 09 §3.6).
 */
export const submariner: LinkDetector = {
  technology: TECHNOLOGY,
  detect(from, to) {
    const [here, there] = [connection(from, to), connection(to, from)];
    const [own, other] = [endpointOf(from, to), endpointOf(to, from)];
    if (here === undefined && there === undefined && own === undefined && other === undefined) return [];
    const isConnected = here?.status === 'connected' || there?.status === 'connected';
    const isGlobal = globalRange(from.model) !== undefined || globalRange(to.model) !== undefined;
    const isOverlapping = !isGlobal && overlapIn('pods', from, to).verdict === 'overlap';
    const known = [here?.gateway, there?.gateway, own, other].filter((object) => object !== undefined);
    const strength: Strength = isConnected
      ? 'connected'
      : (here ?? own) !== undefined && (there ?? other) !== undefined
        ? 'both-sides'
        : 'one-side';
    const evidence: Evidence[] = [
      ...(here === undefined ? [] : [seen(from.name, here.gateway, `connection to ${to.name}: ${here.status}`)]),
      ...(there === undefined ? [] : [seen(to.name, there.gateway, `connection to ${from.name}: ${there.status}`)]),
      ...(own === undefined ? [] : [seen(from.name, own, `knows the subnets of ${to.name}`)]),
      ...(other === undefined ? [] : [seen(to.name, other, `knows the subnets of ${from.name}`)]),
    ];
    return [
      {
        kind: 'R1',
        technology: TECHNOLOGY,
        subject: isGlobal ? 'globalnet' : '',
        from: from.name,
        to: to.name,
        premise: isOverlapping ? 'excluded' : isConnected ? 'proven' : 'possible',
        strength,
        because: isOverlapping
          ? ['their pod addresses overlap and Globalnet is not in use']
          : isConnected
            ? []
            : [`no gateway status shows a connection (${String(known.length)} objects configure one)`],
        evidence,
        route: isGlobal ? globalRoute(from, to) : { kind: 'pods', sourceKept: true, targets: null, trust: null },
      },
    ];
  },
};

interface Connection {
  readonly gateway: RawObject;
  readonly status: string;
}

/** What the gateways of one cluster say about their connection to the other; a connected one wins. */
function connection(own: FleetMember, other: FleetMember): Connection | undefined {
  const ids = idsOf(other);
  const found = objectsOf(own.model, 'submariner.io/Gateway').flatMap((gateway) =>
    asList(memberAt(gateway.status, 'connections')).flatMap((item): Connection[] => {
      const id = asText(memberAt(item, 'endpoint', 'cluster_id')) ?? asText(memberAt(item, 'endpoint', 'clusterID'));
      return id !== undefined && ids.has(id) ? [{ gateway, status: asText(member(item, 'status')) ?? 'unknown' }] : [];
    }),
  );
  return found.find(({ status }) => status === 'connected') ?? found[0];
}

/** The copy of the other cluster's endpoint that the broker distributed. */
function endpointOf(own: FleetMember, other: FleetMember): RawObject | undefined {
  const ids = idsOf(other);
  return objectsOf(own.model, 'submariner.io/Endpoint').find((endpoint) =>
    ids.has(firstText(endpoint, ['spec', 'cluster_id'], ['spec', 'clusterID']) ?? ''),
  );
}

function idsOf({ name, facts }: FleetMember): ReadonlySet<string> {
  return new Set([name, ...(facts.names.submariner.clusterId ?? '').split(' ').filter((id) => id !== '')]);
}

/** The range of global addresses; undefined when Globalnet is not in use. */
function globalRange(model: NetworkModel): IpSet | undefined {
  const texts = [
    ...objectsOf(model, 'submariner.io/Submariner').flatMap(
      (one) => firstText(one, ['spec', 'globalCIDR'], ['status', 'globalCIDR']) ?? [],
    ),
    ...objectsOf(model, 'submariner.io/Cluster').flatMap(({ spec }) => asTextList(member(spec, 'global_cidr'))),
  ];
  const ranges = texts.flatMap((text) => parseCidr(text) ?? []);
  if (ranges.length > 0) return IpSet.of(ranges);
  const isUsed = ['GlobalEgressIP', 'ClusterGlobalEgressIP', 'GlobalIngressIP'].some(
    (kind) => objectsOf(model, `submariner.io/${kind}`).length > 0,
  );
  return isUsed ? IpSet.of([parseCidr('242.0.0.0/8')].flatMap((range) => range ?? [])) : undefined;
}

function globalRoute(from: FleetMember, to: FleetMember): Route {
  const sources = new Map<string, IpSet>();
  const fallback = globalRange(from.model);
  if (fallback !== undefined) sources.set('*', fallback);
  for (const { status } of objectsOf(from.model, 'submariner.io/ClusterGlobalEgressIP'))
    addSource(sources, '*', status);
  for (const { status, metadata } of objectsOf(from.model, 'submariner.io/GlobalEgressIP'))
    addSource(sources, metadata.namespace ?? 'default', status);
  const ingress = addressSet(
    objectsOf(to.model, 'submariner.io/GlobalIngressIP').flatMap(
      ({ status }) => asText(member(status, 'allocatedIP')) ?? [],
    ),
  );
  const range = globalRange(to.model);
  return {
    kind: 'global',
    addresses: ingress.isEmpty ? (range ?? null) : ingress,
    sources,
    targets: exportedServices(to).flatMap(({ ports }) => ports.flatMap(({ targets }) => targets)),
  };
}

function addSource(sources: Map<string, IpSet>, namespace: string, status: unknown): void {
  const found = addressSet(asTextList(member(status, 'allocatedIPs')));
  if (!found.isEmpty) sources.set(namespace, found);
}

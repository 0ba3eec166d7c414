import { asInteger, asText, member } from '../../model/json-value.js';
import type { EntryTarget } from '../../model/network-model.js';
import type { RawObject } from '../../model/raw-object.js';
import { readSelector } from '../../model/selector-reader.js';
import { type Evidence, noted, seen } from '../evidence.js';
import { objectsOf } from '../facts/read-objects.js';
import type { FleetMember } from '../fleet-member.js';
import type { Link } from '../link.js';
import type { LinkDetector } from '../link-detector.js';
import { addressSet, gatewayAddresses } from './gateway-addresses.js';

const TECHNOLOGY = 'linkerd-multi-cluster';
const GATEWAY_PORT = 4143;
const EXPORTED = 'mirror.linkerd.io/exported';
const FEDERATED = 'mirror.linkerd.io/federated';

/**
 * R4: a Linkerd Link of the first cluster names the second: one direction only. Through the gateway all clients become
 * one identity, the gateway's; remote discovery and federated Services go from pod to pod (semantics 09 §3.3).
 */
export const linkerdMultiCluster: LinkDetector = {
  technology: TECHNOLOGY,
  detect(from, to) {
    return objectsOf(from.model, 'multicluster.linkerd.io/Link')
      .filter((link) => targets(link, from, to))
      .flatMap((link) => waysOf(link, from, to));
  },
};

/** Does the Link mean this cluster? By name, or because the cluster has the address of its gateway. */
function targets(link: RawObject, from: FleetMember, to: FleetMember): boolean {
  const name = asText(member(link.spec, 'targetClusterName')) ?? link.metadata.name;
  if (name === to.name) return true;
  const gateway = linkedAddresses(link);
  return from.name !== to.name && !gateway.isEmpty && !gateway.intersect(to.facts.doors.all).isEmpty;
}

function linkedAddresses({ spec }: RawObject) {
  return addressSet((asText(member(spec, 'gatewayAddress')) ?? '').split(',').map((text) => text.trim()));
}

function waysOf(object: RawObject, from: FleetMember, to: FleetMember): Link[] {
  const [a, b] = [from.facts.names.linkerd.root, to.facts.names.linkerd.root];
  const isForeign = a !== undefined && b !== undefined && a !== b;
  const trust = a === undefined || b === undefined ? ['whether the clusters share a trust anchor is not known'] : [];
  const gateway = gatewayAddresses(
    to.model,
    to.model.services.filter(
      ({ name, namespace }) =>
        name === 'linkerd-gateway' || (namespace === 'linkerd-multicluster' && name.includes('gateway')),
    ),
  );
  const linked = linkedAddresses(object);
  const served = gateway?.addresses ?? null;
  const isServed = served !== null && !linked.isEmpty && !linked.intersect(served).isEmpty;
  const evidence: Evidence[] = [
    seen(
      from.name,
      object,
      `links to ${to.name} at ${asText(member(object.spec, 'gatewayAddress')) ?? 'no gateway address'}`,
    ),
    ...(gateway === undefined
      ? [noted(to.name, 'no gateway is in the input')]
      : [
          { cluster: to.name, object: gateway.ref, text: isServed ? 'has the address the Link names' : 'is a gateway' },
        ]),
  ];
  const base = { kind: 'R4', technology: TECHNOLOGY, from: from.name, to: to.name, evidence } as const;
  const exported = exportedTargets(to, member(object.spec, 'selector') ?? { matchLabels: { [EXPORTED]: 'true' } });
  const flat = [
    ...exportedTargets(
      to,
      member(object.spec, 'remoteDiscoverySelector') ?? { matchLabels: { [EXPORTED]: 'remote-discovery' } },
    ),
    ...exportedTargets(
      to,
      member(object.spec, 'federatedServiceSelector') ?? { matchLabels: { [FEDERATED]: 'member' } },
    ),
  ];
  const foreign = isForeign ? ['the clusters have different trust anchors, so mTLS between them fails'] : [];
  const name = `Link ${object.metadata.namespace ?? ''}/${object.metadata.name}`;
  const ways: Link[] = [];
  if (exported.length > 0 || flat.length === 0) {
    const doubts = [
      ...trust,
      ...(isServed ? [] : [`no status shows that ${to.name} has the gateway address the Link names`]),
    ];
    ways.push({
      ...base,
      subject: `${name}, gateway`,
      premise: isForeign ? 'excluded' : doubts.length === 0 ? 'proven' : 'possible',
      strength: isServed ? 'both-sides' : 'one-side',
      because: isForeign ? foreign : doubts,
      route: {
        kind: 'gateway',
        entry: {
          addresses: linked.isEmpty ? (gateway?.addresses ?? null) : linked,
          port: asInteger(Number(member(object.spec, 'gatewayPort'))) ?? GATEWAY_PORT,
        },
        gateways: gateway?.groups ?? [],
        meshedOnly: true,
        trust: null,
        targets: exported,
      },
    });
  }
  if (flat.length > 0) {
    ways.push({
      ...base,
      subject: `${name}, pod to pod`,
      premise: 'possible',
      strength: 'one-side',
      because: [...trust, 'whether the network routes pod addresses is not in the API'],
      route: {
        kind: 'pods',
        sourceKept: false,
        targets: flat,
        trust: {
          sameRoot: isForeign ? 'no' : trust.length === 0 ? 'yes' : 'unknown',
          sameDomain: a === b ? 'yes' : 'unknown',
        },
      },
    });
  }
  return ways;
}

function exportedTargets(to: FleetMember, selector: unknown): EntryTarget[] {
  const read = readSelector(selector).selector;
  if (read === null) return [];
  return to.model.services
    .filter(({ labels }) => read.matches(Object.fromEntries(labels)))
    .flatMap(({ ports }) => ports.flatMap((port) => port.targets));
}

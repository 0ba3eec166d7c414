import { asList, asText, member, memberAt } from '../../model/json-value.js';
import type { EntryTarget } from '../../model/network-model.js';
import type { RawObject } from '../../model/raw-object.js';
import { type Evidence, seen } from '../evidence.js';
import { objectsOf } from '../facts/read-objects.js';
import type { FleetMember } from '../fleet-member.js';
import type { Link } from '../link.js';
import type { LinkDetector } from '../link-detector.js';
import { consulIntentions, type PeerVerdict } from './consul-intentions.js';
import { gatewayAddresses } from './gateway-addresses.js';

const GROUP = 'consul.hashicorp.com';
const GATEWAY_PORT = 8443;

/**
 * R4: Consul peering: a Service of the second cluster is exported to its peer, the first cluster, and intentions of the
 * second name that peer (semantics 09 §3.4).
 */
export const consulPeering: LinkDetector = {
  technology: 'consul-peering',
  detect(from, to) {
    const pairs = [
      ...peerings(to, 'PeeringAcceptor', from, 'PeeringDialer'),
      ...peerings(to, 'PeeringDialer', from, 'PeeringAcceptor'),
    ];
    return pairs.flatMap(({ local, far }) => waysOf(from, to, local, far));
  },
};

interface Peering {
  /** The destination's object: its name is what the destination calls the source. */
  readonly local: RawObject;
  readonly far: RawObject | undefined;
}

/** Peerings of one cluster that mean the other: by name, or because one dials what the other accepts. */
function peerings(own: FleetMember, kind: string, other: FleetMember, opposite: string): Peering[] {
  const theirs = objectsOf(other.model, `${GROUP}/${opposite}`);
  return objectsOf(own.model, `${GROUP}/${kind}`).flatMap((local): Peering[] => {
    const far =
      theirs.find(({ metadata }) => metadata.name === own.name) ?? (theirs.length === 1 ? theirs[0] : undefined);
    return local.metadata.name === other.name || far !== undefined ? [{ local, far }] : [];
  });
}

function waysOf(from: FleetMember, to: FleetMember, local: RawObject, far: RawObject | undefined): Link[] {
  const peer = local.metadata.name;
  const exports = objectsOf(to.model, `${GROUP}/ExportedServices`);
  const gateway = gatewayAddresses(
    to.model,
    to.model.services.filter(({ name }) => /mesh-gateway$/.test(name)),
  );
  const isServed = gateway !== undefined && gateway.addresses !== null;
  const isSynced = isInEffect(local) && far !== undefined && isInEffect(far);
  const evidence: Evidence[] = [
    seen(to.name, local, `${isInEffect(local) ? 'is synced and ' : ''}names the peer ${peer}`),
    ...(far === undefined ? [] : [seen(from.name, far, isInEffect(far) ? 'is synced' : 'is not synced')]),
  ];
  return to.model.services.flatMap((service): Link[] => {
    const exported = exports.find((object) => exportsTo(object, service.name, peer));
    if (exported === undefined) return [];
    const verdict = consulIntentions(to.model, service.name, peer);
    return [
      {
        kind: 'R4',
        technology: 'consul-peering',
        subject: `${service.namespace}/${service.name}`,
        from: from.name,
        to: to.name,
        premise:
          verdict.kind === 'denied'
            ? 'excluded'
            : isSynced && isServed && verdict.kind === 'allowed'
              ? 'proven'
              : 'possible',
        strength: isSynced ? 'connected' : far === undefined ? 'one-side' : 'both-sides',
        because: [
          ...verdictText(verdict, to),
          ...(isSynced ? [] : ['no status shows the peering in effect on both sides']),
        ],
        evidence: [...evidence, seen(to.name, exported, `exports ${service.name} to ${peer}`)],
        route: {
          kind: 'gateway',
          entry: { addresses: gateway?.addresses ?? null, port: GATEWAY_PORT },
          gateways: gateway?.groups ?? [],
          meshedOnly: true,
          trust: null,
          targets: service.ports.flatMap((port): readonly EntryTarget[] => port.targets),
        },
      },
    ];
  });
}

function verdictText(verdict: PeerVerdict, { name }: FleetMember): string[] {
  switch (verdict.kind) {
    case 'allowed':
      return [];
    case 'denied':
      return [`intentions of ${name}: ${verdict.because}`];
    case 'unknown':
      return [verdict.because];
  }
}

function exportsTo({ spec }: RawObject, service: string, peer: string): boolean {
  return asList(member(spec, 'services')).some(
    (one) =>
      [service, '*'].includes(asText(member(one, 'name')) ?? '') &&
      asList(member(one, 'consumers')).some((consumer) => member(consumer, 'peer') === peer),
  );
}

function isInEffect({ status }: RawObject): boolean {
  return asList(memberAt(status, 'conditions')).some(
    (condition) => member(condition, 'type') === 'Synced' && member(condition, 'status') === 'True',
  );
}

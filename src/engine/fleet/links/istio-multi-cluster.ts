import type { RawObject } from '../../model/raw-object.js';
import type { Truth } from '../../reachability/flow.js';
import { type Evidence, noted, seen } from '../evidence.js';
import { objectsOf } from '../facts/read-objects.js';
import type { FleetMember } from '../fleet-member.js';
import type { Link, Premise, Strength } from '../link.js';
import type { LinkDetector } from '../link-detector.js';
import { overlapIn } from '../overlaps.js';
import type { MeshTrust } from '../route.js';
import { gatewayAddresses } from './gateway-addresses.js';

const TECHNOLOGY = 'istio-multi-cluster';
/** Port of the gateway that passes mTLS through to Services of its cluster (semantics 09 §3.2). */
const PASSTHROUGH = 15_443;

/** R4: clusters of one Istio mesh: directly from pod to pod on one network, through an east-west gateway otherwise. */
export const istioMultiCluster: LinkDetector = {
  technology: TECHNOLOGY,
  detect(from, to) {
    if (!runsIstio(from) || !runsIstio(to)) return [];
    const [a, b] = [from.facts.names.istio, to.facts.names.istio];
    const [secret, back] = [secretFor(from, to), secretFor(to, from)];
    const trust: MeshTrust = { sameRoot: same(a.root, b.root), sameDomain: same(a.trustDomain, b.trustDomain) };
    const oneMesh = same(a.meshId, b.meshId);
    const isLinked = secret !== undefined || back !== undefined || oneMesh === 'yes';
    if (!isLinked && (oneMesh === 'no' || trust.sameRoot !== 'yes')) return [];
    const strength: Strength =
      secret === undefined
        ? back === undefined
          ? 'plausible'
          : 'one-side'
        : back === undefined
          ? 'one-side'
          : 'both-sides';
    const evidence: Evidence[] = [
      ...(secret === undefined
        ? [noted(from.name, `no Secret with access to ${to.name} was read`)]
        : [seen(from.name, secret, `lets istiod read the endpoints of ${to.name}`)]),
      ...(back === undefined ? [] : [seen(to.name, back, `lets istiod read the endpoints of ${from.name}`)]),
      noted(to.name, trustText(trust)),
    ];
    const link = { kind: 'R4', technology: TECHNOLOGY, from: from.name, to: to.name, strength, evidence } as const;
    const unseen = secret === undefined ? [`no Secret shows that ${from.name} knows the endpoints of ${to.name}`] : [];
    const sameNetwork = same(a.network ?? '', b.network ?? '');
    const ways: Link[] = [];
    if (sameNetwork !== 'no') {
      const isOverlapping = overlapIn('pods', from, to).verdict === 'overlap';
      ways.push({
        ...link,
        subject: 'one network',
        premise: isOverlapping ? 'excluded' : 'possible',
        because: isOverlapping
          ? ['their pod addresses overlap, so pods cannot reach each other directly']
          : [...unseen, 'whether the network routes pod addresses is not in the API'],
        route: { kind: 'pods', sourceKept: false, targets: null, trust },
      });
    }
    const gateway = eastWestGateway(to);
    if (gateway !== undefined) {
      const problems = [
        ...unseen,
        ...(gateway.addresses === null ? ['no status shows an address of the east-west gateway'] : []),
        ...(trust.sameRoot === 'unknown' ? ['whether the clusters share a root certificate is not known'] : []),
      ];
      // The gateway passes only mTLS on, and without a common root no handshake succeeds.
      const isExcluded = trust.sameRoot === 'no';
      const premise: Premise = isExcluded ? 'excluded' : problems.length === 0 ? 'proven' : 'possible';
      ways.push({
        ...link,
        subject: 'east-west gateway',
        premise,
        because: isExcluded
          ? ['the clusters have different root certificates, so mTLS through the gateway fails']
          : problems,
        evidence: [...evidence, { cluster: to.name, object: gateway.ref, text: 'east-west gateway' }],
        route: {
          kind: 'gateway',
          entry: { addresses: gateway.addresses, port: PASSTHROUGH },
          gateways: gateway.groups,
          meshedOnly: true,
          trust,
          // It passes on what the name of a Service in the handshake leads to, whatever Service that is.
          targets: to.model.services.flatMap(({ ports }) => ports.flatMap(({ targets }) => targets)),
        },
      });
    }
    return ways;
  },
};

function runsIstio({ model, facts }: FleetMember): boolean {
  return facts.names.istio.root !== undefined || model.services.some(({ name }) => /^istiod(?:-|$)/.test(name));
}

/** The Secret that gives the control plane of one cluster access to the other. */
function secretFor(reader: FleetMember, read: FleetMember): RawObject | undefined {
  const names = new Set([read.name, read.facts.names.istio.clusterId]);
  return objectsOf(reader.model, 'core/Secret').find(
    ({ metadata: { labels = {}, annotations = {}, name } }) =>
      labels['istio/multiCluster'] === 'true' &&
      (names.has(annotations['networking.istio.io/cluster']) || names.has(name.replace(/^istio-remote-secret-/, ''))),
  );
}

function eastWestGateway(to: FleetMember) {
  const services = to.model.services.filter(
    ({ labels, selector }) => labels.get('istio') === 'eastwestgateway' || selector?.get('istio') === 'eastwestgateway',
  );
  return gatewayAddresses(to.model, services);
}

function same(a: string | undefined, b: string | undefined): Truth {
  return a === undefined || b === undefined ? 'unknown' : a === b ? 'yes' : 'no';
}

function trustText({ sameRoot, sameDomain }: MeshTrust): string {
  const say = (truth: Truth, yes: string, no: string, unknown: string): string =>
    truth === 'yes' ? yes : truth === 'no' ? no : unknown;
  return [
    say(sameRoot, 'one root certificate', 'different root certificates', 'root certificates not known'),
    say(sameDomain, 'one trust domain', 'different trust domains', 'trust domains not known'),
  ].join(', ');
}

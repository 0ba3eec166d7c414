import { JointReach } from '../federation/joint-reach.js';
import { withoutMesh } from '../mesh-dialects.js';
import type { IdentityRoute } from '../route.js';
import { ALL_PORTS, NO_PORTS } from '../../sets/port-sets.js';
import type { ClusterPair } from './cluster-pair.js';
import { type EndBlock, foldEnds } from './end-block.js';
import { remember } from './memo.js';
import { podPlace, sampleAddress } from './place.js';
import { both, NOTHING, type PortBounds, whichever } from './port-bounds.js';
import type { Leg, RouteView } from './route-view.js';
import { sourcePlaces } from './source-places.js';
import { TargetPorts } from './target-ports.js';

/**
 * Policy between clusters whose network plugins know each other's pods by their labels: each side evaluates its own
 * policies against the labels of the other side, and address rules match nobody there (semantics 09 §3.1).
 */
export class IdentitiesView implements RouteView {
  readonly sources: readonly EndBlock[];
  readonly destinations: readonly EndBlock[];
  private readonly atSource: JointReach;
  private readonly atDestination: JointReach;
  private readonly targets: TargetPorts;
  private readonly sourceSeen: (source: number) => readonly number[];
  private readonly destinationAt: (destination: number) => number;

  constructor(
    private readonly pair: ClusterPair,
    private readonly route: IdentityRoute,
  ) {
    const { from, to, ports, families, egress, ingress } = pair;
    const { defaultLocal, labels } = route;
    const languages = withoutMesh();
    this.atSource = new JointReach(from, to, ports, {
      languages,
      defaultLocal: defaultLocal.from,
      labels: { local: labels.from, remote: labels.to },
    });
    this.atDestination = new JointReach(to, from, ports, {
      languages,
      defaultLocal: defaultLocal.to,
      labels: { local: labels.to, remote: labels.from },
    });
    this.targets = new TargetPorts(ports, route.targets);
    this.sourceSeen = remember((group) =>
      sourcePlaces(from, group, families, true).map((place) => ingress.placeOf(place)),
    );
    this.destinationAt = remember((group) => egress.placeOf(podPlace(to, group, families)));
    this.sources = foldEnds(from, (group) => {
      const plain = this.isPlainSource(group);
      const seen = plain ? `${this.sourceSeen(group).join(' ')} ${String(egress.listOf(group))}` : '';
      return `${this.atSource.localKey(group)}|${this.atDestination.remoteKey(group)}|${seen}`;
    });
    this.destinations = foldEnds(to, (group) => {
      const own = this.targets.of(group);
      if (own === undefined || to.model.groups[group]?.hostNetwork === true) return undefined;
      const plain = this.isPlainDestination(group) ? String(this.destinationAt(group)) : '';
      const keys = `${this.atDestination.localKey(group)}|${this.atSource.remoteKey(group)}`;
      return `${keys}|${String(ingress.listOf(group))}|${plain}|${String(own)}`;
    });
  }

  flow({ sample: source }: EndBlock, { sample: destination }: EndBlock): PortBounds {
    const { ports } = this.pair;
    const target = this.targets.of(destination);
    if (target === undefined) return NOTHING;
    const sent = both(ports, this.sending(source, destination), { must: target, may: target });
    // Most pairs end here, so that the other end is not asked for nothing.
    return sent.may === NO_PORTS ? NOTHING : both(ports, sent, this.taking(source, destination));
  }

  legs({ sample: source }: EndBlock, { sample: destination }: EndBlock): readonly Leg[] {
    const { from, to, families } = this.pair;
    const here = sampleAddress(podPlace(from, source, families));
    const onNode = this.isNode(source);
    return [
      {
        cluster: from.name,
        what: `egress of ${from.name} to labelled pods of ${to.name}`,
        bounds: this.sending(source, destination),
        explanation: this.atSource.explain('egress', source, destination),
        because: this.isPlainDestination(destination) ? [unshared(to.name)] : [],
      },
      {
        cluster: to.name,
        what: `ingress of ${to.name} from labelled pods of ${from.name}`,
        bounds: this.taking(source, destination),
        explanation: onNode
          ? to.reach.explain({ ip: here }, { group: destination }).ingress
          : this.atDestination.explain('ingress', destination, source),
        because: onNode ? [NODES] : this.isPlainSource(source) ? [unshared(from.name)] : [],
      },
    ];
  }

  conditions(): readonly string[] {
    return [];
  }

  private sending(source: number, destination: number): PortBounds {
    const { egress, ports } = this.pair;
    const labelled = this.atSource.permits('egress', source, destination);
    if (!this.isPlainDestination(destination)) return labelled;
    return whichever(ports, [labelled, egress.permits(egress.listOf(source), this.destinationAt(destination))]);
  }

  private taking(source: number, destination: number): PortBounds {
    const { ingress, ports } = this.pair;
    // Nodes of other clusters are an entity of their own, which plugins treat in ways of their own.
    if (this.isNode(source)) {
      const isOpen = this.atDestination.isolation('ingress', destination) === 'no';
      return { must: isOpen ? ALL_PORTS : NO_PORTS, may: ALL_PORTS };
    }
    const labelled = this.atDestination.permits('ingress', destination, source);
    if (!this.isPlainSource(source)) return labelled;
    const list = ingress.listOf(destination);
    return whichever(ports, [labelled, ...this.sourceSeen(source).map((place) => ingress.permits(list, place))]);
  }

  private isNode(source: number): boolean {
    return this.pair.from.model.groups[source]?.hostNetwork === true;
  }

  private isPlainSource(group: number): boolean {
    return this.route.unshared.from.has(this.pair.from.model.groups[group]?.namespace ?? '');
  }

  private isPlainDestination(group: number): boolean {
    return this.route.unshared.to.has(this.pair.to.model.groups[group]?.namespace ?? '');
  }
}

const NODES = 'plugins treat nodes of other clusters as an entity of their own';

function unshared(cluster: string): string {
  return `the namespace is not global in ${cluster}, so its pods may be seen as plain addresses`;
}

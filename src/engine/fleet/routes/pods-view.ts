import { NO_PORTS } from '../../sets/port-sets.js';
import type { MeshTrust, Targets } from '../route.js';
import type { ClusterPair } from './cluster-pair.js';
import { type EndBlock, foldEnds } from './end-block.js';
import { remember } from './memo.js';
import { MeshAuthority } from './mesh-authority.js';
import { NOWHERE, type Place, sampleAddress } from './place.js';
import { both, NOTHING, type PortBounds, whichever } from './port-bounds.js';
import type { Leg, RouteView } from './route-view.js';
import { TargetPorts } from './target-ports.js';

/** What a way between addresses is like. */
export interface AddressWay {
  readonly targets: Targets;
  readonly trust: MeshTrust | null;
  /** Policies may match the other cluster's pods by labels as well, so that nothing can be ruled out. */
  readonly labelsMayMatch: boolean;
  /** Nothing but the targets is reached at all, so that other pods are behind a barrier rather than out of sight. */
  readonly onlyTargets: boolean;
  /** Where connections of a group seem to come from; which of several is not known. */
  readonly seenAs: (source: number) => readonly Place[];
  /** At which address a group is reached. */
  readonly liesAt: (destination: number) => Place;
}

/** Policy along a way from pod address to pod address: both ends see an address outside their own cluster. */
export class PodsView implements RouteView {
  readonly sources: readonly EndBlock[];
  readonly destinations: readonly EndBlock[];
  private readonly targets: TargetPorts;
  private readonly mesh: MeshAuthority | null;
  private readonly labelsMayMatch: boolean;
  private readonly target: (destination: number) => number | undefined;
  private readonly seenAs: (source: number) => readonly Place[];
  private readonly liesAt: (destination: number) => Place;
  private readonly sourceSeen: (source: number) => readonly number[];
  private readonly destinationAt: (destination: number) => number;

  constructor(
    private readonly pair: ClusterPair,
    { targets, trust, labelsMayMatch, onlyTargets, seenAs, liesAt }: AddressWay,
  ) {
    const { from, to, egress } = pair;
    const ingress = this.ingressOf(trust !== null);
    this.targets = new TargetPorts(pair.ports, targets);
    this.labelsMayMatch = labelsMayMatch;
    this.target = (group) => this.targets.of(group) ?? (onlyTargets ? NO_PORTS : undefined);
    this.mesh = trust === null ? null : new MeshAuthority(pair, trust);
    this.seenAs = remember(seenAs);
    this.liesAt = remember(liesAt);
    this.sourceSeen = remember((group) => this.seenAs(group).map((place) => ingress.placeOf(place)));
    this.destinationAt = remember((group) => egress.placeOf(this.liesAt(group)));
    this.sources = foldEnds(
      from,
      (group) =>
        `${String(egress.listOf(group))}|${this.sourceSeen(group).join(' ')}|${this.mesh?.sourceKey(group) ?? ''}`,
    );
    this.destinations = foldEnds(to, (group) => {
      const ports = this.target(group);
      // A host-network pod has no pod address.
      if (ports === undefined || to.model.groups[group]?.hostNetwork === true) return undefined;
      const mesh = this.mesh?.destinationKey(group) ?? '';
      return `${String(ingress.listOf(group))}|${String(this.destinationAt(group))}|${String(ports)}|${mesh}`;
    });
  }

  flow({ sample: source }: EndBlock, { sample: destination }: EndBlock): PortBounds {
    const { ports } = this.pair;
    let bounds = both(ports, this.sending(source, destination), this.taking(source, destination));
    const mesh = this.mesh?.permits(source, destination);
    if (mesh !== undefined) bounds = both(ports, bounds, mesh);
    const target = this.target(destination);
    return target === undefined ? NOTHING : both(ports, bounds, { must: target, may: target });
  }

  legs({ sample: source }: EndBlock, { sample: destination }: EndBlock): readonly Leg[] {
    const { from, to } = this.pair;
    const here = sampleAddress(this.seenAs(source)[0] ?? NOWHERE);
    const there = sampleAddress(this.liesAt(destination));
    const reach = this.mesh === null ? to.reach : to.policyReach;
    const mesh = this.mesh?.leg(source, destination);
    return [
      {
        cluster: from.name,
        what: `egress of ${from.name} to ${there}`,
        bounds: this.sending(source, destination),
        explanation: from.reach.explain({ group: source }, { ip: there }).egress,
        because: [],
      },
      {
        cluster: to.name,
        what: `ingress of ${to.name} from ${here}`,
        bounds: this.taking(source, destination),
        explanation: reach.explain({ ip: here }, { group: destination }).ingress,
        because:
          this.seenAs(source).length > 1 ? ['the destination may see the address of the pod or of its node'] : [],
      },
      ...(mesh === undefined ? [] : [mesh]),
      ...this.exports(destination),
    ];
  }

  conditions(): readonly string[] {
    return [];
  }

  private ingressOf(isMeshed: boolean) {
    return isMeshed ? this.pair.policyIngress : this.pair.ingress;
  }

  private sending(source: number, destination: number): PortBounds {
    const { egress } = this.pair;
    return this.widened(egress.permits(egress.listOf(source), this.destinationAt(destination)));
  }

  private taking(source: number, destination: number): PortBounds {
    const ingress = this.ingressOf(this.mesh !== null);
    const list = ingress.listOf(destination);
    const seen = this.sourceSeen(source).map((place) => ingress.permits(list, place));
    return this.widened(whichever(this.pair.ports, seen));
  }

  private exports(destination: number): Leg[] {
    if (this.target(destination) !== NO_PORTS) return [];
    const { name } = this.pair.to;
    return [
      {
        cluster: name,
        what: `exports of ${name}`,
        bounds: NOTHING,
        explanation: null,
        because: ['no Service in front of the pod is exported'],
      },
    ];
  }

  private widened({ must, may }: PortBounds): PortBounds {
    return { must, may: this.labelsMayMatch ? this.pair.ports.all.id : may };
  }
}

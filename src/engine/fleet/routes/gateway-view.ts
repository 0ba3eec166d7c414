import type { Truth } from '../../reachability/flow.js';
import { NO_PORTS } from '../../sets/port-sets.js';
import type { GatewayRoute } from '../route.js';
import type { ClusterPair } from './cluster-pair.js';
import { type EndBlock, foldEnds } from './end-block.js';
import { everyAddress } from './families.js';
import { remember } from './memo.js';
import { MeshAuthority } from './mesh-authority.js';
import { isMeshed } from './meshed.js';
import { exactly, type Place, sampleAddress, within } from './place.js';
import { any, both, NOTHING, type PortBounds } from './port-bounds.js';
import { PortBridge } from './port-bridge.js';
import type { Leg, RouteView } from './route-view.js';
import { TargetPorts } from './target-ports.js';

/** Policy along a way through a proxy of the destination cluster: into the proxy, and out of it to the pod. */
export class GatewayView implements RouteView {
  readonly sources: readonly EndBlock[];
  readonly destinations: readonly EndBlock[];
  private readonly targets: TargetPorts;
  private readonly carried: number;
  private readonly mesh: MeshAuthority | null;
  private readonly bridge: PortBridge;
  private readonly entering: (source: number) => PortBounds;
  private readonly leaving: (destination: number) => PortBounds;

  constructor(
    private readonly pair: ClusterPair,
    private readonly route: GatewayRoute,
  ) {
    const { from, to, ports } = pair;
    this.targets = new TargetPorts(ports, route.targets);
    // Proxies of meshes carry TCP alone; what is exported names its protocols.
    this.carried = route.targets === null ? ports.of('TCP').id : ports.all.id;
    this.mesh = route.trust === null ? null : new MeshAuthority(pair, route.trust);
    this.bridge = new PortBridge(this.exitReach.ports, ports);
    this.entering = remember((group) => this.enter(group));
    this.leaving = remember((group) => this.leave(group));
    this.sources = foldEnds(from, (group) => {
      const { must, may } = this.entering(group);
      return `${String(must)} ${String(may)}|${this.meshed(group)}|${this.mesh?.sourceKey(group) ?? ''}`;
    });
    this.destinations = foldEnds(to, (group) => {
      const target = this.targets.of(group);
      if (target === undefined || route.gateways.includes(group)) return undefined;
      const { must, may } = this.leaving(group);
      return `${String(must)} ${String(may)}|${String(target)}|${this.mesh?.destinationKey(group) ?? ''}`;
    });
  }

  flow({ sample: source }: EndBlock, { sample: destination }: EndBlock): PortBounds {
    const { ports } = this.pair;
    const target = this.targets.of(destination);
    if (target === undefined) return NOTHING;
    let bounds = both(ports, this.entering(source), this.leaving(destination));
    const own = ports.intersect(target, this.carried);
    bounds = both(ports, bounds, { must: own, may: own });
    const mesh = this.mesh?.permits(source, destination);
    return mesh === undefined ? bounds : both(ports, bounds, mesh);
  }

  legs({ sample: source }: EndBlock, { sample: destination }: EndBlock): readonly Leg[] {
    const { from, to } = this.pair;
    const { entry } = this.route;
    const [gateway] = this.route.gateways;
    const where = 'groups' in entry ? `the proxy in ${from.name}` : sampleAddress(this.doorPlace(entry.addresses));
    const meshed = this.meshed(source);
    const mesh = this.mesh?.leg(source, destination);
    const far = 'groups' in entry ? { group: entry.groups[0] ?? 0 } : { ip: where };
    return [
      {
        cluster: from.name,
        what: `egress of ${from.name} to ${where}`,
        bounds: this.entering(source),
        explanation: from.reach.explain({ group: source }, far).egress,
        because: [
          ...('groups' in entry || entry.addresses !== null ? [] : ['the address of the gateway is not known']),
          ...(meshed === 'yes' ? [] : [meshed === 'no' ? NO_PROXY : 'whether the client has a proxy is not known']),
        ],
      },
      {
        cluster: to.name,
        what: `the gateway in ${to.name} to the pod`,
        bounds: this.leaving(destination),
        explanation:
          gateway === undefined ? null : this.exitReach.explain({ group: gateway }, { group: destination }).ingress,
        because: gateway === undefined ? ['the pods of the gateway are not in the input'] : [],
      },
      ...(mesh === undefined ? [] : [mesh]),
    ];
  }

  conditions(): readonly string[] {
    return [];
  }

  private get exitReach() {
    return this.route.trust === null ? this.pair.to.reach : this.pair.to.policyReach;
  }

  private meshed(group: number): Truth {
    return this.route.meshedOnly ? isMeshed(this.pair.from.model, group) : 'yes';
  }

  /** Everything or nothing: may a client connect to the proxy? */
  private enter(source: number): PortBounds {
    const { entry, gateways } = this.route;
    const { ports, from, egress, ingress, fromBridge, families } = this.pair;
    if ('groups' in entry) {
      const ways = entry.groups.map((group) => {
        const { must, may } = from.reach.flow(source, group);
        return this.passes({ must: fromBridge.id(must.id), may: fromBridge.id(may.id) });
      });
      return any(ports, ways);
    }
    const { port, addresses } = entry;
    const sent = egress.permits(egress.listOf(source), egress.placeOf(this.doorPlace(addresses)));
    const clients = ingress.placeOf(within(everyAddress(families)));
    const taken = gateways.map((group) => ingress.permits(ingress.listOf(group), clients));
    const arrives = this.passes(sent, port);
    const admitted =
      gateways.length === 0 ? { must: NO_PORTS, may: ports.all.id } : this.passes(any(ports, taken), port);
    const meshed = this.meshed(source);
    const served = { must: meshed === 'yes' ? ports.all.id : NO_PORTS, may: meshed === 'no' ? NO_PORTS : ports.all.id };
    return both(ports, both(ports, arrives, admitted), served);
  }

  /** What the proxy may open to a pod. */
  private leave(destination: number): PortBounds {
    const { ports } = this.pair;
    const { gateways } = this.route;
    if (gateways.length === 0) return { must: NO_PORTS, may: ports.all.id };
    const ways = gateways.map((gateway) => {
      const { must, may } = this.exitReach.flow(gateway, destination);
      return { must: this.bridge.id(must.id), may: this.bridge.id(may.id) };
    });
    return any(ports, ways);
  }

  private passes({ must, may }: PortBounds, port?: number): PortBounds {
    const { ports } = this.pair;
    const has = (id: number): boolean => (port === undefined ? id !== NO_PORTS : ports.get(id).contains('TCP', port));
    return { must: has(must) ? ports.all.id : NO_PORTS, may: has(may) ? ports.all.id : NO_PORTS };
  }

  private doorPlace(addresses: Parameters<typeof exactly>[0] | null): Place {
    return addresses === null ? within(everyAddress(this.pair.families)) : exactly(addresses);
  }
}

const NO_PROXY = 'the client has no proxy of the mesh, and the gateway serves only pods that have one';

import { NO_PORTS } from '../../sets/port-sets.js';
import type { ClusterPair } from './cluster-pair.js';
import { type EndBlock, foldEnds } from './end-block.js';
import { exactly, nodePlace, type Place, sampleAddress } from './place.js';
import { both, type PortBounds } from './port-bounds.js';
import type { Leg, RouteView } from './route-view.js';

/** Something that listens on addresses of nodes. */
interface NodeBlock extends EndBlock {
  readonly place: number;
  readonly address: string;
  readonly open: number;
}

/** Party of what belongs to the nodes themselves. */
const SYSTEM = 'shared';

/**
 * Policy along ways to node addresses: host-network pods, which no pod policy protects, and the kubelet, API server and
 * etcd of the nodes themselves (semantics 08 §3, 09 §2 R2).
 */
export class NodesView implements RouteView {
  readonly sources: readonly EndBlock[];
  readonly destinations: readonly NodeBlock[];

  constructor(private readonly pair: ClusterPair) {
    const { from, to, ports, families, egress } = pair;
    this.sources = foldEnds(from, (group) => String(egress.listOf(group)));
    const at = (place: Place) => ({ place: egress.placeOf(place), address: sampleAddress(place) });
    const pods = foldEnds(to, (group) =>
      to.model.groups[group]?.hostNetwork === true ? String(egress.placeOf(nodePlace(to, group, families))) : undefined,
    ).map((block) => ({ ...block, open: ports.all.id, ...at(nodePlace(to, block.sample, families)) }));
    const system: EndBlock = { party: SYSTEM, sample: -1, workloads: to.model.nodes.length, onNode: true };
    const isControlPlane = to.model.nodes.some(
      ({ labels }) =>
        labels.has('node-role.kubernetes.io/control-plane') || labels.has('node-role.kubernetes.io/master'),
    );
    const kubelet = ports.of('TCP', 10_250);
    const open = isControlPlane
      ? kubelet.union(ports.of('TCP', 6443)).union(ports.of('TCP', 2379, 2380)).id
      : kubelet.id;
    const nodes = exactly(to.facts.nodes.all);
    this.destinations = [...pods, ...(to.facts.nodes.all.isEmpty ? [] : [{ ...system, open, ...at(nodes) }])];
  }

  flow(source: EndBlock, destination: EndBlock): PortBounds {
    const { open } = destination as NodeBlock;
    // Whether the host's own firewall closes a port is not in the API.
    return both(this.pair.ports, this.sending(source, destination as NodeBlock), { must: NO_PORTS, may: open });
  }

  legs(source: EndBlock, destination: EndBlock): readonly Leg[] {
    const { from, to } = this.pair;
    const { address, open } = destination as NodeBlock;
    return [
      {
        cluster: from.name,
        what: `egress of ${from.name} to node ${address}`,
        bounds: this.sending(source, destination as NodeBlock),
        explanation: from.reach.explain({ group: source.sample }, { ip: address }).egress,
        because: [],
      },
      {
        cluster: to.name,
        what: `node ${address} of ${to.name}`,
        bounds: { must: NO_PORTS, may: open },
        explanation: null,
        because: ['firewalls of nodes are not in the API'],
      },
    ];
  }

  conditions(): readonly string[] {
    return [];
  }

  private sending({ sample }: EndBlock, { place }: NodeBlock): PortBounds {
    const { egress } = this.pair;
    return egress.permits(egress.listOf(sample), place);
  }
}

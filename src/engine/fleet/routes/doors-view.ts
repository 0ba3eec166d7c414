import type { EntryFlow } from '../../isolation/entry-exposure.js';
import { NO_PORTS } from '../../sets/port-sets.js';
import type { Door, DoorRoute } from '../route.js';
import type { ClusterPair } from './cluster-pair.js';
import { type EndBlock, foldEnds } from './end-block.js';
import { everyAddress, publicAddresses } from './families.js';
import { remember } from './memo.js';
import { exactly, type Place, sampleAddress, within } from './place.js';
import { both, NOTHING, type PortBounds, whichever } from './port-bounds.js';
import type { Leg, RouteView } from './route-view.js';
import { sourcePlaces } from './source-places.js';

/** Pods behind one door. */
interface DoorBlock extends EndBlock {
  readonly door: Door;
  readonly target: EntryFlow['target'];
}

/**
 * Policy along ways through the doors of the destination cluster. Layer-7 proxies are asked as the cluster's own
 * exposure asks them; at plain doors a pod sees a client, whose address may have been translated, or a node.
 */
export class DoorsView implements RouteView {
  readonly sources: readonly EndBlock[];
  readonly destinations: readonly DoorBlock[];
  private readonly judged: ReadonlyMap<string, EntryFlow>;
  private readonly clients: (source: number) => readonly Place[];
  private readonly doorAt = new Map<Door, Place>();

  constructor(
    private readonly pair: ClusterPair,
    route: DoorRoute,
  ) {
    const { from, to, families, egress, ingress } = pair;
    this.clients = remember((group) =>
      route.clients === 'internet' ? [within(publicAddresses(families))] : sourcePlaces(from, group, families, false),
    );
    for (const door of route.doors)
      this.doorAt.set(door, door.addresses === null ? within(everyAddress(families)) : exactly(door.addresses));
    this.sources = foldEnds(
      from,
      (group) =>
        `${String(egress.listOf(group))}|${this.clients(group)
          .map((place) => String(ingress.placeOf(place)))
          .join(' ')}`,
    );
    this.judged = new Map(to.exposure.flows.map((flow) => [keyOf(flow.entry, flow.target), flow]));
    this.destinations = route.doors.flatMap((door) =>
      door.entry.targets.flatMap((target) =>
        foldEnds(to, (group) => (group === target.group ? '' : undefined)).map((block) => ({ ...block, door, target })),
      ),
    );
  }

  flow(source: EndBlock, destination: EndBlock): PortBounds {
    const block = destination as DoorBlock;
    const { protocol, port } = block.target;
    const arriving = this.passes(this.sending(source, block), block.door.entry.protocol, block.door.entry.port);
    const taken = this.taking(source, block);
    const id = this.pair.ports.of(protocol, port).id;
    const way = both(this.pair.ports, arriving, taken);
    return { must: way.must === NO_PORTS ? NO_PORTS : id, may: way.may === NO_PORTS ? NO_PORTS : id };
  }

  legs(source: EndBlock, destination: EndBlock): readonly Leg[] {
    const block = destination as DoorBlock;
    const { from, to } = this.pair;
    const { entry } = block.door;
    const address = sampleAddress(this.placeOf(block.door));
    const judged = this.judged.get(keyOf(entry, block.target));
    const client = sampleAddress(this.clients(source.sample)[0] ?? within(everyAddress(this.pair.families)));
    const far = judged !== undefined && 'group' in judged.via ? { group: judged.via.group } : { ip: client };
    return [
      {
        cluster: from.name,
        what: `egress of ${from.name} to ${address} ${entry.protocol} ${String(entry.port)}`,
        bounds: this.passes(this.sending(source, block), entry.protocol, entry.port),
        explanation: from.reach.explain({ group: source.sample }, { ip: address }).egress,
        because: block.door.addresses === null ? ['the address of the door is not known'] : [],
      },
      {
        cluster: to.name,
        what: `ingress of ${to.name} through ${entry.source.kind} ${entry.namespace}/${entry.source.name}`,
        bounds: this.taking(source, block),
        explanation: to.reach.explain(far, { group: block.sample }).ingress,
        because: doubtsOf(entry, judged),
      },
    ];
  }

  conditions(destination: EndBlock): readonly string[] {
    const { entry } = (destination as DoorBlock).door;
    const hosts = entry.type === 'external-ip' ? [] : entry.hosts.filter((host) => host !== '*');
    return hosts.length === 0 ? [] : [`for requests to ${hosts.join(', ')}`];
  }

  private placeOf(door: Door): Place {
    return this.doorAt.get(door) ?? within(everyAddress(this.pair.families));
  }

  private sending({ sample }: EndBlock, { door }: DoorBlock): PortBounds {
    const { egress } = this.pair;
    return egress.permits(egress.listOf(sample), egress.placeOf(this.placeOf(door)));
  }

  /** All or nothing, as ids of the full set: whether one port of the door is open. */
  private passes(bounds: PortBounds, protocol: 'TCP' | 'UDP' | 'SCTP', port: number): PortBounds {
    const { ports } = this.pair;
    const has = (id: number): boolean =>
      // A node port that is not assigned yet is written as 0.
      port === 0 ? id !== NO_PORTS : ports.get(id).contains(protocol, port);
    return {
      must: port !== 0 && has(bounds.must) ? ports.all.id : NO_PORTS,
      may: has(bounds.may) ? ports.all.id : NO_PORTS,
    };
  }

  private taking(source: EndBlock, { door: { entry }, target }: DoorBlock): PortBounds {
    const { ports, ingress, to } = this.pair;
    const judged = this.judged.get(keyOf(entry, target));
    if (judged === undefined) return NOTHING;
    const open: PortBounds = { must: ports.all.id, may: ports.all.id };
    const verdict: PortBounds =
      judged.verdict === 'allowed' ? open : judged.verdict === 'denied' ? NOTHING : { ...open, must: NO_PORTS };
    if (entry.type === 'ingress' || entry.type === 'gateway')
      return entry.sourceRanges.length === 0 ? verdict : { ...verdict, must: NO_PORTS };
    const list = ingress.listOf(target.group);
    const seen = this.clients(source.sample).map((place) => ingress.permits(list, ingress.placeOf(place)));
    if (entry.sourceHidden) {
      const nodes = to.facts.nodes.all.isEmpty ? everyAddress(this.pair.families) : to.facts.nodes.all;
      seen.push(ingress.permits(list, ingress.placeOf(within(nodes))));
    }
    const taken = this.passes(whichever(ports, seen), target.protocol, target.port);
    // Which clients a list of source ranges lets in depends on addresses after translation.
    const isCertain = entry.sourceRanges.length === 0 && entry.doubt === undefined;
    return isCertain ? taken : { ...taken, must: NO_PORTS };
  }
}

function keyOf({ source, type, port, protocol }: Door['entry'], target: EntryFlow['target']): string {
  return JSON.stringify([source, type, port, protocol, target.group, target.protocol, target.port]);
}

function doubtsOf({ doubt, sourceRanges }: Door['entry'], judged: EntryFlow | undefined): string[] {
  return [
    ...(doubt === undefined ? [] : [doubt]),
    ...(sourceRanges.length === 0
      ? []
      : [`only ${sourceRanges.join(', ')} may connect, and clients' addresses may be translated`]),
    ...(judged === undefined || judged.because === '' || judged.because === doubt ? [] : [judged.because]),
  ];
}

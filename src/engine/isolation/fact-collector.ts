import { byText } from '../model/json-value.js';
import type { PortSet } from '../sets/port-set.js';
import { NO_PORTS, type PortSets } from '../sets/port-sets.js';
import type { BlockFlow } from './block-flows.js';
import type { Block, Blocks } from './blocks.js';
import type { FlowFact } from './flow-fact.js';

/** Running sums of one (own block, foreign peer) relation. */
interface Sums {
  must: number;
  may: number;
  sensitiveMust: number;
  sensitiveMay: number;
  otherMust: number;
  otherMay: number;
  peerUnit: number;
}

/**
 * Turns flows between blocks into facts about tenants. Blocks arrive source by source, and sources in the order of their
 * peers: so ingress sums are complete when the source's peer changes, egress sums when the source changes.
 */
export class FactCollector {
  private readonly facts = new Map<string, FlowFact & { readonly units: number[] }>();
  private readonly isTenant: readonly boolean[];
  /** Ingress of each destination block from the current source peer. */
  private ingress = new Map<number, Sums>();
  /** Egress of the current source block to each peer. */
  private egress = new Map<number, Sums>();
  private source: Block | undefined;

  constructor(
    private readonly ports: PortSets,
    private readonly blocks: Blocks,
    private readonly sensitive: PortSet,
  ) {
    this.isTenant = blocks.parties.map((_, party) =>
      blocks.list.some((block) => block.party === party && block.sample.ownership.party.kind === 'tenant'),
    );
  }

  /** Begins a source block. */
  from(source: Block): void {
    this.flushEgress();
    if (this.source !== undefined && this.source.peer !== source.peer) this.flushIngress(this.source.peer);
    this.source = source;
  }

  /** Takes a flow from the current source that leaves the contracts; `index` is the destination's position. */
  add(index: number, destination: Block, flow: BlockFlow): void {
    const { source } = this;
    if (source === undefined) return;
    if (this.isTenant[destination.party] === true) this.sum(this.ingress, index, flow, source);
    if (this.isTenant[source.party] === true) this.sum(this.egress, destination.peer, flow, destination);
  }

  /** All facts, sorted by tenant, direction, peer and first unit. */
  finish(): FlowFact[] {
    this.flushEgress();
    if (this.source !== undefined) this.flushIngress(this.source.peer);
    for (const fact of this.facts.values()) fact.units.sort((a, b) => a - b);
    return [...this.facts.values()].sort(
      (a, b) =>
        byText(a.tenant, b.tenant) ||
        byText(a.direction, b.direction) ||
        byText(a.peer, b.peer) ||
        (a.units[0] ?? 0) - (b.units[0] ?? 0) ||
        a.may.id - b.may.id,
    );
  }

  private sum(into: Map<number, Sums>, key: number, flow: BlockFlow, peer: Block): void {
    let sums = into.get(key);
    if (sums === undefined) {
      const peerUnit = peer.units[0] ?? 0;
      sums = { must: 0, may: 0, sensitiveMust: 0, sensitiveMay: 0, otherMust: 0, otherMay: 0, peerUnit };
      into.set(key, sums);
    }
    const count = peer.units.length;
    const { id } = this.sensitive;
    sums.must = this.ports.union(sums.must, flow.outMust);
    sums.may = this.ports.union(sums.may, flow.outMay);
    if (this.ports.intersect(flow.outMust, id) !== NO_PORTS) sums.sensitiveMust += count;
    if (this.ports.intersect(flow.outMay, id) !== NO_PORTS) sums.sensitiveMay += count;
    if (this.ports.subtract(flow.outMust, id) !== NO_PORTS) sums.otherMust += count;
    if (this.ports.subtract(flow.outMay, id) !== NO_PORTS) sums.otherMay += count;
  }

  private flushEgress(): void {
    for (const [peer, sums] of this.egress)
      if (this.source !== undefined) this.record('egress', this.source, peer, sums);
    this.egress = new Map();
  }

  private flushIngress(peer: number): void {
    for (const [index, sums] of this.ingress) {
      const block = this.blocks.list[index];
      if (block !== undefined) this.record('ingress', block, peer, sums);
    }
    this.ingress = new Map();
  }

  /** Units of one tenant that stand in the same relation to a peer become one fact. */
  private record(direction: FlowFact['direction'], own: Block, peer: number, sums: Sums): void {
    const { must, may, sensitiveMust, sensitiveMay, otherMust, otherMay } = sums;
    const key = [direction, own.party, peer, must, may, sensitiveMust, sensitiveMay, otherMust, otherMay].join('|');
    const known = this.facts.get(key);
    if (known !== undefined) {
      known.units.push(...own.units);
      return;
    }
    const size = this.blocks.peerSize[peer] ?? 1;
    const name = this.blocks.peers[peer] ?? '';
    const slash = name.indexOf('/');
    this.facts.set(key, {
      direction,
      tenant: this.blocks.parties[own.party] ?? '',
      peer: name,
      peerParty: slash < 0 ? name : name.slice(0, slash),
      units: [...own.units],
      must: this.ports.get(must),
      may: this.ports.get(may),
      sensitive: { must: sensitiveMust / size, may: sensitiveMay / size },
      other: { must: otherMust / size, may: otherMay / size },
      peerUnit: sums.peerUnit,
    });
  }
}

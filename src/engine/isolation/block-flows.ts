import type { Reachability } from '../reachability/reachability.js';
import { NO_PORTS } from '../sets/port-sets.js';
import type { Block, Blocks } from './blocks.js';
import type { Contracts } from './contracts.js';

/** Port-set ids of everything one block can send to another, and of what of it nobody agreed to. */
export interface BlockFlow {
  must: number;
  may: number;
  outMust: number;
  outMay: number;
}

/** Answers flows between blocks, one source block at a time. */
export class BlockFlows {
  private readonly agreed: Int32Array;
  private must: readonly Int32Array[] = [];
  private may: readonly Int32Array[] = [];
  private source: Block | undefined;

  constructor(
    private readonly reach: Reachability,
    private readonly blocks: Blocks,
    private readonly contracts: Contracts,
  ) {
    this.agreed = new Int32Array(blocks.termsCount * blocks.termsCount).fill(-1);
  }

  /** Chooses the source block for the questions that follow. */
  from(source: Block): void {
    this.source = source;
    const samples = this.samplesOf(source);
    const rows = samples.map((group) => this.reach.rowFrom(group));
    this.must = rows.map((row) => row.must);
    this.may = rows.map((row) => row.may);
  }

  /** Writes the flow to `destination` into `into`. @returns false when nothing can pass */
  to(destination: Block, into: BlockFlow): boolean {
    const { ports } = this.reach;
    let must = NO_PORTS;
    let may = NO_PORTS;
    for (let i = 0; i < this.may.length; i++) {
      for (const cell of destination.classes) {
        may = ports.union(may, this.may[i]?.[cell] ?? NO_PORTS);
        must = ports.union(must, this.must[i]?.[cell] ?? NO_PORTS);
      }
    }
    if (may === NO_PORTS) return false;
    const agreed = this.agreedWith(destination);
    into.must = must;
    into.may = may;
    into.outMust = ports.subtract(must, agreed);
    into.outMay = ports.subtract(may, agreed);
    return true;
  }

  /** One group of each class of a block. */
  samplesOf({ classes, sample }: Block): number[] {
    return classes.flatMap((wanted) => sample.groups.find((group) => this.reach.classOf[group] === wanted) ?? []);
  }

  private agreedWith(destination: Block): number {
    const { source } = this;
    if (source === undefined) return NO_PORTS;
    const at = source.terms * this.blocks.termsCount + destination.terms;
    const known = this.agreed[at] ?? NO_PORTS;
    if (known >= 0) return known;
    const { id } = this.contracts.between(source.sample, destination.sample);
    this.agreed[at] = id;
    return id;
  }
}

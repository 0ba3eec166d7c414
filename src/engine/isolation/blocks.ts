import type { Contracts } from './contracts.js';
import type { Membership, Unit } from './units.js';

/**
 * Units that nobody can tell apart from outside: same peer, same reachability classes, same contract terms.
 * Flows are computed between blocks, so replicas and look-alikes cost nothing.
 */
export interface Block {
  readonly units: readonly number[];
  /** Stands for all of them. */
  readonly sample: Unit;
  /** Index into `Blocks.parties` and `Blocks.peers`. */
  readonly party: number;
  readonly peer: number;
  readonly classes: readonly number[];
  /** Blocks with equal terms have equal contracts with everybody. */
  readonly terms: number;
}

/** All blocks of a cluster, sorted by peer, so that one peer's blocks are neighbours. */
export interface Blocks {
  readonly list: readonly Block[];
  readonly parties: readonly string[];
  readonly peers: readonly string[];
  /** Units of each peer. */
  readonly peerSize: readonly number[];
  readonly termsCount: number;
}

/**
 * Folds units into blocks.
 * @param classOf pod group → reachability class
 */
export function foldUnits(membership: Membership, classOf: Int32Array, contracts: Contracts): Blocks {
  const parties = new Interner();
  const peers = new Interner();
  const terms = new Interner();
  const peerSize: number[] = [];
  const hasShared = membership.units.some(({ ownership }) => ownership.profile !== undefined);
  const blocks = new Map<string, Block & { readonly units: number[] }>();
  for (const [id, unit] of membership.units.entries()) {
    const classes = [...new Set(unit.groups.map((group) => classOf[group] ?? 0))].sort((a, b) => a - b);
    const party = parties.of(unit.party);
    const peer = peers.of(unit.peer);
    peerSize[peer] = (peerSize[peer] ?? 0) + 1;
    const own = terms.of(`${unit.party}|${hasShared ? contracts.keyOf(unit) : ''}`);
    const key = `${String(peer)}|${classes.join(',')}|${String(own)}`;
    const known = blocks.get(key);
    if (known === undefined) blocks.set(key, { units: [id], sample: unit, party, peer, classes, terms: own });
    else known.units.push(id);
  }
  return {
    list: [...blocks.values()].sort((a, b) => a.peer - b.peer || (a.units[0] ?? 0) - (b.units[0] ?? 0)),
    parties: parties.names,
    peers: peers.names,
    peerSize,
    termsCount: terms.names.length,
  };
}

class Interner {
  readonly names: string[] = [];
  private readonly ids = new Map<string, number>();

  of(name: string): number {
    let id = this.ids.get(name);
    if (id === undefined) this.ids.set(name, (id = this.names.push(name) - 1));
    return id;
  }
}

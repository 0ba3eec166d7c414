import type { Direction } from '../policy.js';
import type { ProblemList } from '../problem-list.js';
import { EVERYWHERE } from './cluster-addresses.js';
import type { Ground } from './ground.js';
import { addBlocks, lowerCidrs, lowerCidrSets } from './lower-cidr.js';
import { type EntityUse, lowerEntities } from './lower-entities.js';
import { lowerNames } from './lower-names.js';
import { type SelectorPlace, lowerEndpoints, lowerNodePeers } from './lower-selectors.js';
import { lowerServices } from './lower-services.js';
import { PeerList } from './peer-list.js';

type List = readonly unknown[];

/** One rule item of any kind, read. */
export type RuleItem = Readonly<Record<string, unknown>>;

/** Who a rule item speaks about. */
export interface LoweredPeers {
  /** True when the item names nobody at all: then it means everybody on the ports it names. */
  readonly isOpen: boolean;
  readonly peers: PeerList;
  /** Peers that are known by name only, and the names. */
  readonly named: PeerList;
  readonly names: readonly string[];
}

/** Fields that name peers, without their direction. */
const FIELDS = ['Endpoints', 'CIDR', 'CIDRSet', 'Entities', 'Nodes', 'Groups', 'Services', 'FQDNs'] as const;

/** Lowers the peers of a rule item. An empty list names nobody; an absent one says nothing (semantics 04 §5). */
export function lowerPeers(
  item: RuleItem,
  field: string,
  place: SelectorPlace,
  use: EntityUse,
  ground: Ground,
  problems: ProblemList,
): LoweredPeers {
  const prefix = prefixOf(use.direction);
  const present = FIELDS.filter((name) => Array.isArray(item[`${prefix}${name}`]));
  const filled = present.filter((name) => listOf(item, `${prefix}${name}`).length > 0);
  if (filled.length > 1)
    problems.error(
      'POLICY.INVALID_RULE',
      field,
      `${filled.map((name) => prefix + name).join(' and ')} cannot share a rule; write one rule for each`,
    );
  const peers = new PeerList();
  const named = new PeerList();
  const at = (name: string): [List, string] => [listOf(item, `${prefix}${name}`), `${field}.${prefix}${name}`];
  lowerEndpoints(...at('Endpoints'), place, use, ground, peers, problems);
  lowerCidrs(...at('CIDR'), ground, peers, problems);
  lowerCidrSets(...at('CIDRSet'), ground, peers, problems);
  lowerEntities(...at('Entities'), use, ground, peers, problems);
  lowerNodePeers(...at('Nodes'), use, ground, peers, problems);
  lowerServices(...at('Services'), ground, peers, problems);
  // Security groups of a cloud stand for addresses that no cluster knows.
  if (listOf(item, `${prefix}Groups`).length > 0) addBlocks(EVERYWHERE, false, ground, peers);
  const names = lowerNames(...at('FQDNs'), ground, named, problems);
  return { isOpen: present.length === 0, peers, named, names };
}

/** `from` or `to`. */
export function prefixOf(direction: Direction): 'from' | 'to' {
  return direction === 'ingress' ? 'from' : 'to';
}

function listOf(item: RuleItem, name: string): List {
  const value = item[name];
  return Array.isArray(value) ? (value as List) : [];
}

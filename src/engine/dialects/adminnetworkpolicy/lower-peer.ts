import { IpSet } from '../../sets/ip-set.js';
import type { Peer } from '../policy.js';
import type { ProblemList } from '../problem-list.js';
import { readCidr } from '../read-cidr.js';
import { readLabelSelector } from '../read-label-selector.js';
import { choose, foundInstead } from './choice.js';
import type { OptionalPeer } from './flavour.js';
import { lowerNamespaces, lowerPods } from './lower-pods.js';
import { shown } from '../shown-value.js';
import type { NetworkPeers } from './network-peers.js';
import type { NodePeers } from './node-peers.js';

/** Most CIDRs or domain names in one peer. */
const LIST_LIMIT = 25;

const PERHAPS_ANYONE: Peer = { kind: 'anyone', certain: false };

/**
 * One entry of `from` or `to`. `unknown`: a kind of peer that the API or the plugin does not know, so the whole rule
 * fails closed. `domains`: names behind addresses outside the cluster.
 */
export type LoweredPeer =
  | { readonly kind: 'peers'; readonly peers: readonly Peer[] }
  | { readonly kind: 'domains'; readonly names: readonly string[] }
  | { readonly kind: 'unknown' };

/** What peers are lowered with. */
export interface PeerContext {
  /** Members a peer may have in this direction. */
  readonly known: readonly string[];
  /** Peers the network plugin does not implement. */
  readonly missing: readonly OptionalPeer[];
  readonly nodes: NodePeers;
  readonly networks: NetworkPeers;
}

/** Lowers one peer; what the API would refuse counts as perhaps anyone (semantics 02 §2, §4). */
export function lowerPeer(raw: unknown, field: string, context: PeerContext, problems: ProblemList): LoweredPeer {
  const { known, missing } = context;
  const choice = choose(raw, known);
  if (choice.kind === 'none') {
    problems.error('POLICY.UNKNOWN_PEER', field, `${foundInstead(choice, known)}; such a rule fails closed`);
    return { kind: 'unknown' };
  }
  if (choice.kind !== 'one') {
    problems.error('POLICY.INVALID_PEER', field, foundInstead(choice, known));
    return peers(PERHAPS_ANYONE);
  }
  const { name, value } = choice;
  if (missing.some((peer) => peer === name)) {
    problems.warn('POLICY.UNSUPPORTED_PEER', `${field}.${name}`, 'the network plugin does not know it: the rule fails closed'); // prettier-ignore
    return { kind: 'unknown' };
  }
  return lowerKnown(name, value, `${field}.${name}`, context, problems);
}

function lowerKnown(
  name: string,
  value: unknown,
  field: string,
  { nodes, networks }: PeerContext,
  problems: ProblemList,
): LoweredPeer {
  switch (name) {
    case 'nodes': {
      const selector = readLabelSelector(value, field, problems);
      return selector === null ? peers(PERHAPS_ANYONE) : peers(...nodes.lower(selector));
    }
    case 'networks':
      return lowerNetworks(value, field, networks, problems);
    case 'domainNames':
      return lowerDomainNames(value, field, problems);
    default: {
      const selection = (name === 'pods' ? lowerPods : lowerNamespaces)(value, field, problems);
      return peers(selection === null ? PERHAPS_ANYONE : { kind: 'pods', selection, certain: true });
    }
  }
}

function lowerNetworks(value: unknown, field: string, networks: NetworkPeers, problems: ProblemList): LoweredPeer {
  const texts = readTexts(value, field, 'CIDRs', problems);
  if (texts === null) return peers(PERHAPS_ANYONE);
  const ranges = texts.map((text, index) => readCidr(text, `${field}[${String(index)}]`, problems));
  const set = IpSet.of(ranges.filter((range) => range !== null));
  return peers(...networks.lower(set), ...(ranges.includes(null) ? [PERHAPS_ANYONE] : []));
}

const DOMAIN_NAME = /^(?:\*\.)?(?:[a-z\d](?:[-\w]*[a-z\d])?\.)+[a-z\d](?:[-\w]*[a-z\d])?\.?$/i;

function lowerDomainNames(value: unknown, field: string, problems: ProblemList): LoweredPeer {
  const names = readTexts(value, field, 'domain names', problems);
  if (names === null) return { kind: 'domains', names: ['?'] };
  for (const [index, name] of names.entries()) {
    if (!DOMAIN_NAME.test(name)) {
      const message = `"${name}" is not a domain name; write a.example or *.example`;
      problems.error('POLICY.INVALID_DOMAIN_NAME', `${field}[${String(index)}]`, message);
    }
  }
  return { kind: 'domains', names };
}

function readTexts(value: unknown, field: string, what: string, problems: ProblemList): readonly string[] | null {
  const list: readonly unknown[] = Array.isArray(value) ? value : [];
  const texts = list.filter((item): item is string => typeof item === 'string');
  if (list.length === 0 || texts.length !== list.length) {
    problems.error('POLICY.INVALID_PEER', field, `${shown(value)} is not a list of ${what}`);
    return null;
  }
  if (list.length > LIST_LIMIT) tooMany(list.length, LIST_LIMIT, what, field, problems);
  return texts;
}

/** The API refuses lists beyond a limit. */
export function tooMany(count: number, limit: number, what: string, field: string, problems: ProblemList): void {
  const message = `${String(count)} ${what} are more than the ${String(limit)} the API takes; split the policy`;
  problems.error('POLICY.TOO_MANY', field, message);
}

function peers(...list: readonly Peer[]): LoweredPeer {
  return { kind: 'peers', peers: list };
}

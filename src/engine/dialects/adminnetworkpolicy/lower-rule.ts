import { asRecord, asText } from '../../model/json-value.js';
import { FAMILIES } from '../../sets/ip-address.js';
import { wholeFamily } from '../../sets/ip-range.js';
import { IpSet } from '../../sets/ip-set.js';
import type { Direction, Effect, Peer, PortClause, Rule } from '../policy.js';
import { anyPort } from '../port-clauses.js';
import type { ProblemList } from '../problem-list.js';
import type { Flavour } from './flavour.js';
import { type LoweredPeer, lowerPeer, type PeerContext, tooMany } from './lower-peer.js';
import { shown } from '../shown-value.js';

const EVERY_ADDRESS = IpSet.of(FAMILIES.map(wholeFamily));
const INGRESS_PEERS = ['namespaces', 'pods'];

/** What rules are lowered with. */
export interface RuleContext extends Omit<PeerContext, 'known'> {
  readonly flavour: Flavour;
  readonly sctpCertain: boolean;
}

/** The rules of one direction, in order; null when there are none: then the policy says nothing about it (semantics 02 §3). */
export function lowerRules(
  raw: unknown,
  direction: Direction,
  context: RuleContext,
  problems: ProblemList,
): readonly Rule[] | null {
  const field = `spec.${direction}`;
  if (raw === undefined || raw === null) return null;
  if (!Array.isArray(raw)) {
    problems.error('POLICY.INVALID_SPEC', field, `${shown(raw)} is not a list of rules`);
    return [perhapsAnything(0)];
  }
  const list: readonly unknown[] = raw;
  const { limit } = context.flavour;
  if (list.length > limit) tooMany(list.length, limit, 'rules', field, problems);
  const rules = list.flatMap((item, index) => lowerRule(item, direction, index, context, problems));
  return rules.length === 0 ? null : rules;
}

/** A rule that cannot be read: nobody knows what it does to whom. */
function perhapsAnything(index: number): Rule {
  return { index, effect: 'pass', peers: [{ kind: 'anyone', certain: false }], ports: anyPort(false) };
}

function lowerRule(
  raw: unknown,
  direction: Direction,
  index: number,
  context: RuleContext,
  problems: ProblemList,
): Rule[] {
  const field = `spec.${direction}[${String(index)}]`;
  const rule = asRecord(raw);
  if (rule === undefined) {
    problems.error('POLICY.INVALID_RULE', field, `${shown(raw)} is not a rule`);
    return [perhapsAnything(index)];
  }
  const peersField = direction === 'ingress' ? 'from' : 'to';
  const { flavour } = context;
  const isWhole = hasOnly(rule, ['name', 'action', peersField, flavour.portsField], field, problems);
  const effect = effectOf(rule['action'], `${field}.action`, flavour, problems);
  const far = lowerPeers(rule[peersField], `${field}.${peersField}`, direction, context, problems);
  const ports = lowerPorts(rule[flavour.portsField], `${field}.${flavour.portsField}`, context, problems);
  const name = asText(rule['name']);
  const head = { index, ...(name === undefined ? {} : { name }) };
  const isReadable = effect !== null && isWhole;
  if (far.some(({ kind }) => kind === 'unknown')) return isReadable ? failClosed(head, effect) : [{ ...head, ...perhapsAnything(index) }]; // prettier-ignore
  warnNamedPort(far, ports, field, problems);
  return assemble(head, effect ?? 'pass', far, ports, isReadable, problems, field);
}

/** A peer nobody knows: an allowing rule matches nothing, any other denies everything (semantics 02 §4). */
function failClosed(head: Pick<Rule, 'index' | 'name'>, effect: Effect): Rule[] {
  if (effect === 'allow') return [];
  return [{ ...head, effect: 'deny', peers: [{ kind: 'anyone', certain: true }], ports: anyPort(true) }];
}

/** Names behind addresses are a condition of their own, so that the other peers of the rule stay exact. */
function assemble(
  head: Pick<Rule, 'index' | 'name'>,
  effect: Effect,
  far: readonly LoweredPeer[],
  ports: readonly PortClause[],
  isReadable: boolean,
  problems: ProblemList,
  field: string,
): Rule[] {
  const peers = far.flatMap((peer) => (peer.kind === 'peers' ? peer.peers : []));
  const names = far.flatMap((peer) => (peer.kind === 'domains' ? peer.names : []));
  const rules: Rule[] = [];
  if (peers.length > 0) rules.push({ ...head, effect, peers: isReadable ? peers : peers.map(perhaps), ports });
  if (names.length > 0) {
    if (effect !== 'allow') {
      problems.error('POLICY.INVALID_PEER', field, 'domainNames can only be allowed, not denied or passed on');
    }
    const conditions = names.map((domain) => `domain name ${domain}`);
    rules.push({ ...head, effect, peers: [{ kind: 'outside', set: EVERY_ADDRESS, certain: true }], ports, conditions });
  }
  return rules;
}

function perhaps(peer: Peer): Peer {
  return { ...peer, certain: false };
}

function hasOnly(
  rule: Readonly<Record<string, unknown>>,
  known: readonly string[],
  field: string,
  problems: ProblemList,
): boolean {
  const unknown = Object.keys(rule).filter((name) => !known.includes(name));
  for (const name of unknown) problems.error('POLICY.UNKNOWN_FIELD', `${field}.${name}`, `a rule has no ${name}; it has ${known.join(', ')}`); // prettier-ignore
  return unknown.length === 0;
}

function effectOf(raw: unknown, field: string, { effects }: Flavour, problems: ProblemList): Effect | null {
  const effect = typeof raw === 'string' ? effects.get(raw) : undefined;
  if (effect === undefined) {
    problems.error('POLICY.INVALID_ACTION', field, `${shown(raw)} is no action here; write ${[...effects.keys()].join(', ')}`); // prettier-ignore
    return null;
  }
  return effect;
}

function lowerPeers(
  raw: unknown,
  field: string,
  direction: Direction,
  context: RuleContext,
  problems: ProblemList,
): readonly LoweredPeer[] {
  const list: readonly unknown[] = Array.isArray(raw) ? raw : [];
  if (list.length === 0) {
    problems.error('POLICY.INVALID_RULE', field, `${shown(raw)} names no peer; a rule needs at least one`);
    return [{ kind: 'peers', peers: [{ kind: 'anyone', certain: false }] }];
  }
  const { flavour } = context;
  if (list.length > flavour.limit) tooMany(list.length, flavour.limit, 'peers', field, problems);
  const known = direction === 'ingress' ? INGRESS_PEERS : flavour.egressPeers;
  return list.map((peer, index) => lowerPeer(peer, `${field}[${String(index)}]`, { ...context, known }, problems));
}

function lowerPorts(
  raw: unknown,
  field: string,
  { flavour, sctpCertain }: RuleContext,
  problems: ProblemList,
): readonly PortClause[] {
  if (raw === undefined || raw === null) return anyPort(true);
  if (!Array.isArray(raw)) {
    problems.error('POLICY.INVALID_PORT', field, `${shown(raw)} is not a list`);
    return anyPort(false);
  }
  const list: readonly unknown[] = raw;
  if (list.length === 0) return anyPort(true);
  if (list.length > flavour.limit) tooMany(list.length, flavour.limit, 'entries', field, problems);
  return list.flatMap((entry, index) => flavour.lowerPort(entry, `${field}[${String(index)}]`, sctpCertain, problems));
}

function warnNamedPort(
  far: readonly LoweredPeer[],
  ports: readonly PortClause[],
  field: string,
  problems: ProblemList,
): void {
  const byAddress = far.some((peer) => peer.kind === 'domains' || (peer.kind === 'peers' && peer.peers.some(({ kind }) => kind === 'outside'))); // prettier-ignore
  if (byAddress && ports.some(({ kind }) => kind === 'named'))
    problems.warn('POLICY.NAMED_PORT_EXTERNAL', field, 'a port name means nothing on an address outside the cluster, and the API refuses it here'); // prettier-ignore
}

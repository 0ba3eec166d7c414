import { asRecord, recordOf } from '../../model/json-value.js';
import type { NodeModel } from '../../model/network-model.js';
import { parseIp } from '../../sets/ip-address.js';
import { IpSet } from '../../sets/ip-set.js';
import { isCovered } from '../../model/coverage.js';
import type { LowerContext } from '../dialect.js';
import type { Peer, Rule } from '../policy.js';
import type { ProblemList } from '../problem-list.js';
import { readCidr } from '../read-cidr.js';
import { readLabelSelector } from '../read-label-selector.js';
import type { SourceAddresses } from '../source-addresses.js';
import { EVERY_ADDRESS } from './every-address.js';
import type { FirewallRule } from './schema.js';

/** Far ends of a rule, and what must also hold. */
export type Destination = Pick<Rule, 'peers' | 'conditions'>;

/** Whatever lies outside, perhaps. */
export const PERHAPS_OUTSIDE: Destination = { peers: [{ kind: 'outside', set: EVERY_ADDRESS, certain: false }] };

/** Reads the `to` of rules: a block, a name, or nodes. */
export class Destinations {
  constructor(
    private readonly context: LowerContext,
    private readonly addresses: SourceAddresses,
  ) {}

  /** Where a rule points; perhaps anywhere when that cannot be read. */
  of({ cidrSelector, dnsName, nodeSelector }: FirewallRule['to'], field: string, problems: ProblemList): Destination {
    const named = [cidrSelector, dnsName, nodeSelector].filter((part) => part !== undefined && part !== null);
    if (named.length !== 1) {
      problems.error(
        'POLICY.INVALID_PEER',
        field,
        'exactly one of cidrSelector, dnsName and nodeSelector belongs here',
      );
      return PERHAPS_OUTSIDE;
    }
    if (typeof cidrSelector === 'string') {
      const range = readCidr(hostAsBlock(cidrSelector), `${field}.cidrSelector`, problems);
      return range === null ? PERHAPS_OUTSIDE : { peers: this.#at(IpSet.of([range]), true) };
    }
    if (typeof dnsName === 'string')
      return { peers: this.#at(EVERY_ADDRESS, true), conditions: [`the address belongs to ${dnsName}`] };
    return this.#nodes(nodeSelector, `${field}.nodeSelector`, problems);
  }

  #nodes(raw: unknown, field: string, problems: ProblemList): Destination {
    const selector = readLabelSelector(raw, field, problems);
    const { nodes, coverage, facts } = this.context.model;
    const state = coverage.get('core/Node');
    const isKnown = nodes.length > 0 && (state === undefined ? facts.origin === 'offline' : isCovered(state));
    if (selector === null || !isKnown || asRecord(raw) === undefined) return { peers: this.#at(EVERY_ADDRESS, false) };
    return { peers: this.#at(addressesOf(nodes.filter(({ labels }) => selector.matches(recordOf(labels)))), true) };
  }

  /** Addresses outside, and host-network pods that stand behind one. Other pods are never outside. */
  #at(set: IpSet, certain: boolean): Peer[] {
    const text = `firewall ${set.ranges.map(({ family, lo, hi }) => `${String(family)}:${String(lo)}-${String(hi)}`).join(',')}`;
    const groups = this.context.endpoints.where(
      text,
      (endpoint) => (endpoint.isNode ? this.addresses.isIn(set, endpoint) : false),
      { nodes: true },
    );
    return [
      { kind: 'outside', set, certain },
      { kind: 'groups', groups, certain },
    ];
  }
}

function addressesOf(nodes: readonly NodeModel[]): IpSet {
  const found = nodes.flatMap(({ addresses }) => addresses.flatMap((text) => parseIp(text) ?? []));
  return IpSet.of(found.map(({ family, value }) => ({ family, lo: value, hi: value })));
}

/** A bare address stands for itself. */
function hostAsBlock(text: string): string {
  const address = parseIp(text);
  return address === null ? text : `${text}/${address.family === 4 ? '32' : '128'}`;
}

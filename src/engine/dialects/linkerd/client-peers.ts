import type { EndpointTest } from '../../endpoints/endpoint-finder.js';
import { type IpRange, wholeFamily } from '../../sets/ip-range.js';
import { FAMILIES } from '../../sets/ip-address.js';
import { IpSet } from '../../sets/ip-set.js';
import type { LowerContext } from '../dialect.js';
import type { Peer, PortClause } from '../policy.js';
import { SourceAddresses } from '../source-addresses.js';
import { type Certainty, allOf, not } from '../three-valued.js';
import type { Client } from './client.js';
import { type IdentityPattern, matchesIdentity, namespaceOfPattern, textOfPattern } from './identity.js';
import { textOfNetworks } from './networks.js';
import { type PortSpan, tcpClauses, textOfPorts, withoutPorts } from '../port-list.js';
import type { Proxies, Proxy } from './proxies.js';

/** Far ends and ports of one rule. */
export interface Match {
  readonly peers: readonly Peer[];
  readonly ports: readonly PortClause[];
}

const EVERY_ADDRESS: readonly IpRange[] = FAMILIES.map(wholeFamily);
const UNKNOWN = '?';

/**
 * Finds the pods and addresses that are a client of an authorization, as the proxy at the destination sees them. An
 * identity reaches it only when the client's own proxy handled the connection.
 */
export class ClientPeers {
  readonly #addresses = new SourceAddresses();
  /** Ports that clients send past their proxies: each distinct list, and what could not be read. */
  readonly #outboundLists: ReadonlyMap<string, readonly PortSpan[]>;
  readonly #skippedSubnets: ReadonlyMap<string, IpSet>;
  readonly #isLinked: boolean;

  constructor(
    private readonly context: LowerContext,
    private readonly proxies: Proxies,
  ) {
    this.#outboundLists = new Map(
      proxies.all.map(({ skipsOutbound }) => [listKey(skipsOutbound), skipsOutbound ?? []]),
    );
    const skipped = proxies.all.flatMap(({ skipsSubnets }) => skipsSubnets ?? []).filter((set) => !set.isEmpty);
    this.#skippedSubnets = new Map(skipped.map((set) => [textOfNetworks(set), set]));
    this.#isLinked = ['multicluster.linkerd.io/Link', 'workload.linkerd.io/ExternalWorkload'].some(
      (kind) => (context.model.objects.get(kind) ?? []).length > 0,
    );
  }

  /** What tells destinations apart: which clients' proxies leave connections to them alone. Usually empty. */
  vectorOf(destination: Proxy): string {
    const answers = [...this.#skippedSubnets.entries()].map(([key, set]) => {
      const answer = this.#addresses.isIn(set, destination);
      return `${key}${answer === undefined ? '?' : answer ? '+' : '-'}`;
    });
    return answers.join(' ');
  }

  /** Traffic of a client towards destinations of one vector, on some TCP ports. */
  matches({ identities, networks, certain }: Client, ports: readonly PortSpan[], vector: string): readonly Match[] {
    const clauses = tcpClauses(ports);
    if (identities === null) {
      const peers: Peer[] = networks === null ? [{ kind: 'anyone', certain }] : this.#byAddress(networks.set, certain);
      if (networks?.certain === false) peers.push({ kind: 'anyone', certain: false });
      return [{ peers, ports: clauses }];
    }
    const perhaps: Peer[] = [];
    if (identities === 'tls') perhaps.push({ kind: 'anyone', certain: false });
    // A client of a linked cluster, or of a machine that joined the mesh, may show any identity.
    if (this.#isLinked) {
      const set = networks?.certain === true ? networks.set : IpSet.of(EVERY_ADDRESS);
      perhaps.push({ kind: 'outside', set, certain: false });
    }
    const patterns: readonly IdentityPattern[] = identities === 'tls' ? [{ kind: 'any' }] : identities;
    const found: Match[] = perhaps.length === 0 ? [] : [{ peers: perhaps, ports: clauses }];
    for (const [key, list] of this.#outboundLists) {
      const meshed = tcpClauses(withoutPorts(ports, list));
      const peers = patterns.map((pattern) => this.#byIdentity(pattern, networks?.set ?? null, key, vector, certain));
      if (networks?.certain === false)
        peers.push(...patterns.map((pattern) => this.#byIdentity(pattern, null, key, vector, false)));
      if (meshed.length > 0 && peers.length > 0) found.push({ peers, ports: meshed });
    }
    return found;
  }

  /** Everyone whose packets carry an address of the set, hosts and the outside included. */
  #byAddress(set: IpSet, certain: boolean): Peer[] {
    return [this.sources(set, certain), { kind: 'outside', set, certain }];
  }

  /** Pods and hosts whose packets carry an address of the set. */
  sources(set: IpSet, certain: boolean): Peer {
    const groups = this.context.endpoints.where(
      `linkerd source ${textOfNetworks(set)}`,
      (endpoint) => this.#addresses.isIn(set, endpoint),
      { nodes: true },
    );
    return { kind: 'groups', groups, certain };
  }

  #byIdentity(pattern: IdentityPattern, set: IpSet | null, key: string, vector: string, certain: boolean): Peer {
    const test: EndpointTest = (endpoint) => {
      const proxy = this.proxies.of(endpoint.id);
      if (proxy === undefined || listKey(proxy.skipsOutbound) !== key) return false;
      return allOf(
        matchesIdentity(pattern, proxy),
        proxy.certain ? true : undefined,
        key === UNKNOWN ? undefined : true,
        this.#usesProxyTowards(proxy, vector),
        set === null ? true : this.#addresses.isIn(set, endpoint),
      );
    };
    const networks = set === null ? '' : textOfNetworks(set);
    const text = `linkerd identity ${textOfPattern(pattern)} ${networks} ${key} ${vector}`;
    const namespace = namespaceOfPattern(pattern);
    const groups = this.context.endpoints.where(text, test, namespace === undefined ? {} : { namespace });
    return { kind: 'groups', groups, certain };
  }

  #usesProxyTowards({ skipsSubnets }: Proxy, vector: string): Certainty {
    if (skipsSubnets === undefined) return undefined;
    if (skipsSubnets.isEmpty) return true;
    const key = textOfNetworks(skipsSubnets);
    const answer = vector.split(' ').find((entry) => entry.slice(0, -1) === key);
    return not(answer?.endsWith('+') === true ? true : answer?.endsWith('-') === true ? false : undefined);
  }
}

function listKey(list: readonly PortSpan[] | undefined): string {
  return list === undefined ? UNKNOWN : textOfPorts(list);
}

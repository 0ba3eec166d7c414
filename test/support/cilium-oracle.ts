import { NS, NSL, type Term, bare, hasL7, holds, inBlock, isFiltered, termsOf } from './cilium-oracle-match.js';
import { NO, type Tri, YES, all, any, atMostMaybe, same } from './tri.js';

/**
 * A slow second opinion on Cilium's policies: one packet at one end, straight from the text of semantics 04, sharing
 * nothing with the engine. It reads plain objects; nothing in them is malformed.
 */
export interface OraclePod {
  readonly kind: 'pod';
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly account: string;
  readonly ports: readonly { readonly name: string; readonly containerPort: number; readonly protocol: string }[];
  readonly node: string;
}
interface OracleHost {
  readonly kind: 'host';
  readonly node: string;
}
interface OracleAddress {
  readonly kind: 'ip';
  readonly ip: string;
}
export type OracleEnd = OraclePod | OracleHost | OracleAddress;

export interface OracleWorld {
  readonly namespaces: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Node → address. */
  readonly nodes: Readonly<Record<string, string>>;
  readonly services: Readonly<
    Record<string, { readonly namespace: string; readonly selector: Readonly<Record<string, string>> }>
  >;
  readonly config: Readonly<Record<string, string>>;
  readonly policies: readonly OraclePolicy[];
}
export interface OraclePolicy {
  readonly kind: 'CNP' | 'CCNP' | 'NP';
  readonly namespace: string;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- plain objects of a test
  readonly specs: readonly any[];
}
export interface OraclePacket {
  readonly protocol: string;
  readonly port: number;
}
type Direction = 'ingress' | 'egress';

/** What one policy says about one packet in one direction. */
interface Said {
  readonly enforced: Tri;
  readonly denied: Tri;
  readonly allowed: Tri;
  readonly proxied: Tri;
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- plain objects of a test
type Json = any;

export class CiliumOracle {
  constructor(private readonly world: OracleWorld) {}

  /** What one end permits: it protects itself with its policies. */
  end(
    direction: Direction,
    own: OracleEnd,
    far: OracleEnd,
    target: OracleEnd,
    packet: OraclePacket,
  ): { must: boolean; may: boolean } {
    if (own.kind !== 'pod') return { must: true, may: true };
    if (direction === 'ingress' && this.#nodeOf(far) === own.node) return { must: true, may: true };
    let enforced: Tri = this.world.config['enable-policy'] === 'always' ? YES : NO;
    let denied: Tri = NO;
    let allowed: Tri = NO;
    let proxied: Tri = NO;
    for (const policy of this.world.policies) {
      for (const spec of policy.specs) {
        if (!this.#selects(policy, spec, own)) continue;
        const verdict =
          policy.kind === 'NP'
            ? this.#plain(policy, spec, direction, far, target, packet)
            : this.#cilium(policy, spec, direction, far, target, packet);
        enforced = any([enforced, verdict.enforced]);
        denied = any([denied, verdict.denied]);
        allowed = any([allowed, verdict.allowed]);
        proxied = any([proxied, verdict.proxied]);
      }
    }
    return {
      must: denied === NO && (allowed === YES || (enforced === NO && proxied === NO)),
      // Towards its own node the engine promises nothing.
      may:
        (direction === 'egress' && this.#nodeOf(far) === own.node) ||
        (denied !== YES && (allowed !== NO || enforced !== YES)),
    };
  }

  #nodeOf(end: OracleEnd): string | undefined {
    if (end.kind === 'host') return end.node;
    if (end.kind === 'ip') return Object.keys(this.world.nodes).find((name) => this.world.nodes[name] === end.ip);
    return undefined;
  }

  #selects(policy: OraclePolicy, spec: Json, pod: OraclePod): boolean {
    if (policy.kind !== 'CCNP' && policy.namespace !== pod.namespace) return false;
    const terms = termsOf(policy.kind === 'NP' ? spec.podSelector : spec.endpointSelector).filter(
      (term) => !(policy.kind === 'CNP' && bare(term.key) === NS && term.operator === 'In' && term.values.length === 1),
    );
    return terms.every((term) => this.#podTerm(term, pod, policy.kind === 'NP'));
  }

  #cilium(
    policy: OraclePolicy,
    spec: Json,
    direction: Direction,
    far: OracleEnd,
    target: OracleEnd,
    packet: OraclePacket,
  ): Said {
    const allows: Json[] = spec[direction] ?? [];
    const denies: Json[] = spec[`${direction}Deny`] ?? [];
    const wish = spec.enableDefaultDeny?.[direction];
    let enforced: Tri = NO;
    if (allows.length + denies.length > 0) {
      const heeded = this.world.config['enable-non-default-deny-policies'] !== 'false';
      enforced = wish === false && heeded ? NO : YES;
    } else if (wish === true) enforced = 'maybe';
    const judged = allows.map((rule) => this.#item(policy, rule, direction, false, far, target, packet));
    return {
      enforced,
      denied: any([
        ...denies.map((rule) => this.#item(policy, rule, direction, true, far, target, packet).plain),
        ...judged.map(({ veto }) => veto),
      ]),
      allowed: any(judged.map(({ plain }) => plain)),
      proxied: any(judged.map(({ proxied }) => proxied)),
    };
  }

  #item(
    policy: OraclePolicy,
    rule: Json,
    direction: Direction,
    isDeny: boolean,
    far: OracleEnd,
    target: OracleEnd,
    packet: OraclePacket,
  ): { plain: Tri; veto: Tri; proxied: Tri } {
    const side = direction === 'ingress' ? 'from' : 'to';
    const l3 = ['Endpoints', 'CIDR', 'CIDRSet', 'Entities', 'Services', 'FQDNs'].filter((name) =>
      Array.isArray(rule[`${side}${name}`]),
    );
    const portRules: Json[] = rule.toPorts ?? [];
    const icmps: Json[] = rule.icmps ?? [];
    const hasPorts = portRules.length + icmps.length > 0;
    if (l3.length === 0 && !hasPorts) return { plain: NO, veto: NO, proxied: NO };
    const who =
      l3.length === 0
        ? YES
        : any(
            l3.flatMap((name) =>
              ((rule[`${side}${name}`] ?? []) as Json[]).map((entry) =>
                this.#peer(policy, name, entry, rule[`${side}${name}`], direction, isDeny, far),
              ),
            ),
          );
    const pieces: { match: Tri; l7: boolean }[] = hasPorts
      ? [
          ...portRules.map((entry) => ({ match: this.#ports(entry.ports, target, packet), l7: hasL7(entry) })),
          ...icmps.map((): { match: Tri; l7: boolean } => ({
            match: packet.protocol === 'ICMP' ? 'maybe' : NO,
            l7: false,
          })),
        ]
      : [{ match: YES, l7: false }];
    const isAuthenticated = rule.authentication?.mode === 'required';
    const whole = pieces.map(({ match, l7 }) => all([who, match, l7 || isAuthenticated ? 'maybe' : YES]));
    return {
      plain: any(whole),
      veto: isAuthenticated ? atMostMaybe(any(pieces.map(({ match }) => all([who, match])))) : NO,
      proxied: atMostMaybe(any(pieces.map(({ match, l7 }) => (l7 ? all([who, match]) : NO)))),
    };
  }

  #peer(
    policy: OraclePolicy,
    kind: string,
    entry: Json,
    list: Json[],
    direction: Direction,
    isDeny: boolean,
    far: OracleEnd,
  ): Tri {
    switch (kind) {
      case 'Endpoints':
        return this.#endpoint(policy, entry, far);
      case 'CIDR':
        return this.#block(String(entry), [], far);
      case 'CIDRSet':
        return this.#block(entry.cidr, entry.except ?? [], far);
      case 'Entities':
        return this.#entity(entry, list, direction, isDeny, far);
      case 'Services': {
        const service = this.world.services[entry.k8sService.serviceName];
        if (service === undefined || far.kind !== 'pod' || far.namespace !== service.namespace) return NO;
        return Object.entries(service.selector).every(([key, value]) => !isFiltered(key) && far.labels[key] === value)
          ? YES
          : NO;
      }
      default:
        return this.#hearsDns() && this.#isWorld(far) ? 'maybe' : NO;
    }
  }

  #hearsDns(): boolean {
    return this.world.policies.some(({ specs }) =>
      specs.some((spec) =>
        (spec.egress ?? []).some((rule: Json) =>
          (rule.toPorts ?? []).some((entry: Json) => (entry.rules?.dns ?? []).length > 0),
        ),
      ),
    );
  }

  #isWorld(far: OracleEnd): boolean {
    return far.kind === 'ip' && this.#nodeOf(far) === undefined;
  }

  #entity(name: string, list: Json[], direction: Direction, isDeny: boolean, far: OracleEnd): Tri {
    const isNode = this.#nodeOf(far) !== undefined;
    switch (name) {
      case 'all':
        return YES;
      case 'world':
        return this.#isWorld(far) ? YES : NO;
      case 'world-ipv4':
        return this.#isWorld(far) && far.kind === 'ip' && !far.ip.includes(':') ? YES : NO;
      case 'cluster':
        return far.kind === 'pod' || isNode ? YES : NO;
      case 'host':
      case 'remote-node': {
        if (!isNode) return NO;
        if (list.includes('host') && list.includes('remote-node')) return YES;
        // The own node never gets here on the way in; on the way out the engine does not say which node it is.
        if (direction === 'ingress') return name === 'host' ? NO : YES;
        return isDeny || name === 'host' || far.kind !== 'pod' ? 'maybe' : NO;
      }
      default:
        return NO;
    }
  }

  #block(cidr: string, except: string[], far: OracleEnd): Tri {
    if (far.kind === 'pod') return NO;
    const node = this.#nodeOf(far);
    const ip = far.kind === 'ip' ? far.ip : (this.world.nodes[far.node] ?? '');
    if (!inBlock(ip, cidr) || except.some((hole) => inBlock(ip, hole))) return NO;
    if (node === undefined) return YES;
    return this.world.config['policy-cidr-match-mode'] === 'nodes' ? YES : NO;
  }

  /** Every way releases read the selector; the answer is certain when they agree. */
  #endpoint(policy: OraclePolicy, selector: Json, far: OracleEnd): Tri {
    const terms = termsOf(selector);
    const own = policy.kind === 'CNP' ? policy.namespace : '';
    const spaces = new Set<string>();
    const named = terms.filter(({ key }) => bare(key) === NS);
    const labelled = terms.filter(({ key }) => bare(key).startsWith(NSL));
    const isPositive = [...named, ...labelled].some(({ operator }) => operator === 'In' || operator === 'Exists');
    const isReserved = terms.some(({ key }) => key.startsWith('reserved:'));
    if (isReserved) spaces.add('none');
    else if (named.length > 0) for (const way of isPositive ? ['none'] : ['none', 'any']) spaces.add(way);
    else if (own === '') spaces.add('any');
    else if (labelled.length > 0)
      for (const way of isPositive ? ['none', 'own'] : ['none', 'own', 'any']) spaces.add(way);
    else spaces.add('own');
    const local = this.world.config['policy-default-local-cluster'];
    const clusters = isReserved ? [false] : local === undefined ? [false, true] : [local === 'true'];
    const answers = [...spaces].flatMap((space) =>
      clusters.flatMap((isLocal) =>
        this.#identities(far).map((identity) => this.#identityMatches(identity, terms, space, own, isLocal)),
      ),
    );
    return same(answers);
  }

  /** A node is its own pods' host and everybody else's remote node. */
  #identities(far: OracleEnd): (OraclePod | string[])[] {
    if (far.kind === 'pod') return [far];
    return this.#nodeOf(far) === undefined ? [['world', 'world-ipv4', 'world-ipv6']] : [['host'], ['remote-node']];
  }

  #identityMatches(
    identity: OraclePod | string[],
    terms: readonly Term[],
    space: string,
    own: string,
    isLocal: boolean,
  ): boolean {
    if (!Array.isArray(identity))
      return (
        (space !== 'own' || identity.namespace === own) && terms.every((term) => this.#podTerm(term, identity, false))
      );
    if (space !== 'none' || isLocal) return false;
    return terms.every((term) =>
      holds(term, identity.includes(bare(term.key)) && !term.key.startsWith('k8s:') ? '' : undefined),
    );
  }

  #podTerm(term: Term, pod: OraclePod, isNetworkPolicy: boolean): boolean {
    const key = bare(term.key);
    if (term.key.startsWith('reserved:')) return holds(term, undefined);
    if (isNetworkPolicy) return holds(term, pod.labels[key]);
    if (key === NS) return holds(term, pod.namespace);
    if (key === 'io.cilium.k8s.policy.serviceaccount') return holds(term, pod.account);
    if (key.startsWith(NSL)) return holds(term, this.world.namespaces[pod.namespace]?.[key.slice(NSL.length)]);
    return holds(term, isFiltered(key) ? undefined : pod.labels[key]);
  }

  #ports(entries: Json[], target: OracleEnd, packet: OraclePacket): Tri {
    return any(
      entries.map((entry): Tri => {
        const protocol = entry.protocol ?? 'ANY';
        if (packet.protocol === 'ICMP' || (protocol !== 'ANY' && protocol !== packet.protocol)) return NO;
        const sure: Tri = packet.protocol === 'SCTP' && this.world.config['enable-sctp'] !== 'true' ? 'maybe' : YES;
        const port = String(entry.port);
        if (port === '0') return sure;
        if (!/^\d+$/.test(port))
          return target.kind === 'pod' &&
            target.ports.some(
              (own) => own.name === port && own.protocol === packet.protocol && own.containerPort === packet.port,
            )
            ? YES
            : NO;
        return packet.port >= Number(port) && packet.port <= Number(entry.endPort ?? port) ? sure : NO;
      }),
    );
  }

  #plain(
    policy: OraclePolicy,
    spec: Json,
    direction: Direction,
    far: OracleEnd,
    target: OracleEnd,
    packet: OraclePacket,
  ): Said {
    const types: string[] = spec.policyTypes;
    const nothing: Said = { enforced: NO, denied: NO, allowed: NO, proxied: NO };
    if (!types.includes(direction === 'ingress' ? 'Ingress' : 'Egress')) return nothing;
    const side = direction === 'ingress' ? 'from' : 'to';
    const allowed = any(
      (spec[direction] ?? []).map((rule: Json) => {
        const peers: Json[] = rule[side] ?? [];
        const who =
          peers.length === 0
            ? YES
            : any(
                peers.map((peer): Tri => {
                  if (peer.ipBlock !== undefined)
                    return far.kind !== 'pod' && this.#nodeOf(far) === undefined
                      ? this.#block(peer.ipBlock.cidr, [], far)
                      : NO;
                  if (far.kind !== 'pod') return NO;
                  const space =
                    peer.namespaceSelector === undefined
                      ? far.namespace === policy.namespace
                      : termsOf(peer.namespaceSelector).every((term) =>
                          holds(term, this.world.namespaces[far.namespace]?.[term.key]),
                        );
                  return space && termsOf(peer.podSelector).every((term) => this.#podTerm(term, far, true)) ? YES : NO;
                }),
              );
        const what = (rule.ports ?? []).length === 0 ? YES : this.#ports(rule.ports, target, packet);
        return all([who, what]);
      }),
    );
    return { ...nothing, enforced: YES, allowed };
  }
}

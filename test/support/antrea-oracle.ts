import { holds, inBlock, termsOf } from './cilium-oracle-match.js';
import { NO, type Tri, YES, all, any } from './tri.js';
import type { OracleEnd, OraclePacket, OraclePod } from './cilium-oracle.js';

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- plain objects of a test
type Json = any;
type Direction = 'ingress' | 'egress';
type Labels = Readonly<Record<string, string>>;
/** What the rules may decide; `none` when no rule matches. */
type Outcome = 'allow' | 'deny' | 'pass' | 'none';

/** A pod with its address, which blocks match on Antrea. */
export interface AntreaPod extends OraclePod {
  readonly ip: string;
}

export interface AntreaWorld {
  readonly namespaces: Readonly<Record<string, Labels>>;
  /** Node → address. */
  readonly nodes: Readonly<Record<string, string>>;
  readonly tiers: Readonly<Record<string, number>>;
  readonly groups: Readonly<Record<string, Json>>;
  readonly services: Readonly<Record<string, { readonly namespace: string; readonly selector: Labels }>>;
  readonly policies: readonly {
    readonly kind: 'ACNP' | 'ANNP' | 'NP';
    readonly namespace: string;
    readonly spec: Json;
  }[];
}

/** What can become of a packet at one end. */
export interface Judged {
  readonly must: boolean;
  readonly may: boolean;
  /** True when a `Pass` may or may not match: there the engine only promises bounds. */
  readonly isVague: boolean;
}

interface Candidate {
  readonly place: readonly [tier: number, priority: number, index: number];
  readonly policy: AntreaWorld['policies'][number];
  readonly rule: Json;
}

/**
 * A slow second opinion on Antrea's policies: one packet at one end, straight from semantics 02 §7. It follows every
 * order that rules at one place may have, and collects what can become of the packet.
 */
export class AntreaOracle {
  #isVague = false;

  constructor(private readonly world: AntreaWorld) {}

  end(direction: Direction, own: OracleEnd, far: OracleEnd, target: OracleEnd, packet: OraclePacket): Judged {
    if (own.kind !== 'pod') return { must: true, may: true, isVague: false };
    const isOwnNode = this.#nodeOf(far) === own.node;
    if (isOwnNode && direction === 'ingress') return { must: true, may: true, isVague: false };
    this.#isVague = false;
    const first = this.#walk(direction, own, far, target, packet, (tier) => tier < 253);
    const results = new Set<Outcome>([...first].filter((outcome) => outcome === 'allow' || outcome === 'deny'));
    if (first.has('pass') || first.has('none')) {
      const plain = this.#plain(direction, own, far, target, packet);
      if (plain !== 'none') results.add(plain);
      else
        for (const outcome of this.#walk(direction, own, far, target, packet, (tier) => tier >= 253))
          results.add(outcome === 'deny' ? 'deny' : 'allow');
    }
    return { must: !results.has('deny'), may: results.has('allow') || isOwnNode, isVague: this.#isVague };
  }

  #walk(
    direction: Direction,
    own: OraclePod,
    far: OracleEnd,
    target: OracleEnd,
    packet: OraclePacket,
    inTier: (tier: number) => boolean,
  ): Set<Outcome> {
    const candidates = this.world.policies
      .filter(({ kind }) => kind !== 'NP')
      .flatMap((policy) =>
        ((policy.spec[direction] ?? []) as Json[]).map((rule, index): Candidate => ({
          place: [this.#tier(policy.spec), Number(policy.spec.priority), index],
          policy,
          rule,
        })),
      )
      .filter(({ place, policy, rule }) => inTier(place[0]) && this.#selects(policy, rule, own))
      .sort((a, b) => a.place[0] - b.place[0] || a.place[1] - b.place[1] || a.place[2] - b.place[2]);
    const outcomes = new Set<Outcome>();
    for (let at = 0; at < candidates.length;) {
      const tied = candidates.filter(({ place }) => place.join() === candidates[at]?.place.join());
      at += tied.length;
      let isDecided = false;
      for (const { policy, rule } of tied) {
        const match = this.#matches(policy, rule, direction, own, far, target, packet);
        if (match === NO) continue;
        isDecided ||= match === YES;
        this.#isVague ||= match !== YES && rule.action === 'Pass';
        for (const outcome of effects(rule)) outcomes.add(outcome);
      }
      if (isDecided) return outcomes;
    }
    return outcomes.add('none');
  }

  #tier({ tier }: Json): number {
    return this.world.tiers[tier ?? 'application'] ?? 0;
  }

  #selects({ kind, namespace, spec }: AntreaWorld['policies'][number], rule: Json, pod: OraclePod): boolean {
    return ((rule.appliedTo ?? spec.appliedTo) as Json[]).some((entry) =>
      this.#includes(entry, kind === 'ACNP' ? '' : namespace, pod),
    );
  }

  /** Pods by selectors, group or service account. */
  #includes(entry: Json, own: string, pod: OraclePod): boolean {
    if (entry.group !== undefined) return this.#inGroup(String(entry.group), pod);
    if (entry.serviceAccount !== undefined)
      return pod.account === entry.serviceAccount.name && pod.namespace === entry.serviceAccount.namespace;
    const space =
      entry.namespaceSelector === undefined
        ? own === '' || own === pod.namespace
        : this.#namespaceIs(entry.namespaceSelector, pod.namespace);
    return space && labelled(entry.podSelector, pod.labels);
  }

  #inGroup(name: string, end: OracleEnd): boolean {
    const group = this.world.groups[name];
    if (group === undefined) return false;
    const isBlock = ((group.ipBlocks ?? []) as Json[]).some(({ cidr }) => inBlock(this.#ip(end), String(cidr)));
    const isChild = ((group.childGroups ?? []) as string[]).some((child) => this.#inGroup(child, end));
    const isPod =
      end.kind === 'pod' &&
      (group.podSelector ?? group.namespaceSelector) !== undefined &&
      this.#includes(group, '', end);
    return isBlock || isChild || isPod;
  }

  #matches(
    policy: AntreaWorld['policies'][number],
    rule: Json,
    direction: Direction,
    own: OraclePod,
    far: OracleEnd,
    target: OracleEnd,
    packet: OraclePacket,
  ): Tri {
    const peers = (rule[direction === 'ingress' ? 'from' : 'to'] ?? []) as Json[];
    const services = (rule.toServices ?? []) as Json[];
    const space = policy.kind === 'ACNP' ? '' : policy.namespace;
    const who =
      peers.length + services.length === 0
        ? YES
        : any([
            ...peers.map((peer) => this.#peer(peer, space, own, far)),
            ...services.map((entry) => this.#behind(entry, far)),
          ]);
    const entries = [...((rule.ports ?? []) as Json[]), ...((rule.protocols ?? []) as Json[])];
    return all([who, entries.length === 0 ? YES : any(entries.map((entry) => port(entry, target, packet)))]);
  }

  #behind({ name }: Json, far: OracleEnd): Tri {
    const service = this.world.services[name];
    if (service === undefined || far.kind !== 'pod' || far.namespace !== service.namespace) return NO;
    return Object.entries(service.selector).every(([key, value]) => far.labels[key] === value) ? 'maybe' : NO;
  }

  #peer(peer: Json, space: string, own: OraclePod, far: OracleEnd): Tri {
    if (peer.fqdn !== undefined) return far.kind === 'ip' ? 'maybe' : NO;
    if (peer.ipBlock !== undefined) {
      const { cidr, except = [] } = peer.ipBlock;
      const ip = this.#ip(far);
      return inBlock(ip, String(cidr)) && !(except as string[]).some((hole) => inBlock(ip, hole)) ? YES : NO;
    }
    if (peer.nodeSelector !== undefined) return this.#nodeOf(far) === undefined ? NO : YES;
    if (peer.group !== undefined) return this.#inGroup(String(peer.group), far) ? YES : NO;
    if (far.kind !== 'pod') return NO;
    if (peer.namespaces?.match === 'Self')
      return far.namespace === own.namespace && labelled(peer.podSelector, far.labels) ? YES : NO;
    if (peer.namespaces?.sameLabels !== undefined) {
      const keys = peer.namespaces.sameLabels as string[];
      const [here, there] = [this.world.namespaces[own.namespace] ?? {}, this.world.namespaces[far.namespace] ?? {}];
      return keys.every((key) => here[key] !== undefined && here[key] === there[key]) &&
        labelled(peer.podSelector, far.labels)
        ? YES
        : NO;
    }
    return this.#includes(peer, space, far) ? YES : NO;
  }

  #namespaceIs(selector: Json, name: string): boolean {
    return labelled(selector, this.world.namespaces[name] ?? {});
  }

  #plain(direction: Direction, own: OraclePod, far: OracleEnd, target: OracleEnd, packet: OraclePacket): Outcome {
    const policies = this.world.policies.filter(
      ({ kind, namespace, spec }) =>
        kind === 'NP' &&
        namespace === own.namespace &&
        (spec.policyTypes as string[]).includes(direction === 'ingress' ? 'Ingress' : 'Egress') &&
        labelled(spec.podSelector, own.labels),
    );
    if (policies.length === 0) return 'none';
    const isAllowed = policies.some((policy) =>
      ((policy.spec[direction] ?? []) as Json[]).some((rule) => {
        const peers = (rule[direction === 'ingress' ? 'from' : 'to'] ?? []) as Json[];
        const ports = (rule.ports ?? []) as Json[];
        const isPeer = peers.length === 0 || peers.some((peer) => this.#peer(peer, policy.namespace, own, far) === YES);
        return isPeer && (ports.length === 0 || ports.some((entry) => port(entry, target, packet) === YES));
      }),
    );
    return isAllowed ? 'allow' : 'deny';
  }

  #nodeOf(end: OracleEnd): string | undefined {
    if (end.kind === 'host') return end.node;
    return end.kind === 'ip'
      ? Object.keys(this.world.nodes).find((name) => this.world.nodes[name] === end.ip)
      : undefined;
  }

  #ip(end: OracleEnd): string {
    if (end.kind === 'host') return this.world.nodes[end.node] ?? '';
    return end.kind === 'ip' ? end.ip : (end as AntreaPod).ip;
  }
}

/** A proxy drops what it does not let pass. */
function effects({ action, l7Protocols }: Json): readonly Outcome[] {
  if (action === 'Pass') return ['pass'];
  if (action !== 'Allow') return ['deny'];
  return ((l7Protocols ?? []) as Json[]).length > 0 ? ['allow', 'deny'] : ['allow'];
}

function labelled(selector: Json, labels: Labels): boolean {
  return termsOf(selector ?? {}).every((term) => holds(term, labels[term.key]));
}

function port(entry: Json, target: OracleEnd, packet: OraclePacket): Tri {
  if (entry.icmp !== undefined) return packet.protocol === 'ICMP' ? 'maybe' : NO;
  if ((entry.protocol ?? 'TCP') !== packet.protocol) return NO;
  const sure: Tri = entry.sourcePort === undefined ? YES : 'maybe';
  if (entry.port === undefined) return sure;
  if (typeof entry.port === 'string')
    return target.kind === 'pod' &&
      target.ports.some(
        (own) => own.name === entry.port && own.protocol === packet.protocol && own.containerPort === packet.port,
      )
      ? sure
      : NO;
  return packet.port >= Number(entry.port) && packet.port <= Number(entry.endPort ?? entry.port) ? sure : NO;
}

import { BlockList, isIP } from 'node:net';
import type { NetworkModel } from '#src/engine/model/network-model.js';
import type { PodGroup } from '#src/engine/model/pod-group.js';
import type { RawObject } from '#src/engine/model/raw-object.js';
import { and, labelsMatch, or, type Tri } from './packet-oracle-match.js';

/** How the plugin of a case reads admin policies, as semantics 02 §6 says. */
export interface AdminPlugin {
  /** Priorities above this one are not enforced. */
  readonly lastPriority: number;
  /** Egress peers it does not implement. */
  readonly missing: readonly string[];
  readonly networksMatchPods: 'yes' | 'maybe';
  readonly sctp: 'yes' | 'maybe';
  /** Does any NetworkPolicy on a pod keep the baseline away in both directions? */
  readonly shadowsBaseline: boolean;
  /** Does it skip policies that select nobody at all? */
  readonly skipsSubjectless: boolean;
}

/** One end: a pod of a group, or an address outside. */
export type AdminEnd = { readonly group: PodGroup } | { readonly ip: string };

export interface AdminPacket {
  readonly protocol: string;
  readonly port: number;
}

/** `exact: false`: something may or may not be passed on, which the engine only bounds. */
export interface AdminOutcome {
  readonly must: boolean;
  readonly may: boolean;
  readonly exact: boolean;
}

type Verdict = 'permit' | 'drop' | 'pass' | 'none';
type Direction = 'ingress' | 'egress';
type Fields = Readonly<Record<string, unknown>>;

interface Spoken {
  readonly effect: 'permit' | 'drop' | 'pass' | 'anything';
  readonly matches: Tri;
}

const PERMIT: AdminOutcome = { must: true, may: true, exact: true };
const GROUP = 'policy.networking.k8s.io';

/**
 * A slow second opinion on admin, baseline and cluster network policies: one packet at a time, collecting every verdict
 * that some order of tied policies and some reading of what is open can give. Shares nothing with the engine.
 */
export class AdminOracle {
  #exact = true;

  constructor(
    private readonly model: NetworkModel,
    private readonly plugin: AdminPlugin,
  ) {}

  connect(src: AdminEnd, dst: AdminEnd, packet: AdminPacket): AdminOutcome {
    const sent = this.#end('egress', src, dst, dst, packet);
    const received = this.#end('ingress', dst, src, dst, packet);
    return {
      must: sent.must && received.must,
      may: sent.may && received.may,
      exact: sent.exact && received.exact,
    };
  }

  #end(direction: Direction, own: AdminEnd, far: AdminEnd, dst: AdminEnd, packet: AdminPacket): AdminOutcome {
    if ('ip' in own || own.group.hostNetwork) return PERMIT;
    this.#exact = true;
    const { group } = own;
    const verdicts = new Set<Verdict>();
    const admin = this.#tier('admin', direction, group, far, dst, packet);
    for (const verdict of admin) {
      if (verdict === 'permit' || verdict === 'drop') verdicts.add(verdict);
      else for (const below of this.#below(direction, group, far, dst, packet)) verdicts.add(below);
    }
    return { must: !verdicts.has('drop'), may: verdicts.has('permit'), exact: this.#exact };
  }

  #below(direction: Direction, group: PodGroup, far: AdminEnd, dst: AdminEnd, packet: AdminPacket): Verdict[] {
    const selecting = this.#networkPolicies(group);
    const isolating = selecting.filter(({ spec }) => typesOf(spec).includes(direction));
    if (isolating.length > 0) {
      const answer = or(isolating.map((policy) => this.#allows(policy, direction, far, packet)));
      return answer === 'yes' ? ['permit'] : answer === 'no' ? ['drop'] : ['permit', 'drop'];
    }
    if (this.plugin.shadowsBaseline && selecting.length > 0) return ['permit'];
    const baseline = [...this.#tier('baseline', direction, group, far, dst, packet)];
    return [...new Set(baseline.map((verdict): Verdict => (verdict === 'drop' ? 'drop' : 'permit')))];
  }

  /** Policies of equal priority may be asked in any order: whichever that has something to say may come first. */
  #tier(
    tier: 'admin' | 'baseline',
    direction: Direction,
    group: PodGroup,
    far: AdminEnd,
    dst: AdminEnd,
    packet: AdminPacket,
  ): ReadonlySet<Verdict> {
    const places = new Map<number, RawObject[]>();
    for (const policy of this.#policies(tier)) {
      const priority = priorityOf(policy);
      places.set(priority, [...(places.get(priority) ?? []), policy]);
    }
    let reached = new Set<Verdict>(['none']);
    for (const [, tied] of [...places].sort(([a], [b]) => a - b)) {
      if (!reached.has('none')) break;
      const each = tied.map((policy) => this.#policy(policy, direction, group, far, dst, packet));
      const said = new Set<Verdict>(each.flatMap((verdicts) => [...verdicts].filter((verdict) => verdict !== 'none')));
      if (each.every((verdicts) => verdicts.has('none'))) said.add('none');
      reached = new Set([...[...reached].filter((verdict) => verdict !== 'none'), ...said]);
    }
    return reached;
  }

  #policies(tier: 'admin' | 'baseline'): readonly RawObject[] {
    const of = (kind: string): readonly RawObject[] => this.model.objects.get(`${GROUP}/${kind}`) ?? [];
    const older =
      tier === 'admin'
        ? of('AdminNetworkPolicy').filter(({ spec }) => Number(fields(spec)['priority']) <= this.plugin.lastPriority)
        : of('BaselineAdminNetworkPolicy').filter(({ metadata }) => metadata.name === 'default');
    const name = tier === 'admin' ? 'Admin' : 'Baseline';
    const newer = of('ClusterNetworkPolicy').filter(({ spec }) => fields(spec)['tier'] === name);
    return [...older, ...newer].filter(
      ({ spec }) => !this.plugin.skipsSubjectless || Object.keys(fields(fields(spec)['subject'])).length > 0,
    );
  }

  #policy(
    policy: RawObject,
    direction: Direction,
    group: PodGroup,
    far: AdminEnd,
    dst: AdminEnd,
    packet: AdminPacket,
  ): ReadonlySet<Verdict> {
    const spec = fields(policy.spec);
    const inForce: Tri = isRefused(policy) ? 'maybe' : 'yes';
    const selects = and(inForce, this.#subject(spec['subject'], group));
    const verdicts = new Set<Verdict>();
    for (const rule of list(spec[direction])) {
      const { effect, matches } = this.#rule(policy.kind, fields(rule), direction, far, dst, packet);
      const applies = and(selects, matches);
      if (applies === 'no') continue;
      if (effect === 'anything') {
        verdicts.add('permit').add('drop');
        continue;
      }
      if (effect === 'pass' && applies === 'maybe') this.#exact = false;
      verdicts.add(effect);
      if (applies === 'yes') return verdicts;
    }
    return verdicts.add('none');
  }

  #subject(subject: unknown, group: PodGroup): Tri {
    const { namespaces, pods, ...others } = fields(subject);
    if (Object.keys(others).length > 0 || (namespaces === undefined) === (pods === undefined)) return 'maybe';
    return namespaces === undefined ? this.#pods(pods, group) : this.#namespaces(namespaces, group);
  }

  #rule(kind: string, rule: Fields, direction: Direction, far: AdminEnd, dst: AdminEnd, packet: AdminPacket): Spoken {
    const effect = effectOf(kind, rule['action']);
    const peers = list(rule[direction === 'ingress' ? 'from' : 'to']);
    const isUnknown = peers.some((peer) => this.#isUnknown(kind, direction, fields(peer)));
    if (isUnknown && effect !== 'anything') {
      return effect === 'permit' ? { effect, matches: 'no' } : { effect: 'drop', matches: 'yes' };
    }
    if (isUnknown) return { effect, matches: 'maybe' };
    const who = peers.length === 0 ? 'maybe' : or(peers.map((peer) => this.#peer(fields(peer), far)));
    return { effect, matches: and(who, this.#ports(rule['ports'] ?? rule['protocols'], dst, packet)) };
  }

  /** A peer none of whose members anybody knows: the rule fails closed. */
  #isUnknown(kind: string, direction: Direction, peer: Fields): boolean {
    const known =
      direction === 'ingress'
        ? ['namespaces', 'pods']
        : ['namespaces', 'pods', 'nodes', 'networks', ...(kind.startsWith('Baseline') ? [] : ['domainNames'])];
    const set = Object.keys(peer);
    if (!set.some((name) => known.includes(name))) return true;
    return set.length === 1 && this.plugin.missing.includes(set[0] ?? '');
  }

  #peer(peer: Fields, far: AdminEnd): Tri {
    if (Object.keys(peer).length !== 1) return 'maybe';
    if ('namespaces' in peer) return invalid(peer['namespaces']) ? 'maybe' : 'ip' in far ? 'no' : far.group.hostNetwork ? 'no' : this.#namespaces(peer['namespaces'], far.group); // prettier-ignore
    if ('pods' in peer) {
      const { namespaceSelector = {}, podSelector = {} } = fields(peer['pods']);
      if (invalid(namespaceSelector) || invalid(podSelector)) return 'maybe';
      return 'ip' in far || far.group.hostNetwork ? 'no' : this.#pods(peer['pods'], far.group);
    }
    if ('nodes' in peer) return this.#nodes(peer['nodes'], far);
    if ('domainNames' in peer) return 'ip' in far ? 'maybe' : 'no';
    return or(list(peer['networks']).map((cidr) => this.#network(String(cidr), far)));
  }

  #network(cidr: string, far: AdminEnd): Tri {
    const [address = '', prefix = ''] = cidr.split('/');
    if (isIP(address) === 0 || prefix === '') return 'maybe';
    const ip = 'ip' in far ? far.ip : far.group.members[0]?.ips[0];
    if (ip === undefined) return 'maybe';
    if (isIP(ip) !== isIP(address)) return 'no';
    const block = new BlockList();
    block.addSubnet(address, Number(prefix), isIP(address) === 4 ? 'ipv4' : 'ipv6');
    if (!block.check(ip, isIP(ip) === 4 ? 'ipv4' : 'ipv6')) return 'no';
    return 'ip' in far ? 'yes' : this.plugin.networksMatchPods;
  }

  #nodes(selector: unknown, far: AdminEnd): Tri {
    if (invalid(selector)) return 'maybe';
    const matching = this.model.nodes.filter(({ labels }) => labelsMatch(selector, labels) === 'yes');
    if ('group' in far) {
      const own = far.group.members[0]?.node;
      return far.group.hostNetwork && matching.some(({ name }) => name === own) ? 'yes' : 'no';
    }
    const typed = (this.model.objects.get('core/Node') ?? [])
      .filter(({ metadata }) => matching.some(({ name }) => name === metadata.name))
      .flatMap(({ status }) => list(fields(status)['addresses']).map(fields))
      .filter(({ address }) => address === far.ip);
    if (typed.length === 0) return 'no';
    return typed.some(({ type }) => type === 'InternalIP') ? 'yes' : 'maybe';
  }

  #ports(raw: unknown, dst: AdminEnd, packet: AdminPacket): Tri {
    if (raw === undefined) return 'yes';
    return or(list(raw).map((entry) => this.#port(fields(entry), dst, packet)));
  }

  #port(entry: Fields, dst: AdminEnd, { protocol, port }: AdminPacket): Tri {
    if (Object.keys(entry).length !== 1) return 'maybe';
    const name = entry['namedPort'] ?? entry['destinationNamedPort'];
    if (name !== undefined) {
      const declared = 'group' in dst && !dst.group.hostNetwork ? dst.group.ports : [];
      return declared.some((own) => own.name === name && own.protocol === protocol && own.port === port) ? 'yes' : 'no';
    }
    const [lane, lo, hi] = spanOf(entry);
    const isInside = lane === protocol && lo <= port && port <= hi;
    return isInside ? (lane === 'SCTP' ? this.plugin.sctp : 'yes') : 'no';
  }

  #namespaces(selector: unknown, group: PodGroup): Tri {
    const labels = new Map(this.model.namespaces.get(group.namespace)?.labels ?? []);
    const answer = labelsMatch(selector, labels.set('kubernetes.io/metadata.name', group.namespace));
    return answer === 'invalid' ? 'maybe' : answer;
  }

  #pods(pods: unknown, group: PodGroup): Tri {
    const { namespaceSelector = {}, podSelector = {} } = fields(pods);
    if (invalid(podSelector) || invalid(namespaceSelector)) return 'maybe';
    const matches = labelsMatch(podSelector, new Map(Object.entries(group.labels)));
    return and(this.#namespaces(namespaceSelector, group), matches === 'yes' ? 'yes' : 'no');
  }

  #networkPolicies(group: PodGroup): RawObject[] {
    return (this.model.objects.get('networking.k8s.io/NetworkPolicy') ?? []).filter(
      ({ metadata, spec }) =>
        metadata.namespace === group.namespace &&
        labelsMatch(fields(spec)['podSelector'], new Map(Object.entries(group.labels))) === 'yes',
    );
  }

  /** NetworkPolicies of these clusters name pods of their own namespace and TCP ports only. */
  #allows({ spec, metadata }: RawObject, direction: Direction, far: AdminEnd, packet: AdminPacket): Tri {
    return or(
      list(fields(spec)[direction])
        .map(fields)
        .map((rule): Tri => {
          const peers = list(rule[direction === 'ingress' ? 'from' : 'to']).map(fields);
          const who = peers.length === 0 || peers.some(({ podSelector }) => 'group' in far && !far.group.hostNetwork && far.group.namespace === metadata.namespace && labelsMatch(podSelector, new Map(Object.entries(far.group.labels))) === 'yes'); // prettier-ignore
          const ports = list(rule['ports']).map(fields);
          const what =
            ports.length === 0 || ports.some(({ port }) => packet.protocol === 'TCP' && packet.port === port);
          return who && what ? 'yes' : 'no';
        }),
    );
  }
}

function isRefused({ spec, kind }: RawObject): boolean {
  const { priority } = fields(spec);
  return kind !== 'BaselineAdminNetworkPolicy' && !(Number.isInteger(priority) && Number(priority) >= 0 && Number(priority) <= 1000); // prettier-ignore
}

/** One that cannot be read may come before all others. */
function priorityOf(policy: RawObject): number {
  return isRefused(policy) ? -1 : Number(fields(policy.spec)['priority'] ?? 0);
}

function effectOf(kind: string, action: unknown): Spoken['effect'] {
  const allowing = kind === 'ClusterNetworkPolicy' ? 'Accept' : 'Allow';
  if (action === allowing) return 'permit';
  if (action === 'Deny') return 'drop';
  return action === 'Pass' && kind !== 'BaselineAdminNetworkPolicy' ? 'pass' : 'anything';
}

function spanOf(entry: Fields): readonly [string, number, number] {
  const [[key, raw] = ['', {}]] = Object.entries(entry);
  const { protocol = 'TCP', port, start, end, destinationPort } = fields(raw);
  if (key === 'portNumber') return [String(protocol), Number(port), Number(port)];
  if (key === 'portRange') return [String(protocol), Number(start), Number(end)];
  const { number, range } = fields(destinationPort);
  const ends = fields(range);
  if (destinationPort === undefined) return [key.toUpperCase(), 1, 65_535];
  return [key.toUpperCase(), Number(number ?? ends['start']), Number(number ?? ends['end'])];
}

function typesOf(spec: unknown): string[] {
  return list(fields(spec)['policyTypes']).map((type) => String(type).toLowerCase());
}

function invalid(selector: unknown): boolean {
  return labelsMatch(selector, new Map()) === 'invalid';
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as readonly unknown[]) : [];
}

function fields(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

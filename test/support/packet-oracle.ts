import type { NetworkModel } from '#src/engine/model/network-model.js';
import type { PodGroup, PodMember } from '#src/engine/model/pod-group.js';
import type { RawObject } from '#src/engine/model/raw-object.js';
import {
  type Plugin,
  type Tri,
  addressInBlock,
  labelsMatch,
  portMatches,
  and,
  isServiceName,
  or,
  type Far,
} from './packet-oracle-match.js';

/**
 * A slow second opinion on NetworkPolicy: one packet at a time, straight from the text of semantics 01, sharing nothing
 * with the engine but the shape of its input. `must`: certainly passes; `may`: cannot be ruled out.
 */
export interface Packet {
  readonly protocol: string;
  readonly port: number;
}

export interface Outcome {
  readonly must: boolean;
  readonly may: boolean;
}

export type Place = { readonly group: PodGroup; readonly member: PodMember | null } | { readonly ip: string };

type Direction = 'ingress' | 'egress';
type Fields = Readonly<Record<string, unknown>>;

const ALLOW: Outcome = { must: true, may: true };

export class PacketOracle {
  constructor(
    private readonly model: NetworkModel,
    private readonly plugin: Plugin,
  ) {}

  /** Can some pod of one group open a connection to some other pod of another? */
  betweenGroups(src: PodGroup, dst: PodGroup, packet: Packet): Outcome {
    const outcomes: Outcome[] = [];
    for (const from of placesOf(src)) {
      for (const to of placesOf(dst)) outcomes.push(this.connect(from, to, packet));
    }
    return { must: outcomes.some(({ must }) => must), may: outcomes.some(({ may }) => may) };
  }

  /** One connection between two different endpoints. Dual-stack pods connect when either family is permitted. */
  connect(src: Place, dst: Place, packet: Packet): Outcome {
    const outcomes = commonFamilies(src, dst).map((family) => {
      const sent = this.#end('egress', src, dst, dst, family, packet);
      const received = this.#end('ingress', dst, src, dst, family, packet);
      return { must: sent.must && received.must, may: sent.may && received.may };
    });
    return { must: outcomes.some(({ must }) => must), may: outcomes.some(({ may }) => may) };
  }

  #end(direction: Direction, own: Place, far: Place, dst: Place, family: number, packet: Packet): Outcome {
    if ('ip' in own || this.#isNode(own.group)) return ALLOW;
    const doubt = this.#doubt(direction, own.group.namespace);
    const policies = this.#policies().filter((policy) => this.#selects(policy, own.group, direction));
    const verdicts = policies.map((policy) => this.#policyAllows(policy, direction, far, dst, family, packet));
    let must = !doubt.closes && (policies.length === 0 || verdicts.includes('yes'));
    let may = doubt.opens || policies.length === 0 || verdicts.some((verdict) => verdict !== 'no');
    const local = this.#onSameNode(own, far);
    if (local === 'yes' && direction === 'ingress') must = true;
    if (local !== 'no') may = true;
    return { must: must && may, may };
  }

  #policies(): readonly RawObject[] {
    if (this.model.cni.enforced === 'no') return [];
    return this.model.objects.get('networking.k8s.io/NetworkPolicy') ?? [];
  }

  #isNode(group: PodGroup): boolean {
    return group.hostNetwork && !this.plugin.hostNetworkAsPods;
  }

  /** Selected for certain; policies whose own text is unreadable are doubts instead. */
  #selects(policy: RawObject, group: PodGroup, direction: Direction): boolean {
    if (policy.metadata.namespace !== group.namespace || this.#unreadable(policy)) return false;
    const spec = specOf(policy);
    return (
      typesOf(spec).includes(direction) &&
      labelsMatch(spec['podSelector'] ?? {}, new Map(Object.entries(group.labels))) === 'yes'
    );
  }

  #unreadable(policy: RawObject): boolean {
    const spec = specOf(policy);
    return (
      policy.apiVersion !== 'networking.k8s.io/v1' ||
      !hasGoodShape(spec) ||
      labelsMatch(spec['podSelector'] ?? {}, new Map()) === 'invalid' ||
      (this.plugin.namedPorts === 'refused' && typesOf(spec).some((direction) => namesPort(spec[direction])))
    );
  }

  #doubt(direction: Direction, namespace: string): { closes: boolean; opens: boolean } {
    let closes = false;
    let opens = false;
    const enforced = this.model.cni.enforced;
    if (enforced === 'unknown') opens = true;
    if (enforced !== 'no') {
      const state = this.model.coverage.get('networking.k8s.io/NetworkPolicy');
      if (state === undefined ? this.model.facts.origin === 'live' : state !== 'COMPLETE' && state !== 'NOT_INSTALLED')
        closes = opens = true;
      for (const policy of this.#policies()) {
        if (policy.metadata.namespace !== namespace || !this.#unreadable(policy)) continue;
        const spec = specOf(policy);
        if (!hasGoodShape(spec) || typesOf(spec).includes(direction)) closes = opens = true;
      }
      if (this.#inNamespace('unknown.test/IsolationPolicy', namespace)) closes = opens = true;
    }
    return { closes, opens };
  }

  #inNamespace(kind: string, namespace: string): boolean {
    return (this.model.objects.get(kind) ?? []).some((object) => object.metadata.namespace === namespace);
  }

  #policyAllows(policy: RawObject, direction: Direction, far: Place, dst: Place, family: number, packet: Packet): Tri {
    const rules = specOf(policy)[direction];
    const answers = (Array.isArray(rules) ? rules : []).map((rule: unknown) =>
      this.#ruleAllows(policy, rule ?? {}, direction, far, dst, family, packet),
    );
    return or(answers);
  }

  #ruleAllows(
    policy: RawObject,
    rule: unknown,
    direction: Direction,
    far: Place,
    dst: Place,
    family: number,
    packet: Packet,
  ): Tri {
    const side = direction === 'ingress' ? 'from' : 'to';
    if (!isFields(rule) || Object.keys(rule).some((key) => key !== side && key !== 'ports')) return 'maybe';
    const peers = rule[side] ?? [];
    const ports = rule['ports'] ?? [];
    if (!Array.isArray(peers) || !Array.isArray(ports)) return 'maybe';
    const who =
      peers.length === 0 ? 'yes' : or(peers.map((peer: unknown) => this.#peerMatches(policy, peer, far, family)));
    const target = 'ip' in dst || this.#isNode(dst.group) ? null : dst.group;
    const what =
      ports.length === 0
        ? 'yes'
        : or(ports.map((entry: unknown) => portMatches(entry, packet, target, this.plugin, ports)));
    return and(who, what);
  }

  #peerMatches(policy: RawObject, peer: unknown, far: Place, family: number): Tri {
    if (
      !isFields(peer) ||
      Object.keys(peer).some((key) => !['podSelector', 'namespaceSelector', 'ipBlock'].includes(key))
    )
      return 'maybe';
    const { podSelector, namespaceSelector, ipBlock } = peer;
    const hasPods = isSet(podSelector) || isSet(namespaceSelector);
    if (hasPods === isSet(ipBlock)) return 'maybe';
    if (isSet(ipBlock)) return addressInBlock(ipBlock, this.#far(far, family), this.plugin);
    const empty = new Map<string, string>();
    if (
      labelsMatch(podSelector ?? {}, empty) === 'invalid' ||
      labelsMatch(namespaceSelector ?? {}, empty) === 'invalid'
    )
      return 'maybe';
    if ('ip' in far) return 'no';
    const inNamespace = isSet(namespaceSelector)
      ? this.#namespaceMatches(namespaceSelector, far.group.namespace)
      : far.group.namespace === policy.metadata.namespace
        ? 'yes'
        : 'no';
    if (this.#isNode(far.group)) {
      const selectsAll =
        !isSet(podSelector) ||
        (isFields(podSelector) &&
          Object.values(podSelector).every((part) => !isSet(part) || Object.keys(part).length === 0));
      return this.plugin.selectorsMayMatchHostNetwork && isSet(namespaceSelector) && selectsAll && inNamespace !== 'no'
        ? 'maybe'
        : 'no';
    }
    const matches = labelsMatch(podSelector ?? {}, new Map(Object.entries(far.group.labels)));
    return and(inNamespace, matches === 'yes' ? 'yes' : 'no');
  }

  /** Labels of a namespace nobody could read are unknown, but for its name. */
  #namespaceMatches(selector: unknown, name: string): Tri {
    const namespace = this.model.namespaces.get(name);
    const state = this.model.coverage.get('core/Namespace');
    const readable =
      state === undefined ? this.model.facts.origin === 'offline' : state === 'COMPLETE' || state === 'NOT_INSTALLED';
    const labels = new Map(namespace?.labels ?? []).set('kubernetes.io/metadata.name', name);
    if (readable || (namespace !== undefined && !namespace.synthetic))
      return labelsMatch(selector, labels) === 'yes' ? 'yes' : 'no';
    return labelsMatch(selector, labels, new Set(['kubernetes.io/metadata.name'])) as Tri;
  }

  #far(far: Place, family: number): Far {
    if ('ip' in far) return { kind: 'outside', ip: far.ip };
    const kind = this.#isNode(far.group) ? 'node' : 'pod';
    // Ends without a common family have no route; policy is then judged by whatever address there is.
    const ip = far.member?.ips.find((own) => (own.includes(':') ? 6 : 4) === family) ?? far.member?.ips[0];
    return ip === undefined ? { kind } : { kind, ip };
  }

  /** Is the far end a process on the pod's own node: a host-network pod there, or the node's own address? */
  #onSameNode(own: Place, far: Place): Tri {
    if ('ip' in own) return 'no';
    const here = own.group.fromTemplate ? undefined : own.member?.node;
    if ('ip' in far) {
      const node = this.model.nodes.find(({ addresses }) => addresses.includes(far.ip));
      return node === undefined ? 'no' : here === undefined ? 'maybe' : here === node.name ? 'yes' : 'no';
    }
    if (!this.#isNode(far.group)) return 'no';
    const there = far.group.fromTemplate ? undefined : far.member?.node;
    if (own.member?.node !== undefined && own.member.node === far.member?.node) return 'yes';
    return here === undefined || there === undefined ? 'maybe' : 'no';
  }
}

function placesOf(group: PodGroup): Place[] {
  return group.members.length === 0 ? [{ group, member: null }] : group.members.map((member) => ({ group, member }));
}

function commonFamilies(src: Place, dst: Place): number[] {
  const families = (place: Place): Set<number> => {
    const ips = 'ip' in place ? [place.ip] : (place.member?.ips ?? []);
    return new Set(ips.map((ip) => (ip.includes(':') ? 6 : 4)));
  };
  const [a, b] = [families(src), families(dst)];
  const common = [4, 6].filter((family) => a.has(family) && b.has(family));
  if (common.length > 0) return common;
  const either = [4, 6].filter((family) => a.has(family) || b.has(family));
  return either.length > 0 ? either : [4];
}

function specOf(policy: RawObject): Fields {
  const spec = policy.spec ?? {};
  return isFields(spec) ? spec : { unreadable: spec };
}

function hasGoodShape(spec: Fields): boolean {
  const isList = (value: unknown): boolean => !isSet(value) || Array.isArray(value);
  const types = spec['policyTypes'];
  return (
    Object.keys(spec).every((key) => ['podSelector', 'policyTypes', 'ingress', 'egress'].includes(key)) &&
    isList(spec['ingress']) &&
    isList(spec['egress']) &&
    (!isSet(types) || (Array.isArray(types) && types.every((type) => type === 'Ingress' || type === 'Egress')))
  );
}

function typesOf(spec: Fields): string[] {
  const types = Array.isArray(spec['policyTypes']) ? spec['policyTypes'].map((type) => String(type).toLowerCase()) : [];
  if (types.length > 0) return types;
  return Array.isArray(spec['egress']) && spec['egress'].length > 0 ? ['ingress', 'egress'] : ['ingress'];
}

/** Does a rule look a port up by a name? Unreadable entries look nothing up. */
function namesPort(rules: unknown): boolean {
  const entries = (Array.isArray(rules) ? rules : []).flatMap((rule: unknown): unknown[] => {
    if (!isFields(rule) || Object.keys(rule).some((key) => !['from', 'to', 'ports'].includes(key))) return [];
    const lists = [rule['from'], rule['to'], rule['ports']];
    return lists.every((list) => !isSet(list) || Array.isArray(list)) && Array.isArray(rule['ports'])
      ? rule['ports']
      : [];
  });
  return entries.some(
    (entry) =>
      isFields(entry) && typeof entry['port'] === 'string' && isServiceName(entry['port']) && !isSet(entry['endPort']),
  );
}

function isSet(value: unknown): value is object | string | number | boolean {
  return value !== undefined && value !== null;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

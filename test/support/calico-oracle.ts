import ipaddr from 'ipaddr.js';
import type { OracleSelector } from './calico-oracle-selector.js';

/**
 * A slow second opinion on Calico: one packet at a time, straight from the text of semantics 03, on a cluster described
 * in its own words. It shares nothing with the engine.
 */
export interface OraclePod {
  readonly namespace: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly serviceAccount: string;
  readonly ip: string;
  readonly ports: readonly { readonly name: string; readonly protocol: string; readonly port: number }[];
}

export interface OracleSet {
  readonly namespace: string | null;
  readonly labels: Readonly<Record<string, string>>;
  readonly nets: readonly string[];
}

export interface OracleEntity {
  readonly selector?: OracleSelector;
  readonly notSelector?: OracleSelector;
  readonly namespaceSelector?: OracleSelector | 'all' | 'global';
  readonly accounts?: { readonly names: readonly string[]; readonly selector?: OracleSelector };
  readonly nets?: readonly string[];
  readonly notNets?: readonly string[];
  readonly ports?: readonly (number | string)[];
  readonly notPorts?: readonly (number | string)[];
  readonly service?: { readonly namespace: string; readonly name: string };
}

export interface OracleRule {
  readonly action: 'Allow' | 'Deny' | 'Pass' | 'Log' | 'Reject';
  readonly ipVersion?: 4 | 6;
  readonly protocol?: number;
  readonly notProtocol?: number;
  readonly http?: boolean;
  readonly source: OracleEntity;
  readonly destination: OracleEntity;
}

export interface OraclePolicy {
  readonly namespace: string | null;
  readonly name: string;
  readonly stored: boolean;
  readonly tier: string;
  readonly order: number | null;
  readonly selector?: OracleSelector;
  readonly namespaceSelector?: OracleSelector | 'all';
  readonly accountSelector?: OracleSelector;
  readonly types: readonly ('Ingress' | 'Egress')[] | null;
  readonly ingress: readonly OracleRule[];
  readonly egress: readonly OracleRule[];
}

/** A Kubernetes NetworkPolicy of the simplest form: by labels, and at most one TCP port. */
export interface OracleKubePolicy {
  readonly namespace: string;
  readonly app: string | null;
  readonly direction: 'ingress' | 'egress';
  readonly fromApp: string | null;
  readonly port: number | null;
}

export interface OracleCluster {
  readonly namespaces: ReadonlyMap<string, Readonly<Record<string, string>>>;
  readonly accounts: readonly {
    readonly namespace: string;
    readonly name: string;
    readonly labels: Readonly<Record<string, string>>;
  }[];
  readonly pods: readonly OraclePod[];
  readonly sets: readonly OracleSet[];
  readonly services: readonly {
    readonly namespace: string;
    readonly name: string;
    readonly app: string;
    readonly port: number;
  }[];
  readonly tiers: readonly {
    readonly name: string;
    readonly order: number | null;
    readonly action: 'Deny' | 'Pass' | null;
  }[];
  readonly policies: readonly OraclePolicy[];
  readonly kube: readonly OracleKubePolicy[];
}

/** A packet; the last two are dimensions the engine does not keep. */
export interface OraclePacket {
  readonly protocol: number;
  readonly port: number;
  readonly sourcePort: number;
  readonly isGet: boolean;
}

export type OraclePlace = OraclePod | { readonly ip: string };

/** What an unreadable policy may turn out to be. */
export type Turn = 'absent' | 'Allow' | 'Deny' | 'Pass' | 'Log';

type Direction = 'ingress' | 'egress';

const FIXED_TIERS = [
  { name: 'kube-admin', order: 1_000, action: 'Pass' },
  { name: 'default', order: 1_000_000, action: 'Deny' },
  { name: 'kube-baseline', order: 10_000_000, action: 'Pass' },
] as const;

export class CalicoOracle {
  readonly #labelsAt = new Map<string, readonly ReadonlyMap<string, string>[]>();

  constructor(
    private readonly cluster: OracleCluster,
    private readonly turn: Turn,
  ) {}

  /** Does the packet pass both ends? */
  passes(src: OraclePlace, dst: OraclePlace, packet: OraclePacket): boolean {
    return this.#end('egress', src, src, dst, packet) && this.#end('ingress', dst, src, dst, packet);
  }

  #end(direction: Direction, own: OraclePlace, src: OraclePlace, dst: OraclePlace, packet: OraclePacket): boolean {
    if (!('namespace' in own)) return true;
    const tiers = [...this.cluster.tiers, ...FIXED_TIERS].sort(
      (a, b) => (a.order ?? Infinity) - (b.order ?? Infinity) || (a.name < b.name ? -1 : 1),
    );
    for (const tier of tiers) {
      const verdict = this.#tier(tier.name, tier.action ?? 'Deny', direction, own, src, dst, packet);
      if (verdict !== 'next') return verdict === 'accept';
    }
    return true;
  }

  #tier(
    name: string,
    end: string,
    direction: Direction,
    own: OraclePod,
    src: OraclePlace,
    dst: OraclePlace,
    packet: OraclePacket,
  ): 'accept' | 'drop' | 'next' {
    const calico = this.#inForce()
      .filter((policy) => policy.tier === name && this.#speaks(policy, direction) && this.#selects(policy, own))
      .map((policy) => ({
        order: policy.order ?? Infinity,
        key: `${policy.name}/${policy.namespace ?? ''}/${policy.namespace === null ? 'GlobalNetworkPolicy' : 'NetworkPolicy'}`,
        judge: () => this.#policy(policy, direction, src, dst, packet),
      }));
    const kube =
      name === 'default'
        ? this.cluster.kube
            .filter(
              (policy) =>
                policy.direction === direction &&
                policy.namespace === own.namespace &&
                (policy.app === null || own.labels['app'] === policy.app),
            )
            .map((policy) => ({
              order: 1_000,
              key: '',
              judge: () => this.#kube(policy, direction === 'ingress' ? src : dst, packet),
            }))
        : [];
    const ordered = [...calico, ...kube].sort((a, b) =>
      a.order === b.order ? (a.key < b.key ? -1 : 1) : a.order - b.order,
    );
    if (ordered.length === 0) return 'next';
    for (const { judge } of ordered) {
      const verdict = judge();
      if (verdict !== 'no match') return verdict;
    }
    return end === 'Pass' ? 'next' : 'drop';
  }

  /** Stored objects win over the same objects of the newer API; an unreadable policy may not exist at all. */
  #inForce(): readonly OraclePolicy[] {
    return this.cluster.policies.filter(
      (policy) =>
        (policy.stored ||
          !this.cluster.policies.some(
            (other) => other.stored && other.name === policy.name && other.namespace === policy.namespace,
          )) &&
        !(this.turn === 'absent' && [...policy.ingress, ...policy.egress].some(({ action }) => action === 'Reject')),
    );
  }

  #speaks(policy: OraclePolicy, direction: Direction): boolean {
    if (policy.types !== null) return policy.types.some((type) => type.toLowerCase() === direction);
    if (policy.stored) return true;
    if (direction === 'egress') return policy.egress.length > 0;
    return policy.ingress.length > 0 || policy.egress.length === 0;
  }

  #selects(policy: OraclePolicy, pod: OraclePod): boolean {
    const labels = this.#known(pod)[0] ?? new Map<string, string>();
    if (policy.namespace !== null && policy.namespace !== pod.namespace) return false;
    if (policy.selector?.holds(labels) === false) return false;
    if (policy.accountSelector !== undefined && !policy.accountSelector.holds(inherited(labels, 'pcsa.'))) return false;
    return (
      policy.namespaceSelector === undefined ||
      policy.namespaceSelector === 'all' ||
      policy.namespaceSelector.holds(inherited(labels, 'pcns.'))
    );
  }

  #policy(
    policy: OraclePolicy,
    direction: Direction,
    src: OraclePlace,
    dst: OraclePlace,
    packet: OraclePacket,
  ): 'accept' | 'drop' | 'next' | 'no match' {
    for (const rule of policy[direction]) {
      if (!this.#matches(rule, policy.namespace, src, dst, packet)) continue;
      const action = rule.action === 'Reject' ? this.turn : rule.action;
      if (action === 'Allow') return 'accept';
      if (action === 'Deny') return 'drop';
      if (action === 'Pass') return 'next';
    }
    return 'no match';
  }

  #matches(
    rule: OracleRule,
    namespace: string | null,
    src: OraclePlace,
    dst: OraclePlace,
    packet: OraclePacket,
  ): boolean {
    const family = src.ip.includes(':') ? 6 : 4;
    if (rule.ipVersion !== undefined && rule.ipVersion !== family) return false;
    if (rule.protocol !== undefined && rule.protocol !== packet.protocol) return false;
    if (rule.notProtocol !== undefined && rule.notProtocol === packet.protocol) return false;
    if (rule.http === true && !packet.isGet) return false;
    return (
      this.#isEnd(rule.source, namespace, src, family) &&
      this.#isEnd(rule.destination, namespace, dst, family) &&
      this.#isService(rule.source, src, null) &&
      this.#isService(rule.destination, dst, packet) &&
      isPort(rule.source, packet.sourcePort, src, packet.protocol) &&
      isPort(rule.destination, packet.port, dst, packet.protocol)
    );
  }

  #isEnd(entity: OracleEntity, namespace: string | null, place: OraclePlace, family: number): boolean {
    for (const list of [entity.nets, entity.notNets]) {
      if (list !== undefined && list.every((net) => (net.includes(':') ? 6 : 4) !== family)) return false;
    }
    if (entity.nets !== undefined && !entity.nets.some((net) => isIn(place.ip, net))) return false;
    if (entity.notNets?.some((net) => isIn(place.ip, net)) === true) return false;
    if (entity.notSelector !== undefined) {
      const { notSelector } = entity;
      if (this.#known(place).some((labels) => notSelector.holds(labels))) return false;
    }
    const isScoped = entity.selector !== undefined || entity.notSelector !== undefined || entity.accounts !== undefined;
    if (!isScoped && entity.namespaceSelector === undefined) return true;
    if (
      namespace === null &&
      entity.selector === undefined &&
      entity.accounts === undefined &&
      entity.namespaceSelector === undefined
    )
      return true;
    return this.#known(place).some((labels) => this.#isSelected(entity, namespace, labels));
  }

  #isSelected(entity: OracleEntity, namespace: string | null, labels: ReadonlyMap<string, string>): boolean {
    const home = labels.get('projectcalico.org/namespace');
    const { namespaceSelector: scope, selector, accounts } = entity;
    if (scope === undefined) {
      if (namespace !== null && home !== namespace) return false;
    } else if (
      scope === 'all'
        ? home === undefined
        : scope === 'global'
          ? home !== undefined
          : !scope.holds(inherited(labels, 'pcns.'))
    )
      return false;
    if (selector?.holds(labels) === false) return false;
    if (accounts === undefined) return true;
    if (accounts.names.length > 0 && !accounts.names.includes(labels.get('projectcalico.org/serviceaccount') ?? ''))
      return false;
    return accounts.selector === undefined || accounts.selector.holds(inherited(labels, 'pcsa.'));
  }

  #isService({ service }: OracleEntity, place: OraclePlace, packet: OraclePacket | null): boolean {
    if (service === undefined) return true;
    return this.cluster.services.some(
      ({ namespace, name, app, port }) =>
        namespace === service.namespace &&
        name === service.name &&
        'namespace' in place &&
        place.namespace === namespace &&
        place.labels['app'] === app &&
        (packet === null || (packet.protocol === 6 && packet.port === port)),
    );
  }

  /** The label sets of everything that has this address: the pod, and the network sets that hold it. */
  #known(place: OraclePlace): readonly ReadonlyMap<string, string>[] {
    let known = this.#labelsAt.get(place.ip);
    if (known !== undefined) return known;
    const sets = this.cluster.sets.filter(({ nets }) => nets.some((net) => isIn(place.ip, net)));
    known = [
      ...('namespace' in place ? [this.#labels(place)] : []),
      ...sets.map(
        ({ labels, namespace }) =>
          new Map([...Object.entries(labels), ...(namespace === null ? [] : this.#ofNamespace(namespace))]),
      ),
    ];
    this.#labelsAt.set(place.ip, known);
    return known;
  }

  #labels({ namespace, labels, serviceAccount }: OraclePod): ReadonlyMap<string, string> {
    const account = this.cluster.accounts.find((own) => own.namespace === namespace && own.name === serviceAccount);
    return new Map([
      ...Object.entries(account?.labels ?? {}).map(([key, value]): [string, string] => [`pcsa.${key}`, value]),
      ['pcsa.projectcalico.org/name', serviceAccount],
      ...Object.entries(labels),
      ['projectcalico.org/orchestrator', 'k8s'],
      ['projectcalico.org/serviceaccount', serviceAccount],
      ...this.#ofNamespace(namespace),
    ]);
  }

  #ofNamespace(namespace: string): [string, string][] {
    const labels = {
      ...this.cluster.namespaces.get(namespace),
      'projectcalico.org/name': namespace,
      'kubernetes.io/metadata.name': namespace,
    };
    return [
      ['projectcalico.org/namespace', namespace],
      ...Object.entries(labels).map(([key, value]): [string, string] => [`pcns.${key}`, value]),
    ];
  }

  #kube({ namespace, fromApp, port }: OracleKubePolicy, far: OraclePlace, packet: OraclePacket): 'accept' | 'no match' {
    if (fromApp !== null && !('namespace' in far && far.namespace === namespace && far.labels['app'] === fromApp))
      return 'no match';
    return port === null || (packet.protocol === 6 && packet.port === port) ? 'accept' : 'no match';
  }
}

/** The labels an endpoint inherited under a prefix, by their own keys. */
function inherited(labels: ReadonlyMap<string, string>, prefix: string): ReadonlyMap<string, string> {
  return new Map(
    [...labels].flatMap(([key, value]) => (key.startsWith(prefix) ? [[key.slice(prefix.length), value] as const] : [])),
  );
}

function isPort({ ports, notPorts }: OracleEntity, port: number, place: OraclePlace, protocol: number): boolean {
  const isOne = (entry: number | string): boolean => {
    if (typeof entry === 'number') return entry === port;
    const range = entry.split(':');
    if (range.length === 2) return Number(range[0]) <= port && port <= Number(range[1]);
    const name = { 6: 'TCP', 17: 'UDP' }[protocol];
    return (
      'namespace' in place &&
      place.ports.some((own) => own.name === entry && own.protocol === name && own.port === port)
    );
  };
  return (ports === undefined || ports.some(isOne)) && (notPorts === undefined || !notPorts.some(isOne));
}

const inside = new Map<string, boolean>();

function isIn(ip: string, net: string): boolean {
  const key = `${ip} ${net}`;
  let answer = inside.get(key);
  if (answer === undefined) {
    const address = ipaddr.parse(ip);
    const range = ipaddr.parseCIDR(net.includes('/') ? net : `${net}/${net.includes(':') ? '128' : '32'}`);
    inside.set(key, (answer = address.kind() === range[0].kind() && address.match(range)));
  }
  return answer;
}

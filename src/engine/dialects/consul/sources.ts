import type { EndpointTest } from '../../endpoints/endpoint-finder.js';
import { FAMILIES } from '../../sets/ip-address.js';
import { wholeFamily } from '../../sets/ip-range.js';
import { IpSet } from '../../sets/ip-set.js';
import type { LowerContext } from '../dialect.js';
import type { Peer, PortClause } from '../policy.js';
import { type PortSpan, tcpClauses, textOfPorts, withoutPorts } from '../port-list.js';
import { type Certainty, allOf } from '../three-valued.js';
import type { Intention } from './intentions.js';
import type { MeshPod } from './mesh-pods.js';

/** Far ends and ports of one rule. */
export interface Match {
  readonly peers: readonly Peer[];
  readonly ports: readonly PortClause[];
}

/** Which proxies a rule is about. */
interface Wanted {
  readonly text: string;
  readonly test: (pod: MeshPod) => Certainty;
}

const EVERY_ADDRESS = IpSet.of(FAMILIES.map(wholeFamily));
const UNKNOWN = '?';

/** Finds the clients an intention speaks about, as the destination's proxy sees them. */
export class Sources {
  readonly #pods: ReadonlyMap<number, MeshPod>;
  readonly #outboundLists: ReadonlyMap<string, readonly PortSpan[]>;
  readonly #hasPeers: boolean;

  constructor(
    private readonly context: LowerContext,
    pods: readonly MeshPod[],
  ) {
    this.#pods = new Map(pods.map((pod) => [pod.id, pod]));
    this.#outboundLists = new Map(pods.map(({ skipsOutbound }) => [listKey(skipsOutbound), skipsOutbound ?? []]));
    this.#hasPeers = ['PeeringAcceptor', 'PeeringDialer'].some(
      (kind) => (context.model.objects.get(`consul.hashicorp.com/${kind}`) ?? []).length > 0,
    );
  }

  /** Connections of an intention's source that show its identity. */
  admitted(intention: Intention, ports: readonly PortSpan[]): readonly Match[] {
    const found = this.#identified(wantedBy(intention), ports);
    const { peer } = intention.source;
    if (typeof peer !== 'string' || peer === '') return found;
    // Services of a peer arrive from outside, through gateways or directly.
    const outside: Peer = { kind: 'outside', set: EVERY_ADDRESS, certain: false };
    return [...found, { peers: [outside], ports: tcpClauses(ports) }];
  }

  /** Everyone an intention may be about: what it denies is denied without an identity, too. */
  denied(intention: Intention, ports: readonly PortSpan[]): readonly Match[] {
    const { text, test } = wantedBy(intention);
    return [{ peers: [this.#find(`consul denied ${text}`, test)], ports: tcpClauses(ports) }];
  }

  /** Every connection that shows some identity of the mesh. */
  anyMeshed(ports: readonly PortSpan[]): readonly Match[] {
    const found = this.#identified({ text: 'any', test: () => true }, ports);
    const outside: Peer = { kind: 'outside', set: EVERY_ADDRESS, certain: false };
    return this.#hasPeers ? [...found, { peers: [outside], ports: tcpClauses(ports) }] : found;
  }

  /** A client's identity arrives only when its own proxy takes the connection. */
  #identified({ text, test }: Wanted, ports: readonly PortSpan[]): readonly Match[] {
    return [...this.#outboundLists].flatMap(([key, list]): Match[] => {
      const clauses = tcpClauses(withoutPorts(ports, list));
      if (clauses.length === 0) return [];
      const peer = this.#find(`consul ${text} ${key}`, (pod) => {
        if (listKey(pod.skipsOutbound) !== key) return false;
        const usesProxy = key === UNKNOWN || pod.skipsAddresses || pod.transparent !== true ? undefined : true;
        return allOf(test(pod), pod.certain ? true : undefined, usesProxy);
      });
      return [{ peers: [peer], ports: clauses }];
    });
  }

  #find(text: string, test: (pod: MeshPod) => Certainty): Peer {
    const ofEndpoint: EndpointTest = ({ id }) => {
      const pod = this.#pods.get(id);
      return pod === undefined ? false : test(pod);
    };
    return { kind: 'groups', groups: this.context.endpoints.where(text, ofEndpoint), certain: true };
  }
}

function wantedBy({ source, isForeign }: Intention): Wanted {
  const peer = source.peer ?? '';
  const samenessGroup = source.samenessGroup ?? '';
  const text = JSON.stringify([source.name, peer, samenessGroup, isForeign]);
  return {
    text,
    test: (pod) => {
      const isNamed = source.name === '*' ? true : hasService(pod, source.name);
      const isVague = isForeign || samenessGroup !== '';
      return allOf(isNamed, comesFrom(pod, peer), isVague ? undefined : true);
    },
  };
}

/** Pods behind several services may show any of their names. */
function hasService({ services }: MeshPod, name: string): Certainty {
  if (!services.some((service) => service.name === name)) return false;
  return services.length === 1 ? true : undefined;
}

/** A service of a peer matches only entries for that peer; what a cluster calls its peers is up to it. */
function comesFrom({ remote }: MeshPod, peer: string): Certainty {
  if (peer === '') return remote === undefined;
  if (remote === undefined) return false;
  return remote === peer ? true : undefined;
}

function listKey(list: readonly PortSpan[] | undefined): string {
  return list === undefined ? UNKNOWN : textOfPorts(list);
}

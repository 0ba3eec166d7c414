import type { CniFacts, NetworkModel } from '#src/engine/model/network-model.js';
import type { Flow } from '#src/engine/reachability/flow.js';
import { Reachability } from '#src/engine/reachability/reachability.js';
import { parseIp } from '#src/engine/sets/ip-address.js';
import { modelOf, podObject } from '../../support/network-model.js';

const NODE1 = { nodeName: 'node1' };
const NODE2 = { nodeName: 'node2' };

/** The cluster of semantics 03 §8: pods a/web, a/db, b/cli and a few more, and the outside. */
const BASE: readonly object[] = [
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'a', labels: { team: 'a' } } },
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'b', labels: { team: 'b' } } },
  { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'robot', namespace: 'b', labels: { trust: 'high' } } },
  podObject('a', 'web', { app: 'web' }, { ip: '10.65.0.1', spec: NODE2 }),
  podObject('a', 'db', { app: 'db' }, { ip: '10.65.0.2', ports: [{ name: 'pg', containerPort: 5432 }], spec: NODE1 }),
  podObject('a', 'db2', { app: 'db2', env: 'dev' }, { ip: '10.65.0.3', spec: NODE2 }),
  podObject('b', 'cli', { app: 'cli' }, { ip: '10.65.1.1', spec: NODE2 }),
  podObject('b', 'job', { app: 'job' }, { ip: '10.65.1.2', spec: { ...NODE2, serviceAccountName: 'robot' } }),
  podObject(
    'kube-system',
    'apiserver',
    { app: 'apiserver' },
    { ip: '192.0.2.10', spec: { ...NODE1, hostNetwork: true } },
  ),
];

/** Addresses tests ask about by name. */
const PLACES: ReadonlyMap<string, string> = new Map([
  ['ext', '203.0.113.5'],
  ['world', '198.51.100.7'],
  ['ten', '10.1.1.1'],
  ['world6', '2001:db8::7'],
]);

export type Verdict = 'ALLOW' | 'DENY' | 'UNKNOWN';

/** A Calico object; kinds without a namespace ignore it. */
export function calico(
  kind: string,
  name: string,
  spec: object,
  { namespace, api = 'projectcalico.org/v3', labels = {} }: { namespace?: string; api?: string; labels?: object } = {},
): object {
  return { apiVersion: api, kind, metadata: { name, labels, ...(namespace === undefined ? {} : { namespace }) }, spec };
}

/** A GlobalNetworkPolicy. */
export function gnp(name: string, spec: object): object {
  return calico('GlobalNetworkPolicy', name, spec);
}

/** A NetworkPolicy of namespace a. */
export function np(name: string, spec: object): object {
  return calico('NetworkPolicy', name, spec, { namespace: 'a' });
}

/** A Kubernetes NetworkPolicy of namespace a that protects a/db. */
export function k8s(name: string, spec: object): object {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name, namespace: 'a' },
    spec: { podSelector: { matchLabels: { app: 'db' } }, ...spec },
  };
}

/** The set of §8: GlobalNetworkSet role=ext. */
export const EXT = calico('GlobalNetworkSet', 'ext', { nets: ['203.0.113.0/24'] }, { labels: { role: 'ext' } });

/** The cluster with some more objects, on Calico. */
export function clusterWith(objects: readonly object[], profile: CniFacts['profile'] = 'calico'): NetworkModel {
  const model = modelOf([...BASE, ...objects]);
  return { ...model, cni: { profile, enforced: 'yes', evidence: 'a test', assumed: false } };
}

/** Answers `web→db TCP 80` questions. */
export class Asked {
  readonly reach: Reachability;

  constructor(objects: readonly object[], profile?: CniFacts['profile']) {
    this.reach = Reachability.build(clusterWith(objects, profile));
  }

  /** From and to are pod names, `ext`, `world`, `ten` or `world6`. */
  verdict(from: string, to: string, port = 80, protocol = 'TCP'): Verdict {
    const { must, may } = this.#flow(from, to);
    if (must.contains(protocol, port)) return 'ALLOW';
    return may.contains(protocol, port) ? 'UNKNOWN' : 'DENY';
  }

  #flow(from: string, to: string): Flow {
    const [src, dst] = [this.#group(from), this.#group(to)];
    if (src === undefined) return this.#outside(this.reach.externalTo(dst ?? -1), from);
    if (dst === undefined) return this.#outside(this.reach.externalFrom(src), to);
    return this.reach.flow(src, dst);
  }

  #group(name: string): number | undefined {
    const index = this.reach.model.groups.findIndex((group) => group.owner.name === name);
    return index < 0 ? undefined : index;
  }

  #outside(flows: ReturnType<Reachability['externalTo']>, place: string): Flow {
    const address = parseIp(PLACES.get(place) ?? place);
    const flow = flows.find(({ ranges }) =>
      ranges.some(({ family, lo, hi }) => family === address?.family && lo <= address.value && address.value <= hi),
    );
    if (flow === undefined) throw new Error(`${place} is neither a pod nor an address of the tests`);
    return flow;
  }
}

import { isEdgeProxy } from '../exposure/edge-controllers.js';
import { type Surface, surfaceOf } from '../exposure/surface.js';
import type { EntryPoint, EntryTarget, NetworkModel } from '../model/network-model.js';
import type { PodGroup } from '../model/pod-group.js';
import type { ExternalFlow } from '../reachability/flow.js';
import type { Reachability } from '../reachability/reachability.js';
import { type IpAddress, parseIp } from '../sets/ip-address.js';
import { parseCidr, wholeFamily } from '../sets/ip-range.js';
import { IpSet } from '../sets/ip-set.js';
import type { Verdict } from './crossing.js';
import { groupBy } from './group-by.js';
import { sharedProfileOf } from './shared-profiles.js';

/** One door and one kind of pod behind it: does policy let outsiders through? */
export interface EntryFlow {
  readonly entry: EntryPoint;
  readonly target: EntryTarget;
  /** `denied` doors exist, but policy closes them. */
  readonly verdict: Verdict;
  /** Why it is unknown; empty otherwise. */
  readonly because: string;
  /** Who the pod sees: a proxy's pod, or the clients' addresses. */
  readonly via: { readonly group: number } | { readonly ranges: string };
}

/** Answer of one possible source. */
interface Candidate {
  readonly must: boolean;
  readonly may: boolean;
}

const EVERYWHERE = IpSet.of([wholeFamily(4), wholeFamily(6)]);

/**
 * Asks policy about every door of the cluster (semantics 01 §9, 08 §3). Which address a pod sees depends on proxies and
 * address translation that the API does not show: a door is open for certain only when every source it may see is
 * permitted, and closed for certain only when none is.
 */
export class EntryExposure {
  readonly flows: readonly EntryFlow[];
  private readonly byGroup: ReadonlyMap<number, readonly EntryFlow[]>;
  private readonly proxies: readonly number[];
  private readonly nodes: readonly IpAddress[];
  private known: Surface | undefined;

  constructor(private readonly reach: Reachability) {
    const { model } = reach;
    this.proxies = findProxies(model);
    this.nodes = model.nodes.flatMap(({ addresses }) => addresses.flatMap((text) => parseIp(text) ?? []));
    this.flows = model.entryPoints.flatMap((entry) => entry.targets.map((target) => this.judge(entry, target)));
    this.byGroup = groupBy(this.flows, ({ target }) => target.group);
  }

  /** Ports of nodes, claimed addresses, redirecting Services and pods with routed addresses. */
  get surface(): Surface {
    return (this.known ??= surfaceOf(this.reach.model));
  }

  /** The doors that lead to a group. */
  to(group: number): readonly EntryFlow[] {
    return this.byGroup.get(group) ?? [];
  }

  private judge(entry: EntryPoint, target: EntryTarget): EntryFlow {
    return entry.type === 'ingress' || entry.type === 'gateway'
      ? this.throughProxy(entry, target)
      : this.direct(entry, target);
  }

  /** The pod sees the proxy. */
  private throughProxy(entry: EntryPoint, target: EntryTarget): EntryFlow {
    const proxies = entry.proxies ?? this.proxies;
    const candidates = proxies.map((group): Candidate => {
      const { must, may } = this.reach.flow(group, target.group);
      return { must: must.contains(target.protocol, target.port), may: may.contains(target.protocol, target.port) };
    });
    const [first] = proxies;
    if (first !== undefined) {
      const best = proxies[candidates.findIndex(({ may }) => may)] ?? first;
      return this.verdict(entry, target, candidates, 'which proxy serves it is not known', { group: best });
    }
    const unseen = this.fromAnybody(target);
    return this.verdict(entry, target, [unseen], 'the proxy that serves it is not in the input', { ranges: 'any' });
  }

  /** The pod sees the client, or the node that passed the connection on. */
  private direct(entry: EntryPoint, target: EntryTarget): EntryFlow {
    const ranges = entry.sourceRanges.flatMap((text) => parseCidr(text) ?? []);
    const clients = ranges.length === 0 ? EVERYWHERE : IpSet.of(ranges);
    const external = this.reach.externalTo(target.group);
    const candidates = [fromRanges(external, clients, target)];
    if (entry.rangesDoubt !== undefined) candidates.push(fromRanges(external, EVERYWHERE, target));
    if (entry.sourceHidden) {
      candidates.push(...this.nodes.map((node) => fromAddress(external, node, target)));
      if (this.nodes.length === 0) candidates.push(this.fromAnybody(target));
    }
    const because = 'the pod may see the client or a node as the source';
    return this.verdict(entry, target, candidates, because, { ranges: entry.sourceRanges.join(', ') || '0.0.0.0/0' });
  }

  /** A source that is not in the input: certain only when the pod takes the port from everyone. */
  private fromAnybody({ group, protocol, port }: EntryTarget): Candidate {
    const row = this.reach.rowTo(group);
    const { ports } = this.reach;
    const has = (id: number): boolean => ports.get(id).contains(protocol, port);
    const external = this.reach.externalTo(group);
    return {
      must: row.must.every(has) && external.every(({ must }) => must.contains(protocol, port)),
      may: row.may.some(has) || external.some(({ may }) => may.contains(protocol, port)),
    };
  }

  private verdict(
    entry: EntryPoint,
    target: EntryTarget,
    candidates: readonly Candidate[],
    why: string,
    via: EntryFlow['via'],
  ): EntryFlow {
    const must = candidates.every((one) => one.must);
    const may = candidates.some((one) => one.may);
    if (!may) return { entry, target, verdict: 'denied', because: '', via };
    if (must && entry.doubt === undefined) return { entry, target, verdict: 'allowed', because: '', via };
    if (must) return { entry, target, verdict: 'unknown', because: entry.doubt ?? '', via };
    const [doubt] = this.reach.doubts('ingress', target.group);
    return { entry, target, verdict: 'unknown', because: doubt ?? why, via };
  }
}

function fromRanges(external: readonly ExternalFlow[], clients: IpSet, { protocol, port }: EntryTarget): Candidate {
  const meets = external.filter(({ ranges }) => !IpSet.of(ranges).intersect(clients).isEmpty);
  return {
    must: meets.some(({ must }) => must.contains(protocol, port)),
    may: meets.some(({ may }) => may.contains(protocol, port)),
  };
}

function fromAddress(
  external: readonly ExternalFlow[],
  address: IpAddress,
  { protocol, port }: EntryTarget,
): Candidate {
  const flow = external.find(({ ranges }) => IpSet.of(ranges).contains(address));
  return { must: flow?.must.contains(protocol, port) ?? false, may: flow?.may.contains(protocol, port) ?? false };
}

/** Groups that look like layer-7 proxies of the cluster's edge. */
function findProxies(model: NetworkModel): number[] {
  return model.groups.flatMap((group, id) => (isProxy(group) ? [id] : []));
}

function isProxy(group: PodGroup): boolean {
  if (isEdgeProxy(group)) return true;
  return sharedProfileOf(group.namespace)?.id === 'ingress' && group.images.length === 0;
}

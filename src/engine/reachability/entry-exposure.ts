import type { Policy, PortClause } from '../dialects/policy.js';
import type { EntryPoint, EntryTarget } from '../model/network-model.js';
import { FAMILIES } from '../sets/ip-address.js';
import { parseCidr, wholeFamily } from '../sets/ip-range.js';
import { IpSet } from '../sets/ip-set.js';
import { findIngressControllers } from './ingress-controllers.js';
import type { Reachability } from './reachability.js';

/** How far the outside gets through one entry point to one port of one group, once policies are asked. */
export interface EntryExposure {
  readonly entry: EntryPoint;
  readonly target: EntryTarget;
  /** Client addresses that certainly get through. Invariant: contained in `may`. */
  readonly must: IpSet;
  /** Client addresses that cannot be ruled out; empty when policies close this way. */
  readonly may: IpSet;
}

interface Clients {
  readonly must: IpSet;
  readonly may: IpSet;
}

const EVERYONE = IpSet.of(FAMILIES.map(wholeFamily));
const EVERY_V4 = IpSet.of([wholeFamily(4)]);

/**
 * The exposure of every target of every entry point, in the model's order. What a policy sees as source depends on the
 * way in: the client, a node that masquerades, or the pods of a proxy (semantics 01 §9).
 */
export function entryExposures(reach: Reachability): EntryExposure[] {
  const controllers = findIngressControllers(reach.model);
  return reach.model.entryPoints.flatMap((entry) => {
    const clients = clientsOf(entry);
    return entry.targets.map((target) => {
      const { must, may } = admitted(reach, entry, target, controllers);
      return { entry, target, must: must.intersect(clients), may: may.intersect(clients) };
    });
  });
}

/** Source ranges as the entry point declares them; one that cannot be read could be anyone. */
function clientsOf({ sourceRanges }: EntryPoint): IpSet {
  const ranges = sourceRanges.map(parseCidr);
  const known = ranges.filter((range) => range !== null);
  return ranges.length === 0 || known.length < ranges.length ? EVERYONE : IpSet.of(known);
}

function admitted(
  reach: Reachability,
  entry: EntryPoint,
  target: EntryTarget,
  controllers: readonly number[],
): Clients {
  const direct = asClients(reach, target);
  if (entry.type === 'ingress' || entry.type === 'gateway') return throughProxy(reach, target, controllers, direct);
  return entry.sourceHidden ? throughNode(entry, direct) : direct;
}

/** The pod sees the client's own address. */
function asClients(reach: Reachability, { group, protocol, port }: EntryTarget): Clients {
  const flows = reach.externalTo(group);
  return {
    must: IpSet.of(flows.filter((flow) => flow.must.contains(protocol, port)).flatMap((flow) => flow.ranges)),
    may: IpSet.of(flows.filter((flow) => flow.may.contains(protocol, port)).flatMap((flow) => flow.ranges)),
  };
}

/**
 * A node may masquerade: policy then sees either address. Certain only if it admits everyone; possible for everyone as
 * soon as it admits anyone, and always through a NodePort, where plugins differ on a node's traffic to its own pods.
 */
function throughNode({ type }: EntryPoint, direct: Clients): Clients {
  const admitsAll = EVERY_V4.subtract(direct.must).isEmpty;
  const admitsSome = type === 'node-port' || !direct.may.isEmpty;
  return { must: admitsAll ? direct.must : IpSet.none, may: admitsSome ? EVERYONE : IpSet.none };
}

/** The pod sees the proxy: the controllers in the cluster, or an unknown one that may be any unseen pod or node. */
function throughProxy(
  reach: Reachability,
  target: EntryTarget,
  controllers: readonly number[],
  direct: Clients,
): Clients {
  const { group, protocol, port } = target;
  const everyoneIf = (condition: boolean): IpSet => (condition ? EVERYONE : IpSet.none);
  if (controllers.length > 0) {
    const flows = controllers
      .filter((controller) => controller !== group)
      .map((controller) => reach.flow(controller, group));
    return {
      must: everyoneIf(flows.every((flow) => flow.must.contains(protocol, port))),
      may: everyoneIf(flows.some((flow) => flow.may.contains(protocol, port))),
    };
  }
  const stranger = reach.fromStranger(group);
  const admitsAll = EVERY_V4.subtract(direct.must).isEmpty;
  const admitsUnseen = reach.selecting('ingress', group).some((policy) => mayAdmitUnseenPods(policy, target));
  return {
    must: everyoneIf(stranger.must.contains(protocol, port) && admitsAll),
    may: everyoneIf(stranger.may.contains(protocol, port) || !direct.may.isEmpty || admitsUnseen),
  };
}

/** Does a rule select pods of other namespaces by label on this port? The controller may be among them. */
function mayAdmitUnseenPods({ ingress }: Policy, target: EntryTarget): boolean {
  return (ingress ?? []).some(
    (rule) =>
      rule.peers.some((peer) => peer.kind === 'pods' && peer.selection.namespaces.kind === 'matching') &&
      rule.ports.some((clause) => mayCover(clause, target)),
  );
}

function mayCover(clause: PortClause, { protocol, port }: EntryTarget): boolean {
  return clause.kind === 'named'
    ? clause.protocol === protocol
    : clause.lane === protocol && clause.lo <= port && port <= clause.hi;
}

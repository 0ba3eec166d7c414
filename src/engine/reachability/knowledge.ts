import { type LowerContext, type Tunnel, keyOfKind } from '../dialects/dialect.js';
import { enforcesKind } from '../dialects/enforced-kinds.js';
import { EnforcedObjects } from '../dialects/enforced-objects.js';
import { DIRECTIONS, type Direction, type Doubt, type Policy } from '../dialects/policy.js';
import { MESH_LAYER } from '../dialects/rung.js';
import { doubtsOfEngines } from '../dialects/several-engines.js';
import { doubtsOfUnknownPolicies } from '../dialects/unknown-policies.js';
import { AddressMatcher } from '../endpoints/address-matcher.js';
import { EndpointFinder } from '../endpoints/endpoint-finder.js';
import { GroupIndex } from '../endpoints/group-index.js';
import { NamespaceMatcher } from '../endpoints/namespace-matcher.js';
import { isCovered } from '../model/coverage.js';
import type { Diagnostic } from '../model/diagnostic.js';
import { isContested, namespaceOf } from '../model/duplicate-objects.js';
import { KNOWN_KINDS } from '../model/known-kinds.js';
import type { NetworkModel } from '../model/network-model.js';
import { refOf } from '../model/raw-object.js';
import { parseIp } from '../sets/ip-address.js';
import { type IpRange, parseCidr } from '../sets/ip-range.js';
import { IpSet } from '../sets/ip-set.js';
import type { Settings } from './options.js';

/** How groups are found; shared by lowering and compilation. */
export interface Ground {
  readonly index: GroupIndex;
  readonly namespaces: NamespaceMatcher;
  readonly addresses: AddressMatcher;
}

/** What all dialects understood of one cluster, and everything that stays in doubt. */
export interface Knowledge {
  readonly ground: Ground;
  /** What dialects were given, to lower edited objects later. */
  readonly context: LowerContext;
  readonly policies: readonly Policy[];
  readonly doubts: readonly Doubt[];
  readonly diagnostics: readonly Diagnostic[];
  readonly tunnels: readonly Tunnel[];
}

/** Lowers the policies of a cluster. Where the network plugin enforces nothing, only meshes still do. */
export function gatherKnowledge(model: NetworkModel, settings: Settings): Knowledge {
  const ground = groundOf(model, settings);
  const endpoints = new EndpointFinder(ground.index, ground.namespaces, ground.addresses);
  const { cni, assumeMeshed, consulIntentionsComplete } = settings;
  const context = { cni, model, endpoints, assumeMeshed, consulIntentionsComplete };
  const inForce = new EnforcedObjects(model);
  const lowered = settings.dialects.map((dialect) => dialect.lower(inForce.of(dialect), context));
  const policies = lowered.flatMap((part) => part.policies).map((policy) => inForce.marked(policy));
  const doubts = [
    ...lowered.flatMap((part) => part.doubts),
    ...inForce.doubts,
    ...missingKinds(model, settings.dialects),
  ];
  const diagnostics = [...lowered.flatMap((part) => part.diagnostics), ...inForce.diagnostics];
  const pluginEnforces = model.cni.enforced !== 'no';
  if (!pluginEnforces) {
    return {
      ground,
      context,
      diagnostics,
      tunnels: [],
      policies: policies.filter(({ rung }) => rung.layer.id === MESH_LAYER.id),
      doubts: doubts.filter(({ byMesh }) => byMesh === true),
    };
  }
  const unproven = model.cni.enforced === 'unknown' ? [unprovenEnforcement(model)] : [];
  const enforcement = [...unproven, ...uncoveredPods(model, ground.index), ...doubtsOfEngines(model.cni)];
  return {
    ground,
    context,
    policies,
    diagnostics,
    tunnels: lowered.flatMap((part) => part.tunnels ?? []),
    doubts: [...doubts, ...doubtsOfUnknownPolicies(model.objects), ...contested(model), ...enforcement],
  };
}

/** Pods on nodes where the engine does not run: whatever policies say, nothing there is known to stop traffic. */
function uncoveredPods({ cni }: NetworkModel, index: GroupIndex): Doubt[] {
  const byReason = new Map<string, number[]>();
  for (const [id, { members }] of index.groups.entries()) {
    if (index.isNode[id] === 1) continue;
    const node = members.find((member) => member.node !== undefined && cni.uncoveredNodes?.has(member.node))?.node;
    const reason = node === undefined ? undefined : cni.uncoveredNodes?.get(node);
    if (node === undefined || reason === undefined) continue;
    const text = `policies are not known to be enforced on node ${node}: ${reason}`;
    const list = byReason.get(text);
    if (list === undefined) byReason.set(text, [id]);
    else list.push(id);
  }
  return [...byReason].map(([reason, groups]) => ({
    ...everywhere(reason, DIRECTIONS, false),
    groups: Int32Array.from(groups),
  }));
}

function groundOf(model: NetworkModel, settings: Settings): Ground {
  const index = new GroupIndex(model.groups, settings.hostNetworkAsPods);
  const nodes = IpSet.of(
    model.nodes.flatMap(({ addresses }) => addresses.flatMap((text) => parseCidr(text) ?? hostRange(text))),
  );
  return {
    index,
    namespaces: new NamespaceMatcher(model, [...index.namespaces]),
    addresses: new AddressMatcher(index, settings.cni, nodes),
  };
}

function hostRange(text: string): readonly IpRange[] {
  const address = parseIp(text);
  return address === null ? [] : [{ family: address.family, lo: address.value, hi: address.value }];
}

/** A kind that was not read completely may hold policies that isolate any pod, or allow anything to an isolated one. */
function missingKinds(model: NetworkModel, dialects: Settings['dialects']): Doubt[] {
  const kinds = dialects.flatMap((dialect) => dialect.reads);
  return kinds.flatMap((read) => {
    const kind = keyOfKind(read);
    const state = model.coverage.get(kind);
    const wasRead = state === undefined ? model.facts.origin === 'offline' : isCovered(state);
    const isShown = read.sameAs !== undefined && model.coverage.get(read.sameAs) === 'COMPLETE';
    const { enforced } = enforcesKind(model.cni, kind);
    return wasRead || isShown || enforced === 'no'
      ? []
      : [
          {
            ...everywhere(`${kind} objects could not all be read (${state ?? 'never asked for'})`, DIRECTIONS, true),
            // A mesh never widens what the network layer allows.
            ...(enforced === 'mesh' ? { byMesh: true, opens: false } : {}),
          },
        ];
  });
}

/** A policy defined twice with different content: which of the two is in force depends on the order of applying them. */
function contested({ objects, cni }: NetworkModel): Doubt[] {
  return [...objects.entries()].flatMap(([key, found]) => {
    const known = KNOWN_KINDS.get(key);
    const { enforced } = enforcesKind(cni, key);
    if (known?.role !== 'policy' || enforced === 'no') return [];
    return found.filter(isContested).map((object): Doubt => {
      const namespace = namespaceOf(object);
      const name = `${object.kind} ${namespace === undefined ? '' : `${namespace}/`}${object.metadata.name}`;
      const doubt = everywhere(`${name} is defined twice with different content`, DIRECTIONS, true);
      return {
        ...doubt,
        ...(enforced === 'mesh' ? { byMesh: true, opens: false } : {}),
        object: refOf(object),
        ...(namespace === undefined ? {} : { namespace }),
      };
    });
  });
}

function unprovenEnforcement(model: NetworkModel): Doubt {
  return everywhere(`nothing proves that NetworkPolicies are enforced: ${model.cni.evidence}`, DIRECTIONS, false);
}

function everywhere(reason: string, directions: readonly Direction[], closes: boolean): Doubt {
  return { reason, directions, closes, opens: true, externalOnly: false };
}

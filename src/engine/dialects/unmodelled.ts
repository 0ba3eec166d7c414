import { type CollectionState, isCovered } from '../model/coverage.js';
import { KNOWN_KINDS, looksLikePolicy, movedKind } from '../model/known-kinds.js';
import { type RawObject, refOf } from '../model/raw-object.js';
import { keyOfKind } from './dialect.js';
import { dialects } from './index.js';
import { DIRECTIONS, type Direction, type Doubt } from './policy.js';

/** A policy kind that exists in clusters but that no dialect evaluates yet: its objects make answers unknown. */
interface UnmodelledKind {
  /** Cluster-scoped kinds touch every pod, namespaced ones the pods of their namespace. */
  readonly namespaced: boolean;
  /** Can it allow what a NetworkPolicy forbids (it runs before it, or its rules are added)? */
  readonly opens: boolean;
  readonly directions: readonly Direction[];
  readonly externalOnly: boolean;
  /** Enforced by a mesh's proxies, whatever the network plugin does. */
  readonly byMesh: boolean;
  /** Namespace in which an object of a namespaced kind speaks for the whole cluster. */
  readonly root?: string;
}

const BOTH = { directions: DIRECTIONS, externalOnly: false, byMesh: false } as const;
const EVERYWHERE: UnmodelledKind = { namespaced: false, opens: true, ...BOTH };
const IN_NAMESPACE: UnmodelledKind = { namespaced: true, opens: true, ...BOTH };
const MESH: UnmodelledKind = {
  namespaced: true,
  opens: false,
  directions: ['ingress'],
  externalOnly: false,
  byMesh: true,
  root: 'istio-system',
};

/** By `group/Kind` (semantics 02-07). Kinds on secondary networks only are left out on purpose. */
const KINDS: ReadonlyMap<string, UnmodelledKind> = new Map([
  ['crd.projectcalico.org/GlobalNetworkPolicy', EVERYWHERE],
  ['crd.projectcalico.org/NetworkPolicy', IN_NAMESPACE],
  ['projectcalico.org/GlobalNetworkPolicy', EVERYWHERE],
  ['projectcalico.org/NetworkPolicy', IN_NAMESPACE],
  ['cilium.io/CiliumClusterwideNetworkPolicy', EVERYWHERE],
  ['cilium.io/CiliumNetworkPolicy', IN_NAMESPACE],
  ['crd.antrea.io/ClusterNetworkPolicy', EVERYWHERE],
  ['crd.antrea.io/NetworkPolicy', IN_NAMESPACE],
  ['security.istio.io/AuthorizationPolicy', MESH],
  ['security.istio.io/PeerAuthentication', MESH],
]);

/** The `group/Kind` keys of all policy kinds that are recognised but not evaluated, sorted. */
export const UNMODELLED_KINDS: readonly string[] = [...KINDS.keys()].sort();

/** What objects of unmodelled policy kinds leave open; only the mesh's count where the plugin enforces nothing. */
export function doubtsOfUnmodelled(
  objects: ReadonlyMap<string, readonly RawObject[]>,
  coverage: ReadonlyMap<string, CollectionState>,
  pluginEnforces: boolean,
): Doubt[] {
  const modelled = new Set(dialects.flatMap((dialect) => dialect.reads.map(keyOfKind)));
  const doubts: Doubt[] = [];
  for (const [kind, traits] of KINDS) {
    if (modelled.has(kind) || !(pluginEnforces || traits.byMesh)) continue;
    for (const object of objects.get(kind) ?? []) doubts.push(doubtAbout(object, traits));
    const state = coverage.get(kind);
    if (state !== undefined && !isCovered(state)) doubts.push(doubtOfKind(kind, traits, state));
  }
  if (pluginEnforces) doubts.push(...doubtsOfUnknown(objects));
  return doubts;
}

/** Objects of kinds nobody taught us whose name says policy: they may open or close anything they can reach. */
function doubtsOfUnknown(objects: ReadonlyMap<string, readonly RawObject[]>): Doubt[] {
  return [...objects.entries()].flatMap(([key, found]) => {
    if (KNOWN_KINDS.has(key) || !looksLikePolicy(key.slice(key.indexOf('/') + 1))) return [];
    // A kind that moved to another group was namespaced there too.
    const namespaced = movedKind(key)?.namespaced ?? false;
    return found.map((object) => {
      const { namespace } = object.metadata;
      const placed = namespaced && namespace === undefined ? 'default' : namespace;
      return doubtAbout(
        { ...object, metadata: { ...object.metadata, ...(placed === undefined ? {} : { namespace: placed }) } },
        placed === undefined ? EVERYWHERE : IN_NAMESPACE,
      );
    });
  });
}

function doubtAbout(object: RawObject, traits: UnmodelledKind): Doubt {
  const { name, namespace } = object.metadata;
  const isWide = !traits.namespaced || namespace === undefined || namespace === traits.root;
  return {
    reason: `${object.kind} ${namespace === undefined ? '' : `${namespace}/`}${name} (${object.apiVersion}) is not evaluated yet`,
    object: refOf(object),
    ...(isWide ? {} : { namespace }),
    ...effectOf(traits),
  };
}

function doubtOfKind(kind: string, traits: UnmodelledKind, state: CollectionState): Doubt {
  return { reason: `${kind} objects could not all be read (${state})`, ...effectOf(traits) };
}

function effectOf({
  directions,
  opens,
  externalOnly,
  byMesh,
}: UnmodelledKind): Pick<Doubt, 'directions' | 'opens' | 'closes' | 'externalOnly' | 'byMesh'> {
  return { directions, closes: true, opens, externalOnly, ...(byMesh ? { byMesh } : {}) };
}

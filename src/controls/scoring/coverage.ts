import type { CollectionState } from '#src/engine/model/coverage.js';
import { isCovered } from '#src/engine/model/coverage.js';
import { KNOWN_KINDS } from '#src/engine/model/known-kinds.js';
import type { NetworkModel } from '#src/engine/model/network-model.js';

/** An input the score rests on: all of its kinds must have been read. */
interface Input {
  readonly weight: number;
  readonly kinds: readonly string[];
}

/** Inputs every cluster is asked for (scoring §2.2); kinds a cluster does not have are not required. */
const INPUTS: readonly Input[] = [
  { weight: 3, kinds: ['core/Namespace'] },
  { weight: 4, kinds: ['core/Pod', 'apps/ReplicaSet', 'batch/Job'] },
  { weight: 4, kinds: ['networking.k8s.io/NetworkPolicy'] },
  { weight: 3, kinds: ['core/Service', 'discovery.k8s.io/EndpointSlice'] },
  { weight: 1, kinds: ['core/Node'] },
  { weight: 2, kinds: ['networking.k8s.io/Ingress'] },
  { weight: 2, kinds: ['gateway.networking.k8s.io/Gateway'] },
  { weight: 1, kinds: ['rbac.authorization.k8s.io/RoleBinding', 'rbac.authorization.k8s.io/ClusterRoleBinding'] },
];
const CNI_WEIGHT = 4;
const POLICY_CRD_WEIGHT = 3;
const MESH_WEIGHT = 2;
const MESH_GROUPS = new Set(['security.istio.io', 'networking.istio.io', 'policy.linkerd.io', 'consul.hashicorp.com']);

/** When data is too old to count: fully fresh up to the agreed age, worthless at four times that age. */
const STALE_FACTOR = 4;

/**
 * How much of an observation still counts, 0…1.
 * @param ageSeconds age of the snapshot; negative ages (clocks apart) are fresh
 */
export function freshness(ageSeconds: number, slaSeconds: number): number {
  if (ageSeconds <= slaSeconds) return 1;
  return Math.max(0, (STALE_FACTOR * slaSeconds - ageSeconds) / ((STALE_FACTOR - 1) * slaSeconds));
}

/** Share of the required inputs that were read, weighed and fresh, 0…1 (scoring §2.2). */
export function coverageOf(model: NetworkModel, fresh: number): number {
  const live = model.facts.origin === 'live';
  const state = (kind: string): CollectionState | undefined =>
    model.coverage.get(kind) ?? (live ? undefined : 'COMPLETE');
  let required = CNI_WEIGHT;
  let reached = model.cni.profile !== 'unknown' && !model.cni.assumed ? CNI_WEIGHT : 0;
  for (const { weight, kinds } of [...INPUTS, ...offered(model)]) {
    const states = kinds.map(state);
    if (states.every((one) => one === 'NOT_INSTALLED')) continue;
    required += weight;
    if (states.every(isCovered)) reached += weight;
  }
  return (reached / required) * fresh;
}

/** Policy kinds discovery offers: each counts alone, a mesh counts once. */
function offered(model: NetworkModel): Input[] {
  const isOffered = (kind: string, state: CollectionState): boolean =>
    model.facts.origin === 'live' ? state !== 'NOT_INSTALLED' : model.objects.has(kind);
  const present = [...model.coverage].filter(([kind, state]) => isOffered(kind, state)).map(([kind]) => kind);
  const policies = present.filter((kind) => KNOWN_KINDS.get(kind)?.role === 'policy');
  const groupOf = (kind: string): string => kind.slice(0, kind.indexOf('/'));
  const mesh = policies.filter((kind) => MESH_GROUPS.has(groupOf(kind)));
  const languages = policies.filter(
    (kind) => !MESH_GROUPS.has(groupOf(kind)) && kind !== 'networking.k8s.io/NetworkPolicy',
  );
  return [
    ...languages.map((kind) => ({ weight: POLICY_CRD_WEIGHT, kinds: [kind] })),
    ...(mesh.length === 0 ? [] : [{ weight: MESH_WEIGHT, kinds: mesh }]),
  ];
}

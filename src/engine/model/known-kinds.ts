import type { KindRole } from './kind-role.js';
import { KNOWN_KIND_ROWS } from './known-kind-rows.js';

/** A kind in one API group. */
export interface KnownKind {
  readonly group: string;
  readonly kind: string;
  readonly role: KindRole;
  readonly namespaced: boolean;
  /** Versions an API server of a supported release serves; empty when any version is taken. */
  readonly versions: readonly string[];
}

/** Every kind Fenceline knows, by `group/Kind`. */
export const KNOWN_KINDS: ReadonlyMap<string, KnownKind> = new Map(
  KNOWN_KIND_ROWS.flatMap(([group, role, namespaced, versions, kinds]) =>
    kinds
      .split(' ')
      .map((kind): [string, KnownKind] => [
        `${group}/${kind}`,
        { group, kind, role, namespaced, versions: versions === '' ? [] : versions.split(' ') },
      ]),
  ),
);

/** Groups older releases served some kinds in, with the group that serves them now. */
const MOVED: ReadonlyMap<string, string> = new Map([
  ['extensions/Deployment', 'apps'],
  ['extensions/DaemonSet', 'apps'],
  ['extensions/ReplicaSet', 'apps'],
  ['extensions/Ingress', 'networking.k8s.io'],
  ['extensions/NetworkPolicy', 'networking.k8s.io'],
  ['extensions/PodSecurityPolicy', 'policy'],
]);

/** The kind as its present group has it, when a manifest still names the group it lived in before. */
export function movedKind(key: string): KnownKind | undefined {
  const group = MOVED.get(key);
  return group === undefined ? undefined : KNOWN_KINDS.get(`${group}/${key.slice(key.indexOf('/') + 1)}`);
}

/** Kinds with this name in any group; used to suggest the right apiVersion. */
export function kindsNamed(kind: string): readonly KnownKind[] {
  return [...KNOWN_KINDS.values()].filter((known) => known.kind === kind);
}

function spellings(kind: string): string[] {
  return [kind, `${kind}s`, kind.replace(/y$/, 'ies'), kind.replace(/s$/, 'ses')];
}

/** The kind whose name differs from this one only in upper and lower case, or in being a plural. */
export function kindLike(kind: string): KnownKind | undefined {
  const plain = kind.toLowerCase();
  return [...KNOWN_KINDS.values()].find(
    ({ kind: known }) => known !== kind && spellings(known.toLowerCase()).includes(plain),
  );
}

/**
 * A custom resource nobody taught Fenceline whose name says that it restricts traffic. Policies of gateways about
 * retries, timeouts or logins (`BackendTrafficPolicy`, `SecurityPolicy`) do not decide who is reachable.
 */
export function looksLikePolicy(kind: string): boolean {
  return /NetworkPolic(?:y|ies)|(?:Authorization|Egress|Ingress|Firewall|Isolation)Policy$|TrafficPermissions?$|Firewall(?:Rule)?$/i.test(
    kind,
  );
}

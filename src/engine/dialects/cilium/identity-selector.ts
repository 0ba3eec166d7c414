import type { CiliumSettings } from './settings.js';
import { ACCOUNT_KEY, CLUSTER_KEY, NAMESPACE_KEY, NAMESPACE_LABELS, type Term } from './identity-term.js';

/** A condition of a selector, written by the user or put there by Cilium. */
export type Condition =
  | { readonly kind: 'term'; readonly term: Term }
  /** The policy's own namespace, or any namespace: a pod and no special identity. */
  | { readonly kind: 'namespace'; readonly name: string | null }
  /** Pods of this cluster. */
  | { readonly kind: 'local' };

/**
 * What a selector may mean: each reading is a conjunction, and releases of Cilium differ in which is right. An identity
 * matches for certain when it matches in every reading.
 */
export type Readings = readonly (readonly Condition[])[];

const ANY_NAMESPACE: Condition = { kind: 'namespace', name: null };
const LOCAL: Condition = { kind: 'local' };

/**
 * The readings of a peer's selector: Cilium adds the policy's namespace, or that there is any, unless the selector
 * speaks about namespaces itself (semantics 04 §4).
 * @param own the policy's namespace; empty for cluster-wide policies
 */
export function readingsOfPeer(terms: readonly Term[], own: string, settings: CiliumSettings): Readings {
  const conditions = terms.map((term): Condition => ({ kind: 'term', term }));
  if (terms.some(({ source }) => source === 'reserved')) return [conditions];
  return withCluster(withNamespace(terms, conditions, own), terms, settings);
}

/** The readings of a subject's selector: a namespaced policy never leaves its namespace, whatever the selector says. */
export function readingsOfSubject(terms: readonly Term[], own: string): Readings {
  const kept =
    own === ''
      ? terms
      : terms.filter((term) => !(isAbout(NAMESPACE_KEY, term) && term.operator === 'In' && term.values.length === 1));
  const conditions = kept.map((term): Condition => ({ kind: 'term', term }));
  return [own === '' ? conditions : [...conditions, { kind: 'namespace', name: own }]];
}

/** Both conjunctions hold, as `fromRequires` wants it; without it in releases that dropped it. */
export function perhapsAlso(readings: Readings, required: readonly Condition[]): Readings {
  return [...readings, ...readings.map((reading) => [...reading, ...required])];
}

function withNamespace(terms: readonly Term[], conditions: readonly Condition[], own: string): Readings {
  const named = terms.filter((term) => isAbout(NAMESPACE_KEY, term));
  const labelled = terms.filter((term) => isAbout(NAMESPACE_LABELS, term));
  const anyNamespace = [...conditions, ANY_NAMESPACE];
  if (named.length > 0) {
    // Only the newest releases see that a negation alone would also match what has no namespace at all.
    return [...named, ...labelled].some(isPositive) ? [conditions] : [conditions, anyNamespace];
  }
  if (own === '') return [anyNamespace];
  const inOwn: readonly Condition[] = [...conditions, { kind: 'namespace', name: own }];
  if (labelled.length === 0) return [inOwn];
  return labelled.some(isPositive) ? [conditions, inOwn] : [conditions, inOwn, anyNamespace];
}

function withCluster(readings: Readings, terms: readonly Term[], { localByDefault }: CiliumSettings): Readings {
  if (localByDefault === false || terms.some((term) => isAbout(CLUSTER_KEY, term))) return readings;
  const local = readings.map((reading) => [...reading, LOCAL]);
  return localByDefault === true ? local : [...readings, ...local];
}

/** Is a term about a key, or about keys with a prefix that ends in a dot? Special identities carry none of them. */
export function isAbout(key: string, term: Term): boolean {
  if (term.source !== 'any' && term.source !== 'k8s') return false;
  return key.endsWith('.') ? term.key.startsWith(key) : term.key === key;
}

function isPositive({ operator }: Term): boolean {
  return operator === 'In' || operator === 'Exists';
}

/** Keys whose value on a pod is no label of the pod. */
export function isDerived({ key }: Term): boolean {
  return key === NAMESPACE_KEY || key === CLUSTER_KEY || key === ACCOUNT_KEY || key.startsWith(NAMESPACE_LABELS);
}

/** Canonical text of the readings. */
export function textOfReadings(readings: Readings): string {
  return readings.map((reading) => reading.map(textOf).sort().join(' & ')).join(' | ');
}

function textOf(condition: Condition): string {
  switch (condition.kind) {
    case 'term': {
      const { source, key, operator, values } = condition.term;
      return `${source}:${key} ${operator} ${values.join(',')}`;
    }
    case 'namespace':
      return condition.name === null ? 'in a namespace' : `in ${condition.name}`;
    case 'local':
      return 'local';
  }
}

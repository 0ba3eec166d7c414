import type { SelectorExpression } from './selector.js';

/** Labels Calico gives every pod and every object in a namespace (semantics 03 §2). */
export const NAMESPACE_LABEL = 'projectcalico.org/namespace';
/** The name of a pod's service account; absent when the name is too long for a label. */
export const SERVICE_ACCOUNT_LABEL = 'projectcalico.org/serviceaccount';
/** Always `k8s`. */
export const ORCHESTRATOR_LABEL = 'projectcalico.org/orchestrator';
/** What labels of namespaces are called on the endpoints that inherit them. */
export const NAMESPACE_PREFIX = 'pcns.';
/** What labels of service accounts are called on the endpoints that inherit them. */
export const SERVICE_ACCOUNT_PREFIX = 'pcsa.';

/**
 * A selector of namespaces (or service accounts) as a selector of endpoints: keys get the prefix of inherited labels,
 * `all()` means having one and `global()` having none.
 */
export function scoped(expression: SelectorExpression, prefix: string, owner: string): SelectorExpression {
  switch (expression.kind) {
    case 'all':
      return { kind: 'has', key: owner };
    case 'global':
      return { kind: 'not', inner: { kind: 'has', key: owner } };
    case 'has':
    case 'relation':
      return { ...expression, key: `${prefix}${expression.key}` };
    case 'not':
      return { kind: 'not', inner: scoped(expression.inner, prefix, owner) };
    case 'and':
    case 'or':
      return { ...expression, parts: expression.parts.map((part) => scoped(part, prefix, owner)) };
  }
}

/** Does `global()` occur? It is legal only where a rule selects namespaces. */
export function usesGlobal(expression: SelectorExpression): boolean {
  switch (expression.kind) {
    case 'global':
      return true;
    case 'not':
      return usesGlobal(expression.inner);
    case 'and':
    case 'or':
      return expression.parts.some(usesGlobal);
    default:
      return false;
  }
}

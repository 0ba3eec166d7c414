import { asRecord, member } from '../../model/json-value.js';
import { Selector } from '../../model/selector.js';
import type { PodSelection } from '../policy.js';
import type { ProblemList } from '../problem-list.js';
import { readLabelSelector } from '../read-label-selector.js';

/** `namespaces: <selector>`: every pod-network pod of the namespaces that match; null after its problem was reported. */
export function lowerNamespaces(raw: unknown, field: string, problems: ProblemList): PodSelection | null {
  const selector = readLabelSelector(raw, field, problems);
  return selector === null ? null : select(selector, Selector.everything);
}

/** `pods: {namespaceSelector, podSelector}`: both must match; null after its problem was reported. */
export function lowerPods(raw: unknown, field: string, problems: ProblemList): PodSelection | null {
  const record = asRecord(raw);
  const unknown = Object.keys(record ?? {}).filter((key) => key !== 'namespaceSelector' && key !== 'podSelector');
  if (record === undefined || unknown.length > 0) {
    const what = record === undefined ? 'not an object' : `unknown ${unknown.join(', ')}`;
    problems.error('POLICY.INVALID_SELECTOR', field, `${what}; write namespaceSelector and podSelector`);
    return null;
  }
  const namespaces = readLabelSelector(member(raw, 'namespaceSelector'), `${field}.namespaceSelector`, problems);
  const pods = readLabelSelector(member(raw, 'podSelector'), `${field}.podSelector`, problems);
  return namespaces === null || pods === null ? null : select(namespaces, pods);
}

/** Host-network pods are left out of subjects and peers alike (semantics 02 §2). */
function select(namespaces: Selector, pods: Selector): PodSelection {
  return { namespaces: { kind: 'matching', selector: namespaces }, pods, podNetworkOnly: true };
}

/** Every pod-network pod of the cluster. */
export const EVERY_POD: PodSelection = select(Selector.everything, Selector.everything);

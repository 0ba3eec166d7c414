import { asRecord, member } from '../../model/json-value.js';
import type { Requirement } from '../../model/selector.js';
import { labelKeyProblem, labelValueProblem } from '../../model/selector-syntax.js';
import type { ProblemList } from '../problem-list.js';

/** Keys under which identities carry what is not a label of the pod (semantics 04 §3). */
export const NAMESPACE_KEY = 'io.kubernetes.pod.namespace';
export const NAMESPACE_LABELS = 'io.cilium.k8s.namespace.labels.';
export const CLUSTER_KEY = 'io.cilium.k8s.policy.cluster';
export const ACCOUNT_KEY = 'io.cilium.k8s.policy.serviceaccount';
/** Marks pods of another cluster where several clusters are evaluated together. */
export const REMOTE_KEY = 'fenceline.io/remote-cluster';

/** One condition on an identity. */
export interface Term extends Requirement {
  /** Where the label must come from; `any` for keys without a source. */
  readonly source: string;
}

const OPERATORS: ReadonlySet<unknown> = new Set(['In', 'NotIn', 'Exists', 'DoesNotExist']);

/** Reads an EndpointSelector: a label selector whose keys may name a source. Null after problems were reported. */
export function readTerms(raw: unknown, field: string, problems: ProblemList): readonly Term[] | null {
  const selector = raw === undefined || raw === null ? {} : asRecord(raw);
  if (selector === undefined) return refuse(field, 'must be an object with matchLabels or matchExpressions', problems);
  const strange = Object.keys(selector).find((key) => key !== 'matchLabels' && key !== 'matchExpressions');
  if (strange !== undefined)
    return refuse(
      `${field}.${strange}`,
      `"${strange}" is not a field of a selector; did you mean matchLabels.${strange}?`,
      problems,
    );
  const labels = member(selector, 'matchLabels') ?? {};
  const expressions = member(selector, 'matchExpressions') ?? [];
  const map = asRecord(labels);
  if (map === undefined) return refuse(`${field}.matchLabels`, 'must be a map of label keys to values', problems);
  if (!Array.isArray(expressions)) return refuse(`${field}.matchExpressions`, 'must be a list', problems);
  const terms = [
    ...Object.entries(map).map(([key, value]) =>
      termOf({ key, operator: 'In', values: [value] }, `${field}.matchLabels.${key}`, problems),
    ),
    ...(expressions as readonly unknown[]).map((entry, index) =>
      termOf(asRecord(entry) ?? {}, `${field}.matchExpressions[${String(index)}]`, problems),
    ),
  ];
  return terms.includes(null) ? null : terms.filter((term) => term !== null);
}

function termOf(entry: Readonly<Record<string, unknown>>, field: string, problems: ProblemList): Term | null {
  const { key, operator, values = [] } = entry;
  const list: unknown[] | null = values === null ? [] : Array.isArray(values) ? values : null;
  if (typeof key !== 'string' || list === null || !OPERATORS.has(operator))
    return refuse(
      field,
      'must have a key, an operator (In, NotIn, Exists or DoesNotExist) and a list of values',
      problems,
    );
  const [, source = 'any', name = ''] = /^(?:([a-z0-9-]+):)?(.*)$/.exec(key) ?? [];
  const wrong = labelKeyProblem(nameOfNested(name));
  if (wrong !== null) return refuse(field, wrong, problems);
  const texts = list.filter((value) => typeof value === 'string');
  if (texts.length < list.length) return refuse(field, 'values must be strings; quote them', problems);
  const bad = texts.flatMap((text) => labelValueProblem(text) ?? []);
  if (bad[0] !== undefined) return refuse(field, bad[0], problems);
  const needsValues = operator === 'In' || operator === 'NotIn';
  if (needsValues !== texts.length > 0)
    return refuse(
      `${field}.values`,
      needsValues ? `${operator} needs at least one value` : `${String(operator)} takes no values`,
      problems,
    );
  return { source, key: name, operator: operator as Term['operator'], values: [...new Set(texts)].sort() };
}

/** A label of a namespace is written behind a prefix, slash and all. */
function nameOfNested(key: string): string {
  return key.startsWith(NAMESPACE_LABELS) ? key.slice(NAMESPACE_LABELS.length) : key;
}

function refuse(field: string, message: string, problems: ProblemList): null {
  problems.error('POLICY.INVALID_SELECTOR', field, message);
  return null;
}

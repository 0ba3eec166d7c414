import { type Requirement, Selector } from './selector.js';
import { type SelectorProblem, labelKeyProblem, labelValueProblem } from './selector-syntax.js';

/** A selector that was understood, or the reasons why the Kubernetes API would refuse it. */
export type ReadSelector =
  | { readonly selector: Selector; readonly problems: readonly [] }
  | { readonly selector: null; readonly problems: readonly SelectorProblem[] };

const FIELDS = new Set(['matchLabels', 'matchExpressions']);
const EXPRESSION_FIELDS = new Set(['key', 'operator', 'values']);

type Fields = Readonly<Record<string, unknown>>;

/**
 * Reads a metav1.LabelSelector. Null and missing read as `{}`; positions where absence means something else must not
 * call it. Anything the API would refuse makes the whole selector invalid: implementations differ on it (semantics 01 §3).
 */
export function readSelector(raw: unknown): ReadSelector {
  if (raw === undefined || raw === null) return { selector: Selector.everything, problems: [] };
  if (!isFields(raw))
    return {
      selector: null,
      problems: [{ field: '', message: 'must be an object with matchLabels or matchExpressions' }],
    };
  const problems: SelectorProblem[] = [];
  for (const field of Object.keys(raw)) {
    if (!FIELDS.has(field)) {
      problems.push({
        field: `.${field}`,
        message: `"${field}" is not a field of a label selector; did you mean matchLabels.${field}?`,
      });
    }
  }
  const requirements = [
    ...readMatchLabels(raw['matchLabels'], problems),
    ...readExpressions(raw['matchExpressions'], problems),
  ];
  return problems.length > 0 ? { selector: null, problems } : { selector: new Selector(requirements), problems: [] };
}

function readMatchLabels(raw: unknown, problems: SelectorProblem[]): Requirement[] {
  if (raw === undefined || raw === null) return [];
  if (!isFields(raw)) {
    problems.push({ field: '.matchLabels', message: 'must be a map of label keys to values' });
    return [];
  }
  return Object.entries(raw).map(([key, value]) => {
    const field = `.matchLabels.${key}`;
    checkKey(field, key, problems);
    checkValue(field, value, problems);
    return { key, operator: 'In', values: [asText(value)] };
  });
}

function readExpressions(raw: unknown, problems: SelectorProblem[]): Requirement[] {
  if (raw === undefined || raw === null) return [];
  if (!Array.isArray(raw)) {
    problems.push({ field: '.matchExpressions', message: 'must be a list' });
    return [];
  }
  return raw.flatMap(
    (expression: unknown, index) => readExpression(expression, `.matchExpressions[${String(index)}]`, problems) ?? [],
  );
}

function readExpression(raw: unknown, field: string, problems: SelectorProblem[]): Requirement | null {
  if (!isFields(raw)) {
    problems.push({ field, message: 'must be an object with key, operator and values' });
    return null;
  }
  for (const name of Object.keys(raw)) {
    if (!EXPRESSION_FIELDS.has(name))
      problems.push({ field: `${field}.${name}`, message: `"${name}" is not a field of a selector requirement` });
  }
  const { key, operator, values } = raw;
  checkKey(`${field}.key`, key, problems);
  const list: readonly unknown[] = Array.isArray(values) ? values : [];
  if (values !== undefined && values !== null && !Array.isArray(values))
    problems.push({ field: `${field}.values`, message: 'must be a list of strings' });
  switch (operator) {
    case 'In':
    case 'NotIn':
      if (list.length === 0)
        problems.push({ field: `${field}.values`, message: `${operator} needs at least one value` });
      list.forEach((value, index) => {
        checkValue(`${field}.values[${String(index)}]`, value, problems);
      });
      return { key: asText(key), operator, values: [...new Set(list.map(asText))].sort() };
    case 'Exists':
    case 'DoesNotExist':
      if (list.length > 0) problems.push({ field: `${field}.values`, message: `${operator} takes no values` });
      return { key: asText(key), operator, values: [] };
    default:
      problems.push({
        field: `${field}.operator`,
        message: `${operator === undefined ? 'nothing' : JSON.stringify(operator)} is not an operator; use In, NotIn, Exists or DoesNotExist`,
      });
      return null;
  }
}

function checkKey(field: string, key: unknown, problems: SelectorProblem[]): void {
  const message = typeof key === 'string' ? labelKeyProblem(key) : 'the label key must be a string';
  if (message !== null) problems.push({ field, message });
}

function checkValue(field: string, value: unknown, problems: SelectorProblem[]): void {
  const message =
    typeof value === 'string'
      ? labelValueProblem(value)
      : `${value === undefined ? 'nothing' : JSON.stringify(value)} must be a string; quote it`;
  if (message !== null) problems.push({ field, message });
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Text of a value that a problem already refuses when it is not a string. */
function asText(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

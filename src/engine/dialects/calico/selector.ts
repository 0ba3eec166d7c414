import type { RelationOperator } from './selector-tokens.js';

/** A parsed Calico selector (semantics 03 §3). */
export type SelectorExpression =
  | { readonly kind: 'all' | 'global' }
  | { readonly kind: 'has'; readonly key: string }
  | {
      readonly kind: 'relation';
      readonly key: string;
      readonly operator: RelationOperator;
      readonly values: readonly string[];
    }
  | { readonly kind: 'not'; readonly inner: SelectorExpression }
  | { readonly kind: 'and' | 'or'; readonly parts: readonly SelectorExpression[] };

/** The value of a label; undefined when it is absent, null when nobody could read it. */
export type LabelOf = (key: string) => string | undefined | null;

/** Matches everything. */
export const ALL: SelectorExpression = { kind: 'all' };

/** `==` for one value, `in` for several. */
export function labelIn(key: string, values: readonly string[]): SelectorExpression {
  const sorted = [...new Set(values)].sort();
  return { kind: 'relation', key, operator: sorted.length === 1 ? '==' : 'in', values: sorted };
}

/** Every part must match; one part stands for itself, none matches everything. */
export function allOf(parts: readonly SelectorExpression[]): SelectorExpression {
  const [first, ...rest] = parts.filter(({ kind }) => kind !== 'all');
  if (first === undefined) return ALL;
  return rest.length === 0 ? first : { kind: 'and', parts: [first, ...rest] };
}

/** One text for one expression: equal texts match alike. Keys never hold spaces or quotes, values are quoted as JSON. */
export function textOf(expression: SelectorExpression): string {
  switch (expression.kind) {
    case 'all':
    case 'global':
      return `${expression.kind}()`;
    case 'has':
      return `has(${expression.key})`;
    case 'relation':
      return `${expression.key} ${expression.operator} ${JSON.stringify(expression.values)}`;
    case 'not':
      return `!${textOf(expression.inner)}`;
    case 'and':
      return `(${expression.parts.map(textOf).join(' && ')})`;
    case 'or':
      return `(${expression.parts.map(textOf).join(' || ')})`;
  }
}

/** Does an endpoint with these labels match? Undefined: a label that decides could not be read. */
export function evaluate(expression: SelectorExpression, labelOf: LabelOf): boolean | undefined {
  switch (expression.kind) {
    case 'all':
      return true;
    case 'global':
      return false;
    case 'has': {
      const value = labelOf(expression.key);
      return value === null ? undefined : value !== undefined;
    }
    case 'relation': {
      const value = labelOf(expression.key);
      return value === null ? undefined : relates(expression.operator, value, expression.values);
    }
    case 'not': {
      const inner = evaluate(expression.inner, labelOf);
      return inner === undefined ? undefined : !inner;
    }
    case 'and':
      return every(expression.parts.map((part) => evaluate(part, labelOf)));
    case 'or': {
      const none = every(
        expression.parts.map((part) => {
          const answer = evaluate(part, labelOf);
          return answer === undefined ? undefined : !answer;
        }),
      );
      return none === undefined ? undefined : !none;
    }
  }
}

/** Absent labels meet only the negative relations. */
function relates(operator: RelationOperator, value: string | undefined, values: readonly string[]): boolean {
  switch (operator) {
    case '==':
    case 'in':
      return value !== undefined && values.includes(value);
    case '!=':
    case 'not in':
      return value === undefined || !values.includes(value);
    case 'contains':
      return value?.includes(values[0] ?? '') === true;
    case 'starts with':
      return value?.startsWith(values[0] ?? '') === true;
    case 'ends with':
      return value?.endsWith(values[0] ?? '') === true;
  }
}

function every(answers: readonly (boolean | undefined)[]): boolean | undefined {
  if (answers.includes(false)) return false;
  return answers.includes(undefined) ? undefined : true;
}

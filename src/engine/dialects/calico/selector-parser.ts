import type { SelectorExpression } from './selector.js';
import { type SelectorError, type SelectorToken, selectorTokens } from './selector-tokens.js';

/** Deeper nesting than any person writes; it keeps hostile texts from exhausting the stack. */
const MAX_DEPTH = 100;

/** Parses a selector (semantics 03 §3); the empty text matches everything. */
export function parseSelector(text: string): SelectorExpression | SelectorError {
  const tokens = selectorTokens(text);
  if ('message' in tokens) return tokens;
  if (tokens.length === 0) return { kind: 'all' };
  const parser = new Parser(tokens, text.length);
  const expression = parser.either(0);
  return parser.error ?? expression;
}

/** Recursive descent; after the first error the rest is read on without meaning. */
class Parser {
  error: SelectorError | undefined;
  #next = 0;

  constructor(
    private readonly tokens: readonly SelectorToken[],
    private readonly end: number,
  ) {}

  /** `a || b`; at the outermost level nothing may follow. */
  either(depth: number): SelectorExpression {
    const parts = [this.#both(depth)];
    while (this.#take('||') !== undefined) parts.push(this.#both(depth));
    if (depth === 0 && this.#next < this.tokens.length) this.#fail('expected && or || or the end');
    return joined('or', parts);
  }

  #both(depth: number): SelectorExpression {
    const parts = [this.#negated(depth)];
    while (this.#take('&&') !== undefined) parts.push(this.#negated(depth));
    return joined('and', parts);
  }

  #negated(depth: number): SelectorExpression {
    let isNegative = false;
    while (this.#take('!') !== undefined) isNegative = !isNegative;
    const inner = this.#plain(depth);
    return isNegative ? { kind: 'not', inner } : inner;
  }

  #plain(depth: number): SelectorExpression {
    const token = this.#peek();
    this.#next++;
    switch (token?.kind) {
      case 'all':
      case 'global':
        return { kind: token.kind };
      case 'has':
        return { kind: 'has', key: token.text };
      case 'key':
        return this.#relation(token.text);
      case '(': {
        if (depth >= MAX_DEPTH) return this.#fail('it is nested too deeply');
        const inner = this.either(depth + 1);
        if (this.#take(')') === undefined) this.#fail('expected )');
        return inner;
      }
      default:
        this.#next--;
        return this.#fail('expected all(), has(key), ( or a label');
    }
  }

  #relation(key: string): SelectorExpression {
    const relation = this.#take('relation');
    if (relation?.kind !== 'relation')
      return this.#fail('expected ==, !=, in, not in, contains, starts with or ends with');
    const { operator } = relation;
    if (operator === 'in' || operator === 'not in') {
      return { kind: 'relation', key, operator, values: [...new Set(this.#list())].sort() };
    }
    return { kind: 'relation', key, operator, values: [this.#value()] };
  }

  #list(): string[] {
    const values: string[] = [];
    if (this.#take('{') === undefined) this.#fail('expected {');
    while (this.error === undefined && this.#take('}') === undefined) {
      values.push(this.#value());
      if (this.#take(',') === undefined && this.#peek()?.kind !== '}') this.#fail('expected , or }');
    }
    return values;
  }

  #value(): string {
    const token = this.#take('value');
    if (token?.kind === 'value') return token.text;
    this.#fail('expected a text in quotes');
    return '';
  }

  #peek(): SelectorToken | undefined {
    return this.error === undefined ? this.tokens[this.#next] : undefined;
  }

  #take(kind: SelectorToken['kind']): SelectorToken | undefined {
    const token = this.#peek();
    if (token?.kind !== kind) return undefined;
    this.#next++;
    return token;
  }

  #fail(message: string): SelectorExpression {
    this.error ??= { at: this.tokens[this.#next]?.at ?? this.end, message };
    return { kind: 'all' };
  }
}

function joined(kind: 'and' | 'or', parts: readonly SelectorExpression[]): SelectorExpression {
  const [only] = parts;
  return only !== undefined && parts.length === 1 ? only : { kind, parts };
}

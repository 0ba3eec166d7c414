/** A piece of a Calico selector. `relation` tokens carry the operator, `value` tokens the text between quotes. */
export type SelectorToken =
  | { readonly kind: 'all' | 'global' | '!' | '(' | ')' | '{' | '}' | ',' | '&&' | '||'; readonly at: number }
  | { readonly kind: 'has' | 'key' | 'value'; readonly text: string; readonly at: number }
  | { readonly kind: 'relation'; readonly operator: RelationOperator; readonly at: number };

/** What a label is compared by. */
export type RelationOperator = '==' | '!=' | 'in' | 'not in' | 'contains' | 'starts with' | 'ends with';

/** Why a text is no selector, at a 0-based position. */
export interface SelectorError {
  readonly at: number;
  readonly message: string;
}

const KEY = String.raw`[\w./-]{1,512}`;

/** After a key only a relation may stand, so labels called `in` or `contains` stay ordinary labels. */
const RELATIONS: readonly (readonly [RegExp, RelationOperator])[] = [
  [/==/y, '=='],
  [/!=/y, '!='],
  [/in\b/y, 'in'],
  [/not[ \t]*in\b/y, 'not in'],
  [/contains/y, 'contains'],
  [/starts[ \t]*with/y, 'starts with'],
  [/ends[ \t]*with/y, 'ends with'],
];

const HAS = new RegExp(`has\\([ \\t]*(${KEY})[ \\t]*\\)`, 'y');
const ALL = /all\([ \t]*\)/y;
const GLOBAL = /global\([ \t]*\)/y;
const SIGN = /&&|\|\||[!(){},]/y;
const TEXT = /"([^"]*)"|'([^']*)'/y;
const NAME = new RegExp(KEY, 'y');

/** Cuts a selector into tokens (semantics 03 §3). Only spaces and tabs separate them. */
export function selectorTokens(text: string): readonly SelectorToken[] | SelectorError {
  const tokens: SelectorToken[] = [];
  let at = 0;
  for (;;) {
    while (text[at] === ' ' || text[at] === '\t') at++;
    if (at >= text.length) return tokens;
    const found = tokens.at(-1)?.kind === 'key' ? relationAt(text, at) : tokenAt(text, at);
    if (found === undefined) return { at, message: `"${text.slice(at, at + 20)}" cannot stand there` };
    tokens.push(found.token);
    at = found.end;
  }
}

interface Found {
  readonly token: SelectorToken;
  readonly end: number;
}

function relationAt(text: string, at: number): Found | undefined {
  for (const [pattern, operator] of RELATIONS) {
    const match = matchAt(pattern, text, at);
    if (match !== null) return { token: { kind: 'relation', operator, at }, end: at + match[0].length };
  }
  return undefined;
}

function tokenAt(text: string, at: number): Found | undefined {
  const has = matchAt(HAS, text, at);
  if (has !== null) return { token: { kind: 'has', text: has[1] ?? '', at }, end: at + has[0].length };
  const all = matchAt(ALL, text, at);
  if (all !== null) return { token: { kind: 'all', at }, end: at + all[0].length };
  const global = matchAt(GLOBAL, text, at);
  if (global !== null) return { token: { kind: 'global', at }, end: at + global[0].length };
  const quoted = matchAt(TEXT, text, at);
  if (quoted !== null)
    return { token: { kind: 'value', text: quoted[1] ?? quoted[2] ?? '', at }, end: at + quoted[0].length };
  const sign = matchAt(SIGN, text, at);
  if (sign !== null) return { token: { kind: sign[0] as '!', at }, end: at + sign[0].length };
  const name = matchAt(NAME, text, at);
  if (name !== null) return { token: { kind: 'key', text: name[0], at }, end: at + name[0].length };
  return undefined;
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

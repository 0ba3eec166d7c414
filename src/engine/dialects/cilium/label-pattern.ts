/** Longest pattern and most repetitions that are read; more would make matching slow. */
const MAX_LENGTH = 256;
const MAX_REPEATS = 4;

interface Token {
  /** Null stands for any character. */
  readonly character: string | null;
  readonly repeats: boolean;
}

/**
 * A pattern of Cilium's label filter: a regular expression anchored at the beginning of a label's key. Only plain and
 * escaped characters, `.` and `*` are understood, which every documented filter is made of.
 */
export class LabelPattern {
  private constructor(
    private readonly tokens: readonly Token[],
    private readonly isAnchored: boolean,
  ) {}

  /** Undefined when the pattern says more than is understood. */
  static read(text: string): LabelPattern | undefined {
    if (text.length > MAX_LENGTH) return undefined;
    const body = text.replace(/^\^/, '').replace(/\$$/, '');
    const tokens: Token[] = [];
    for (let at = 0; at < body.length;) {
      const [found, escaped, plain, star] = /^(?:\\([^\w\s])|([^\\[\](){}+?|^$*]))(\*?)/.exec(body.slice(at)) ?? [];
      if (found === undefined) return undefined;
      const character = escaped ?? (plain === '.' ? null : (plain ?? ''));
      tokens.push({ character, repeats: star === '*' });
      at += found.length;
    }
    if (tokens.filter(({ repeats }) => repeats).length > MAX_REPEATS) return undefined;
    return new LabelPattern(tokens, text.endsWith('$') && !text.endsWith('\\$'));
  }

  /** Length of the part of a key that matches, greedily; undefined when none does. */
  match(key: string): number | undefined {
    return this.#matchFrom(key, 0, 0);
  }

  #matchFrom(key: string, at: number, token: number): number | undefined {
    const next = this.tokens[token];
    if (next === undefined) return this.isAnchored && at < key.length ? undefined : at;
    const fits = (position: number): boolean =>
      position < key.length && (next.character === null || key[position] === next.character);
    if (!next.repeats) return fits(at) ? this.#matchFrom(key, at + 1, token + 1) : undefined;
    let end = at;
    while (fits(end)) end++;
    for (; end >= at; end--) {
      const length = this.#matchFrom(key, end, token + 1);
      if (length !== undefined) return length;
    }
    return undefined;
  }
}

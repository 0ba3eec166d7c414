import fc from 'fast-check';

/** A selector as text for the engine, and as a function the oracle trusts: it never parses anything. */
export interface OracleSelector {
  readonly text: string;
  readonly holds: (labels: ReadonlyMap<string, string>) => boolean;
}

const space = fc.constantFrom('', ' ', '\t ');

function quoted(value: string, double: boolean): string {
  return double ? `"${value}"` : `'${value}'`;
}

/** Selectors over some keys and values, spelt in many ways. */
export function selectors(
  keys: readonly string[],
  values: readonly string[],
  withAll = false,
): fc.Arbitrary<OracleSelector> {
  const key = fc.constantFrom(...keys);
  const value = fc.constantFrom(...values);
  const has = fc
    .tuple(key, space)
    .map(([name, gap]): OracleSelector => ({ text: `has(${gap}${name}${gap})`, holds: (labels) => labels.has(name) }));
  const compare = fc
    .tuple(key, value, fc.boolean(), fc.boolean(), space)
    .map(([name, wanted, negative, double, gap]): OracleSelector => ({
      text: `${name}${gap}${negative ? '!=' : '=='}${gap}${quoted(wanted, double)}`,
      holds: (labels) => (labels.get(name) === wanted) !== negative,
    }));
  const list = fc
    .tuple(key, fc.uniqueArray(value, { maxLength: 3 }), fc.boolean(), fc.boolean(), space)
    .map(([name, wanted, negative, trailing, gap]): OracleSelector => {
      const items = wanted.map((item) => quoted(item, trailing)).join(`${gap},`);
      return {
        text: `${name} ${negative ? 'not in' : 'in'}${gap}{${gap}${items}${trailing && wanted.length > 0 ? ',' : ''}}`,
        holds: (labels) => wanted.some((item) => labels.get(name) === item) !== negative,
      };
    });
  const part = fc
    .tuple(key, value, fc.constantFrom('contains', 'starts with', 'ends with', 'startswith'))
    .map(([name, wanted, relation]): OracleSelector => {
      const piece =
        relation === 'contains'
          ? wanted.slice(1)
          : relation.startsWith('start')
            ? wanted.slice(0, 1)
            : wanted.slice(-1);
      const pattern =
        relation === 'contains'
          ? new RegExp(piece)
          : relation.startsWith('start')
            ? new RegExp(`^${piece}`)
            : new RegExp(`${piece}$`);
      return {
        text: `${name} ${relation} '${piece}'`,
        holds: (labels) => labels.has(name) && pattern.test(labels.get(name) ?? ''),
      };
    });
  const all = space.map((gap): OracleSelector => ({ text: `all(${gap})`, holds: () => true }));
  const simple = fc.oneof({ weight: 4, arbitrary: compare }, has, list, part, ...(withAll ? [all] : []));
  const negated = fc.tuple(simple, space).map(([inner, gap]): OracleSelector => ({
    text: `!${gap}(${inner.text})`,
    holds: (labels) => !inner.holds(labels),
  }));
  const both = fc.tuple(simple, simple, space).map(([a, b, gap]): OracleSelector => ({
    text: `${a.text}${gap}&&${gap}${b.text}`,
    holds: (labels) => a.holds(labels) && b.holds(labels),
  }));
  const either = fc.tuple(both, simple, space).map(([a, b, gap]): OracleSelector => ({
    text: `${a.text}${gap}||${gap}${b.text}`,
    holds: (labels) => a.holds(labels) || b.holds(labels),
  }));
  return fc.oneof({ weight: 6, arbitrary: simple }, negated, both, either);
}

/**
 * Reads a label selector as `kubectl -l` writes it: `a=b`, `a==b`, `a!=b`, `a in (x,y)`, `a notin (x)`, `a`, `!a`, joined by commas.
 * @returns undefined when it is written in another way.
 */
export function parseLabelSelector(text: string): ((labels: Readonly<Record<string, string>>) => boolean) | undefined {
  const terms = text.trim() === '' ? [] : text.split(/,(?![^(]*\))/);
  const tests = terms.map((term) => parseTerm(term.trim()));
  if (tests.includes(undefined)) return undefined;
  return (labels) => tests.every((test) => test?.(new Map(Object.entries(labels))) === true);
}

type Test = (labels: ReadonlyMap<string, string>) => boolean;

function parseTerm(term: string): Test | undefined {
  const set = /^([\w./-]+) +(in|notin) +\(([^()]*)\)$/.exec(term);
  if (set !== null) {
    const [, key = '', operator, list = ''] = set;
    const values = new Set(list.split(',').map((value) => value.trim()));
    return (labels) => (operator === 'in') === (labels.has(key) && values.has(labels.get(key) ?? ''));
  }
  const equality = /^([\w./-]+) *(==?|!=) *([\w.-]*)$/.exec(term);
  if (equality !== null) {
    const [, key = '', operator, value] = equality;
    return (labels) => (operator === '!=') !== (labels.get(key) === value);
  }
  const existence = /^(!?) *([\w./-]+)$/.exec(term);
  if (existence === null) return undefined;
  const [, not, key = ''] = existence;
  return (labels) => labels.has(key) === (not === '');
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- plain objects of a test
type Json = any;

export const NS = 'io.kubernetes.pod.namespace';
export const NSL = 'io.cilium.k8s.namespace.labels.';

/** One condition of a selector. */
export interface Term {
  readonly key: string;
  readonly operator: string;
  readonly values: readonly string[];
}

export function termsOf(selector: Json): Term[] {
  return [
    ...Object.entries(selector?.matchLabels ?? {}).map(([key, value]) => ({
      key,
      operator: 'In',
      values: [String(value)],
    })),
    ...(selector?.matchExpressions ?? []).map((entry: Json) => ({ ...entry, values: entry.values ?? [] })),
  ];
}

export function bare(key: string): string {
  return key.replace(/^(?:k8s|any|reserved):/, '');
}

export function isFiltered(key: string): boolean {
  return /^(?:k8s\.io|io\.kubernetes|kubernetes\.io|pod-template-hash)/.test(key) && key !== NS;
}

export function holds({ operator, values }: Term, value: string | undefined): boolean {
  switch (operator) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    default:
      return value === undefined;
  }
}

export function hasL7(entry: Json): boolean {
  return [entry.rules?.http, entry.rules?.dns, entry.serverNames].some((list) => (list ?? []).length > 0);
}

/** Whole octets and hextets are enough for the blocks that tests use. */
export function inBlock(ip: string, cidr: string): boolean {
  const [base = '', length = ip.includes(':') ? '128' : '32'] = cidr.split('/');
  if (base.includes(':') !== ip.includes(':')) return false;
  const bits = (text: string): string =>
    text.includes(':')
      ? bits6(text)
      : text
          .split('.')
          .map((part) => Number(part).toString(2).padStart(8, '0'))
          .join('');
  return bits(ip).slice(0, Number(length)) === bits(base).slice(0, Number(length));
}

function bits6(text: string): string {
  const [head = '', tail = ''] = text.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === '' ? [] : tail.split(':');
  const middle = Array.from({ length: 8 - left.length - right.length }, () => '0');
  return [...left, ...middle, ...right].map((part) => Number.parseInt(part, 16).toString(2).padStart(16, '0')).join('');
}

import { asList, asRecord } from './json-value.js';

/** Fields a schema knows: `any` takes every value, a list describes its items, an object its members. */
type Shape = 'any' | readonly [Shape] | { readonly [field: string]: Shape };

const SELECTOR: Shape = { matchLabels: 'any', matchExpressions: [{ key: 'any', operator: 'any', values: 'any' }] };
const PEER: Shape = {
  podSelector: SELECTOR,
  namespaceSelector: SELECTOR,
  ipBlock: { cidr: 'any', except: 'any' },
};
const PORT: Shape = { protocol: 'any', port: 'any', endPort: 'any' };
const SPEC: Shape = {
  podSelector: SELECTOR,
  policyTypes: 'any',
  ingress: [{ from: [PEER], ports: [PORT] }],
  egress: [{ to: [PEER], ports: [PORT] }],
};

/**
 * Paths of fields in a NetworkPolicy's spec that networking.k8s.io/v1 does not have, in document order.
 * The API server drops such fields, so a policy that carries them does less or something else than its text says.
 */
export function unknownSpecFields(spec: unknown): readonly string[] {
  const found: string[] = [];
  collect(spec, SPEC, 'spec', found);
  return found;
}

/**
 * The spec as the API server stores it: fields the schema does not have are gone, everything else is untouched, right
 * or wrong.
 */
export function prunedSpec(spec: unknown): unknown {
  return prune(spec, SPEC);
}

function prune(value: unknown, shape: Shape): unknown {
  if (shape === 'any') return value;
  if (isList(shape)) return Array.isArray(value) ? value.map((item) => prune(item, shape[0])) : value;
  const record = asRecord(value);
  if (record === undefined) return value;
  return Object.fromEntries(
    Object.entries(record).flatMap(([key, item]): [string, unknown][] => {
      const field = Object.hasOwn(shape, key) ? shape[key] : undefined;
      return field === undefined ? [] : [[key, prune(item, field)]];
    }),
  );
}

function collect(value: unknown, shape: Shape, path: string, found: string[]): void {
  if (shape === 'any') return;
  if (isList(shape)) {
    asList(value).forEach((item, index) => {
      collect(item, shape[0], `${path}[${String(index)}]`, found);
    });
    return;
  }
  for (const [key, item] of Object.entries(asRecord(value) ?? {})) {
    const field = Object.hasOwn(shape, key) ? shape[key] : undefined;
    if (field === undefined) found.push(`${path}.${key}`);
    else collect(item, field, `${path}.${key}`, found);
  }
}

function isList(shape: Exclude<Shape, 'any'>): shape is readonly [Shape] {
  return Array.isArray(shape);
}

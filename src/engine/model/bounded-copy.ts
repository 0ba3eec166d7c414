/** Deepest nesting an object may have; the largest Kubernetes schemas stay below 30 levels. */
export const MAX_OBJECT_DEPTH = 50;

/** Returned when a value is nested deeper than {@link MAX_OBJECT_DEPTH}. */
export const TOO_DEEP: unique symbol = Symbol('nested too deep');

/**
 * Copies JSON data so that nothing of the original document stays reachable, leaving out the members named in `without`
 * at every level. Other values than JSON's become null. Keys such as `__proto__` are copied as ordinary members.
 */
export function boundedCopy(value: unknown, without?: ReadonlySet<string>, depth = 0): unknown {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value !== 'object') return null;
  if (depth >= MAX_OBJECT_DEPTH) return TOO_DEEP;
  return Array.isArray(value) ? copyList(value, without, depth + 1) : copyRecord(value, without, depth + 1);
}

function copyList(list: readonly unknown[], without: ReadonlySet<string> | undefined, depth: number): unknown {
  const copy: unknown[] = [];
  for (const item of list) {
    const copied = boundedCopy(item, without, depth);
    if (copied === TOO_DEEP) return TOO_DEEP;
    copy.push(copied);
  }
  return copy;
}

function copyRecord(record: object, without: ReadonlySet<string> | undefined, depth: number): unknown {
  const copy: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(record)) {
    if (item === undefined || without?.has(key) === true) continue;
    const copied = boundedCopy(item, without, depth);
    if (copied === TOO_DEEP) return TOO_DEEP;
    if (key === '__proto__') {
      Object.defineProperty(copy, key, { value: copied, enumerable: true, configurable: true, writable: true });
    } else copy[key] = copied;
  }
  return copy;
}

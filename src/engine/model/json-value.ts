/** A JSON object whose members have not been judged yet. */
export type JsonRecord = Readonly<Record<string, unknown>>;

/** The value when it is a JSON object, otherwise undefined. Arrays are not objects here. */
export function asRecord(value: unknown): JsonRecord | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonRecord) : undefined;
}

/** The own member `key` of an object; inherited names such as `constructor` never answer. */
export function member(value: unknown, key: string): unknown {
  const record = asRecord(value);
  return record !== undefined && Object.hasOwn(record, key) ? record[key] : undefined;
}

/** Follows `path` through nested objects. */
export function memberAt(value: unknown, ...path: readonly string[]): unknown {
  let current = value;
  for (const key of path) current = member(current, key);
  return current;
}

/** The value when it is a list, otherwise the empty list. */
export function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as readonly unknown[]) : [];
}

/** The value when it is a non-empty string, otherwise undefined. */
export function asText(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** The value when it is an integer, otherwise undefined. */
export function asInteger(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isInteger(value) ? value : undefined;
}

/** The value when it is a port number (1…65535), otherwise undefined. */
export function asPort(value: unknown): number | undefined {
  const port = asInteger(value);
  return port !== undefined && port >= 1 && port <= 65_535 ? port : undefined;
}

const YES = new Set(['y', 'Y', 'yes', 'Yes', 'YES', 'on', 'On', 'ON', 'true', 'True', 'TRUE']);
const NO = new Set(['n', 'N', 'no', 'No', 'NO', 'off', 'Off', 'OFF', 'false', 'False', 'FALSE']);

/** A boolean field. YAML 1.1 spellings count, because kubectl reads manifests as YAML 1.1. */
export function asBoolean(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value;
  if (typeof value !== 'string') return undefined;
  if (YES.has(value)) return true;
  return NO.has(value) ? false : undefined;
}

/** The string members of an object, sorted by key; members of other types are left out. */
export function asStringMap(value: unknown): ReadonlyMap<string, string> {
  const record = asRecord(value);
  if (record === undefined) return new Map();
  const entries = Object.entries(record).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return new Map(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/**
 * A dictionary without a prototype, sorted by key. Labels named `constructor` or `__proto__` stay ordinary labels.
 */
export function asStringRecord(value: unknown): Readonly<Record<string, string>> {
  return recordOf(asStringMap(value));
}

/**
 * Labels as written: numbers and booleans become texts, because that is what their author meant; the reader of manifests
 * reports them, and an API server never returns them.
 */
export function asLabels(value: unknown): Readonly<Record<string, string>> {
  const texts = Object.entries(asRecord(value) ?? {}).map(([key, item]): [string, unknown] => [
    key,
    typeof item === 'number' || typeof item === 'boolean' ? String(item) : item,
  ]);
  return asStringRecord(Object.fromEntries(texts));
}

/** A dictionary without a prototype holding the entries of a map, in its order. */
export function recordOf(entries: Iterable<readonly [string, string]>): Readonly<Record<string, string>> {
  const record = Object.create(null) as Record<string, string>;
  for (const [key, value] of entries) record[key] = value;
  return record;
}

/** The strings of a list; other items are left out. */
export function asTextList(value: unknown): readonly string[] {
  return asList(value).filter((item): item is string => typeof item === 'string' && item !== '');
}

/** Orders by UTF-16 code units, independent of the machine's locale. */
export function byText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

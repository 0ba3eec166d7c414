import { asRecord } from '../../model/json-value.js';

/**
 * What stands where the API wants exactly one of several members. `none`: not one known member is set, as when an older
 * CRD has dropped a newer one. `mixed`: several are set, or unknown ones beside a known one. `malformed`: no object.
 */
export type Choice =
  | { readonly kind: 'one'; readonly name: string; readonly value: unknown }
  | { readonly kind: 'none' | 'mixed'; readonly names: readonly string[] }
  | { readonly kind: 'malformed' };

/** Reads a "one of these members" object; null members count as not set, as for the API server. */
export function choose(raw: unknown, known: readonly string[]): Choice {
  const record = asRecord(raw);
  if (record === undefined) return { kind: 'malformed' };
  const names = Object.keys(record).filter((name) => record[name] !== null && record[name] !== undefined);
  const [name] = names.filter((candidate) => known.includes(candidate));
  if (name === undefined) return { kind: 'none', names };
  return names.length === 1 ? { kind: 'one', name, value: record[name] } : { kind: 'mixed', names };
}

/** What was found instead of exactly one of the members, for a message. */
export function foundInstead(choice: Choice, known: readonly string[]): string {
  const wanted = `set exactly one of ${known.join(', ')}`;
  switch (choice.kind) {
    case 'one':
      return wanted;
    case 'malformed':
      return `not an object; ${wanted}`;
    case 'none':
      return choice.names.length === 0 ? `nothing is set; ${wanted}` : `unknown ${choice.names.join(', ')}; ${wanted}`;
    case 'mixed':
      return `${choice.names.join(', ')} are set together; ${wanted}`;
  }
}

import { canonicalJson } from '#src/lib/canonical-json.js';

/** Escapes PostgreSQL's jsonb refuses: U+0000 and halves of surrogate pairs. May match an escaped backslash; see below. */
const SUSPECT = /\\u(?:0000|d[89a-f])/i;
const REFUSED = /\0|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;

/**
 * Canonical JSON text that jsonb accepts. Characters it cannot hold (U+0000, unpaired surrogates) become U+FFFD, in
 * keys too; Kubernetes accepts them in no name, so only hostile or broken input changes.
 */
export function storableJson(value: unknown): string {
  const text = canonicalJson(value);
  return SUSPECT.test(text) ? canonicalJson(mend(value)) : text;
}

/** Text that a PostgreSQL `text` column accepts. */
export function storableText(text: string): string {
  return text.replace(REFUSED, '\uFFFD');
}

function mend(value: unknown): unknown {
  if (typeof value === 'string') return storableText(value);
  if (Array.isArray(value)) return value.map(mend);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [storableText(key), mend(member)]));
}

import { asRecord, asText, member, memberAt } from './json-value.js';
import { unknownSpecFields } from './network-policy-fields.js';

/** What the author of a policy wrote, as far as it differs from what the API server kept. Holds no values, only field paths. */
export interface PolicyIntent {
  /** Paths of fields that were written but that the schema does not have, e.g. `spec.matchLabels`. Never empty. */
  readonly unknownSpecKeys: readonly string[];
}

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';
const MAX_TEXT = 262_144;
const MAX_KEYS = 100;
const MAX_KEY = 512;

/**
 * Compares what the author wrote with the schema (control SEG-NP-007): the object itself, when it comes from a manifest,
 * and the manifest `kubectl apply` last sent. That annotation may carry secrets and is never kept.
 * Undefined when nothing was written in vain.
 */
export function readPolicyIntent(object: unknown): PolicyIntent | undefined {
  const text = asText(member(memberAt(object, 'metadata', 'annotations'), LAST_APPLIED));
  const applied = text === undefined || text.length > MAX_TEXT ? undefined : parse(text);
  const kept = intentOf(object)?.unknownSpecKeys ?? [];
  const written = [member(object, 'spec'), member(applied, 'spec')].flatMap(unknownSpecFields);
  return bounded([...new Set([...kept, ...written])]);
}

/** The intent kept on a projected object, when there is one. */
export function intentOf(object: unknown): PolicyIntent | undefined {
  const keys = memberAt(object, 'intent', 'unknownSpecKeys');
  return Array.isArray(keys) ? bounded(keys.filter((key): key is string => typeof key === 'string')) : undefined;
}

function bounded(keys: readonly string[]): PolicyIntent | undefined {
  return keys.length === 0
    ? undefined
    : { unknownSpecKeys: keys.slice(0, MAX_KEYS).map((key) => key.slice(0, MAX_KEY)) };
}

function parse(text: string): unknown {
  try {
    return asRecord(JSON.parse(text));
  } catch {
    return undefined;
  }
}

import { asRecord, asText, member, memberAt } from './json-value.js';
import { unknownSpecFields } from './network-policy-fields.js';

/** What the author of a policy wrote, as far as it differs from what the API server kept. Holds no values, only field paths. */
export interface PolicyIntent {
  /** Paths of fields that were written but that the schema does not have, e.g. `spec.matchLabels`. Never empty. */
  readonly unknownSpecKeys: readonly string[];
}

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';
const MAX_TEXT = 262_144;

/**
 * Compares the manifest `kubectl apply` last sent with the schema (control SEG-NP-007). The annotation itself may carry
 * secrets and is never kept. Undefined when the annotation is missing, unreadable or says nothing more than the object.
 */
export function readPolicyIntent(object: unknown): PolicyIntent | undefined {
  const text = asText(member(memberAt(object, 'metadata', 'annotations'), LAST_APPLIED));
  if (text === undefined || text.length > MAX_TEXT) return undefined;
  const unknownSpecKeys = unknownSpecFields(member(parse(text), 'spec'));
  return unknownSpecKeys.length === 0
    ? undefined
    : { unknownSpecKeys: unknownSpecKeys.slice(0, 100).map((key) => key.slice(0, 512)) };
}

/** The intent kept on a projected object, when there is one. */
export function intentOf(object: unknown): PolicyIntent | undefined {
  const keys = memberAt(object, 'intent', 'unknownSpecKeys');
  if (!Array.isArray(keys)) return undefined;
  const texts = keys.filter((key): key is string => typeof key === 'string').map((key) => key.slice(0, 512));
  return texts.length === 0 ? undefined : { unknownSpecKeys: texts.slice(0, 100) };
}

function parse(text: string): unknown {
  try {
    return asRecord(JSON.parse(text));
  } catch {
    return undefined;
  }
}

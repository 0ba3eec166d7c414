import type { RawObject } from './raw-object.js';

/** Members that say what an object is and how it fares, never what it selects. */
const IDENTITY = new Set(['apiVersion', 'kind', 'metadata', 'status', 'source']);

/**
 * Which of the label keys some object mentions, as a key or inside a text, anywhere but in its own identity and status.
 * Knows nothing of any policy language, so selectors of unknown kinds count too.
 */
export function mentionedIn(objects: Iterable<RawObject>, keys: ReadonlySet<string>): ReadonlySet<string> {
  const wanted = new Set(keys);
  for (const object of objects) {
    if (wanted.size === 0) break;
    for (const [field, value] of Object.entries(object)) if (!IDENTITY.has(field)) removeMentioned(value, wanted);
  }
  return new Set([...keys].filter((key) => !wanted.has(key)));
}

/** Walks with its own stack, so that no nesting depth can exhaust the call stack. */
function removeMentioned(root: unknown, wanted: Set<string>): void {
  const stack: unknown[] = [root];
  while (stack.length > 0) {
    const value = stack.pop();
    if (typeof value === 'string') removeFrom(value, wanted);
    else if (Array.isArray(value)) {
      for (const item of value as readonly unknown[]) stack.push(item);
    } else if (typeof value === 'object' && value !== null) {
      for (const [key, item] of Object.entries(value)) {
        removeFrom(key, wanted);
        stack.push(item);
      }
    }
  }
}

function removeFrom(text: string, wanted: Set<string>): void {
  for (const key of wanted) if (text.includes(key)) wanted.delete(key);
}

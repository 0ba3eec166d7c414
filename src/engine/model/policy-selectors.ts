import { KNOWN_KINDS } from './known-kinds.js';
import type { RawObject } from './raw-object.js';
import { readSelector } from './selector-reader.js';
import type { Selector } from './selector.js';

/** Members that select namespaces, not pods. */
const ABOUT_NAMESPACES = new Set(['namespaceSelector', 'namespaces']);

/**
 * Every distinct label selector on pods that occurs anywhere in the policies of a snapshot, whatever their language, as
 * long as it is written with matchLabels or matchExpressions and can be read.
 */
export function podSelectorsOf(byKind: ReadonlyMap<string, readonly RawObject[]>): readonly Selector[] {
  const found = new Map<string, Selector>();
  for (const [key, objects] of byKind) {
    if (KNOWN_KINDS.get(key)?.role !== 'policy') continue;
    for (const object of objects) collect(object.spec, found);
  }
  return [...found.values()];
}

function collect(root: unknown, found: Map<string, Selector>): void {
  const stack: unknown[] = [root];
  while (stack.length > 0) {
    const value = stack.pop();
    if (Array.isArray(value)) stack.push(...(value as readonly unknown[]));
    else if (typeof value === 'object' && value !== null) {
      if ('matchLabels' in value || 'matchExpressions' in value) {
        const { selector } = readSelector(value);
        if (selector !== null) found.set(selector.text, selector);
      } else {
        for (const [key, item] of Object.entries(value)) if (!ABOUT_NAMESPACES.has(key)) stack.push(item);
      }
    }
  }
}

/**
 * True when a value, with everything its aliases repeat, has more than `budget` values or more than `depth` levels.
 * Stops counting as soon as it is.
 */
export function exceedsNodes(root: unknown, budget: number, depth: number): boolean {
  let level: unknown[] = [root];
  let count = 0;
  for (let depthSeen = 0; level.length > 0; depthSeen++) {
    if (depthSeen > depth) return true;
    const next: unknown[] = [];
    for (const value of level) {
      if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) continue;
      const children: readonly unknown[] = Array.isArray(value) ? value : Object.values(value);
      count += children.length;
      if (count > budget) return true;
      for (const child of children) if (typeof child === 'object' && child !== null) next.push(child);
    }
    level = next;
  }
  return false;
}

import type { PodGroup } from '../model/pod-group.js';
import type { RawObject } from '../model/raw-object.js';

/** Paths named per object; the rest are counted in words. */
const MOST_PATHS = 8;
const DEEPEST = 24;

/** Says nothing about what an object means. */
const INCIDENTAL: ReadonlySet<string> = new Set([
  'source',
  'resourceVersion',
  'generation',
  'uid',
  'creationTimestamp',
]);

/** Where two versions of one object differ, as paths such as `spec.ingress[0].ports`; empty when they mean the same. */
export function changedPaths(before: RawObject, after: RawObject): string[] {
  const paths: string[] = [];
  compare(before, after, '', 0, paths);
  return paths.length <= MOST_PATHS
    ? paths
    : [...paths.slice(0, MOST_PATHS), `${String(paths.length - MOST_PATHS)} more`];
}

/** Which pods there are changes with every rollout, and images decide no flow. */
const UNDECISIVE: ReadonlySet<string> = new Set(['members', 'fromTemplate', 'images']);

function shapeOf(group: PodGroup): object {
  return Object.fromEntries(Object.entries(group).filter(([field]) => !UNDECISIVE.has(field)));
}

/** Where two sets of pods of one controller differ. */
export function changedShapes(before: readonly PodGroup[], after: readonly PodGroup[]): string[] {
  const paths: string[] = [];
  compare(before.map(shapeOf), after.map(shapeOf), 'pods', 0, paths);
  return paths.slice(0, MOST_PATHS);
}

function compare(a: unknown, b: unknown, path: string, depth: number, paths: string[]): void {
  if (Object.is(a, b)) return;
  if (depth > DEEPEST || !isNested(a) || !isNested(b) || Array.isArray(a) !== Array.isArray(b)) {
    paths.push(path);
    return;
  }
  const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])].sort();
  for (const key of keys) {
    if (depth < 2 && INCIDENTAL.has(key)) continue;
    const next = Array.isArray(a) ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`;
    compare(valueOf(a, key), valueOf(b, key), next, depth + 1, paths);
  }
}

function isNested(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function valueOf(value: Readonly<Record<string, unknown>>, key: string): unknown {
  return Object.hasOwn(value, key) ? value[key] : undefined;
}

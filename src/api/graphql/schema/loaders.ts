import DataLoader from 'dataloader';
import type { Scope } from '#src/services/auth/scope.js';

/** Loaders by name, for the request a scope belongs to: nothing outlives the request or crosses to another caller. */
const loaders = new WeakMap<Scope, Map<string, DataLoader<string, unknown>>>();

/**
 * The loader of this request: look-ups of one tick become one query.
 * @param name different for every batch function and its arguments
 * @param batch answers in the order of the keys
 */
export function loaderOf<T>(
  scope: Scope,
  name: string,
  batch: (keys: readonly string[]) => Promise<readonly T[]>,
): DataLoader<string, T> {
  const own = loaders.get(scope) ?? new Map<string, DataLoader<string, unknown>>();
  loaders.set(scope, own);
  const known = own.get(name) ?? new DataLoader<string, unknown>(batch);
  own.set(name, known);
  return known as DataLoader<string, T>;
}

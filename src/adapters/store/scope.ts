/**
 * What a caller may see: sets of database ids, or `all`. Every finder takes one; there is no unscoped finder.
 * A row is visible when its cluster is in `clusters` and, where the row belongs to tenants, one of them is in `tenants`.
 */
export interface Scope {
  readonly tenants: readonly number[] | 'all';
  readonly clusters: readonly number[] | 'all';
}

/** The scope of the product's own work (pipeline, retention), never of a caller. */
export const EVERYTHING: Scope = { tenants: 'all', clusters: 'all' };

/** Prisma condition for an id column: `undefined` means no restriction. */
export function idsIn(ids: readonly number[] | 'all'): { in: number[] } | undefined {
  return ids === 'all' ? undefined : { in: [...ids] };
}

import type { Effect } from '../policy.js';

/** What rules of tiered policies may do: in both tiers the same. */
export const CNP_EFFECTS: ReadonlyMap<string, Effect> = new Map<string, Effect>([
  ['Accept', 'allow'],
  ['Deny', 'deny'],
  ['Pass', 'pass'],
]);

import type { Verdict } from '../isolation/crossing.js';

/**
 * What stands behind a verdict: `enforced-deny` a policy in force; `declared-deny` a policy that denies, but nothing
 * enforces it, so the connection is open; `open` nothing objects; `unknown`.
 */
export type EnforcementClass = 'enforced-deny' | 'declared-deny' | 'open' | 'unknown';

/** Combines the verdict with the one that would hold if every policy were in force. */
export function enforcementOf(verdict: Verdict, declared: Verdict): EnforcementClass {
  if (verdict === 'denied') return 'enforced-deny';
  if (declared === 'denied') return 'declared-deny';
  return verdict === 'allowed' ? 'open' : 'unknown';
}

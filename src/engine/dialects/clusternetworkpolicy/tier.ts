import { member } from '../../model/json-value.js';
import { shown } from '../shown-value.js';
import type { ProblemList } from '../problem-list.js';
import { ADMIN_RUNG, BASELINE_RUNG, type Rung } from '../rung.js';

const TIERS: ReadonlyMap<unknown, Rung> = new Map<unknown, Rung>([
  ['Admin', ADMIN_RUNG],
  ['Baseline', BASELINE_RUNG],
]);

/** `spec.tier`; null after its problem was reported. */
export function readTier(spec: unknown, problems: ProblemList): Rung | null {
  const written = member(spec, 'tier');
  const rung = TIERS.get(written);
  if (rung !== undefined) return rung;
  problems.error('POLICY.INVALID_TIER', 'spec.tier', `${shown(written)} is not a tier; write Admin or Baseline`);
  return null;
}

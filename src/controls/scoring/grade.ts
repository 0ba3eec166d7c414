import type { Grade } from './tenant-score.js';
import { TIS } from './weights.js';

/** Grade of a (lower-bound) score; `U` when too little was seen to grade. */
export function gradeOf(score: number, coverage: number): Grade {
  if (coverage < TIS.gradeableCoverage) return 'U';
  const { A, B, C, D } = TIS.grades;
  if (score >= A) return 'A';
  if (score >= B) return 'B';
  if (score >= C) return 'C';
  return score >= D ? 'D' : 'F';
}

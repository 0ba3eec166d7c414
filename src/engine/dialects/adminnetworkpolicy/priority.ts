import { asInteger, member } from '../../model/json-value.js';
import type { ProblemList } from '../problem-list.js';
import { shown } from '../shown-value.js';

const MOST = 1000;

/** `spec.priority`, 0 to 1000, lowest first; null after its problem was reported. */
export function readPriority(spec: unknown, problems: ProblemList): number | null {
  const written = member(spec, 'priority');
  const priority = asInteger(written);
  if (priority !== undefined && priority >= 0 && priority <= MOST) return priority;
  problems.error('POLICY.INVALID_PRIORITY', 'spec.priority', `${shown(written)} is not a priority; write a whole number from 0 to ${String(MOST)}`); // prettier-ignore
  return null;
}

import { readSelector } from '../model/selector-reader.js';
import type { Selector } from '../model/selector.js';
import type { ProblemList } from './problem-list.js';

/** The metav1.LabelSelector at `field`, or null after its problems were reported. */
export function readLabelSelector(raw: unknown, field: string, problems: ProblemList): Selector | null {
  const read = readSelector(raw);
  for (const problem of read.problems)
    problems.error('POLICY.INVALID_SELECTOR', `${field}${problem.field}`, problem.message);
  return read.selector;
}

import type { Severity } from '#src/controls/assessment.js';
import type { FindingState } from '#src/controls/lifecycle/transition.js';

/** How the states of a finding are stored; the partial indexes of the table name these numbers. */
export const STATUS: Readonly<Record<FindingState, number>> = { open: 0, resolved: 1, accepted: 2, unknown: 3 };

const STATES: readonly FindingState[] = ['open', 'resolved', 'accepted', 'unknown'];

/** The state a stored number stands for. */
export function stateOf(status: number): FindingState {
  return STATES[status] ?? 'unknown';
}

/** How severities are stored, so that a database can sort them. */
export const SEVERITY_RANK: Readonly<Record<Severity, number>> = { info: 0, low: 1, medium: 2, high: 3, critical: 4 };

/** The rank that counts as critical in tallies. */
export const CRITICAL_RANK = SEVERITY_RANK.critical;

import { severity, findingState } from './finding.view.js';

type Severity = (typeof severity.options)[number];
type State = (typeof findingState.options)[number];

/** Name of a stored severity (0 info … 4 critical). */
export function severityName(code: number): Severity {
  return severity.options[code] ?? 'info';
}

/** Stored number of a severity. */
export function severityCode(name: Severity): number {
  return severity.options.indexOf(name);
}

/** Name of a stored state (0 open, 1 resolved, 2 accepted, 3 unknown). */
export function stateName(code: number): State {
  return findingState.options[code] ?? 'unknown';
}

/** Stored number of a state. */
export function stateCode(name: State): number {
  return findingState.options.indexOf(name);
}

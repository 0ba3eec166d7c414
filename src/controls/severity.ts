import type { Aggravation } from './control.js';
import { SEVERITIES, type Severity } from './assessment.js';

/** Base severity plus one step for each aggravation, never past critical; `info` where nothing runs (controls §0). */
export function severityOf(base: Severity, aggravation: Aggravation = {}): Severity {
  if (aggravation.noPods === true) return 'info';
  const { sensitiveTier, sensitivePort, internetExposed } = aggravation;
  const steps = [sensitiveTier, sensitivePort, internetExposed].filter((worse) => worse === true).length;
  return SEVERITIES[Math.min(SEVERITIES.indexOf(base) + steps, SEVERITIES.length - 1)] ?? base;
}

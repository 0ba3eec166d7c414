import { DIRECTIONS, type Direction } from '../dialects/policy.js';
import type { Diagnostic } from '../model/diagnostic.js';
import type { Compiled } from './compiled.js';

/** Why answers about a group beyond the engine's limits are not certain. */
export const BEYOND_LIMITS =
  'the cluster has more distinct combinations of ports than the engine evaluates; these answers are wider than the truth';

const NAMED_POLICIES = 5;

/** Was a group's row given up? */
export function isLimited(compiled: Compiled, direction: Direction, group: number): boolean {
  const { limited, subjects } = compiled.parts[direction];
  return limited.size > 0 && limited.has(subjects.rowOf[compiled.classOf(group)] ?? 0);
}

/** One diagnostic for each direction in which the cluster exceeds the engine's limits, with the busiest policies. */
export function limitDiagnostics(compiled: Compiled): Diagnostic[] {
  return DIRECTIONS.flatMap((direction): Diagnostic[] => {
    const { limited } = compiled.parts[direction];
    if (limited.size === 0) return [];
    const busiest = busiestPolicies(compiled, direction);
    const message = `${direction} of ${String(limited.size)} kinds of pods is not evaluated exactly: ${BEYOND_LIMITS}. The policies with most rules are ${busiest.join(', ')}; use fewer distinct port ranges`;
    return [{ severity: 'error', code: 'ENGINE.LIMIT', message }];
  });
}

function busiestPolicies(compiled: Compiled, direction: Direction): string[] {
  return compiled.parts.policies
    .map(({ ref, [direction]: rules }) => ({
      ref,
      size: (rules ?? []).reduce((sum, rule) => sum + rule.ports.length, 0),
    }))
    .sort((a, b) => b.size - a.size)
    .slice(0, NAMED_POLICIES)
    .map(({ ref }) => `${ref.kind} ${ref.namespace === undefined ? '' : `${ref.namespace}/`}${ref.name}`);
}

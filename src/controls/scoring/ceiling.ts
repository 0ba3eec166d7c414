import type { Bound } from './channel.js';
import type { Tier } from './sigma.js';
import type { Term } from './term.js';
import { TIS } from './weights.js';

/** Does the cluster's network plugin enforce policies at all? */
export type Enforcement = 'yes' | 'no' | 'unknown';

/** A fact that caps a score however small its deduction is. */
export interface Ceiling {
  readonly limit: number;
  readonly subject: string;
  readonly because: string;
}

/**
 * The ceilings in force at one bound, lowest first. `skip` leaves one term out, to learn what fixing it wins.
 * At the fail-closed bound an unknown plugin counts as not enforcing: ignorance must not beat a known failure.
 */
export function ceilings(
  input: { readonly tier: Tier; readonly enforced: Enforcement; readonly terms: readonly Term[] },
  bound: Bound,
  skip?: ReadonlySet<Term>,
): Ceiling[] {
  const found: Ceiling[] = [];
  const { notEnforced, intoRegulated, crossTenant } = TIS.ceilings;
  if (input.enforced === 'no' || (input.enforced === 'unknown' && bound === 'upper')) {
    found.push({
      limit: notEnforced,
      subject: 'network plugin',
      because:
        input.enforced === 'no'
          ? 'the network plugin does not enforce policies'
          : 'it is not known whether the network plugin enforces policies',
    });
  }
  let regulated: Term | undefined;
  let crossing: Term | undefined;
  for (const term of input.terms) {
    if ((term.channel !== 'I' && term.channel !== 'E') || term.workloads.length === 0 || skip?.has(term)) continue;
    const value = term.value[bound];
    if (term.channel === 'I' && input.tier === 3 && value >= intoRegulated.sigma) regulated ??= term;
    if (value >= crossTenant.sigma) crossing ??= term;
  }
  if (regulated !== undefined) {
    found.push({
      limit: intoRegulated.limit,
      subject: regulated.subject,
      because: 'a broad flow enters a regulated tenant (T3)',
    });
  }
  if (crossing !== undefined) {
    found.push({
      limit: crossTenant.limit,
      subject: crossing.subject,
      because: 'a broad flow crosses the tenant boundary',
    });
  }
  return found.sort((a, b) => a.limit - b.limit);
}

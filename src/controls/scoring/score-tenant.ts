import { ceilings } from './ceiling.js';
import type { Bound } from './channel.js';
import { channelX, CHANNELS, deduction } from './channel.js';
import { gradeOf } from './grade.js';
import { scoreLines } from './lines.js';
import { roundTenths } from './rounding.js';
import type { Evaluation, ScoreInput } from './score-input.js';
import type { Channel, TenantScore } from './tenant-score.js';
import type { Term } from './term.js';
import { TIS, WEIGHTS_HASH } from './weights.js';

/** Terms by channel, in input order. */
function byChannel(terms: readonly Term[]): Readonly<Record<Channel, readonly Term[]>> {
  const channels: Record<Channel, Term[]> = { I: [], E: [], X: [], O: [], H: [], P: [], C: [] };
  for (const term of terms) channels[term.channel].push(term);
  return channels;
}

/** Deductions, ceiling adjustment and score at one bound, before any rounding (scoring §2). */
export function evaluate(input: ScoreInput, bound: Bound): Evaluation {
  const terms = byChannel(input.terms);
  const channels: Record<Channel, number> = { I: 0, E: 0, X: 0, O: 0, H: 0, P: 0, C: 0 };
  let score = 100;
  for (const channel of CHANNELS) {
    channels[channel] = deduction(channel, channelX(terms[channel], input.workloads, bound));
    score -= channels[channel];
  }
  const limit = ceilings(input, bound)[0]?.limit ?? 100;
  const adjustment = Math.max(0, score - limit);
  return { channels, adjustment, score: Math.max(0, score - adjustment) };
}

/** Tenant Isolation Score with both bounds, channels and printed lines that add up to 100 − lower. */
export function scoreTenant(input: ScoreInput): TenantScore {
  const worst = evaluate(input, 'upper');
  const best = evaluate(input, 'lower');
  const lower = roundTenths(worst.score);
  return {
    tenant: input.tenant,
    tier: input.tier,
    model: TIS.model,
    weightsHash: WEIGHTS_HASH,
    lower,
    upper: roundTenths(best.score),
    grade: gradeOf(lower, input.coverage),
    coverage: input.coverage,
    confidence: input.confidence,
    workloads: input.workloads,
    channels: Object.fromEntries(CHANNELS.map((channel) => [channel, roundTenths(worst.channels[channel])])) as Record<
      Channel,
      number
    >,
    items: scoreLines(input, worst, lower),
  };
}

/**
 * What accepting some risks changes: the raw score never moves, the residual one leaves the covered terms out.
 * @returns `debt`: points that only the acceptance wins
 */
export function scoreWithAccepted(
  input: ScoreInput,
  isAccepted: (term: Term) => boolean,
): { readonly raw: number; readonly residual: number; readonly debt: number } {
  const raw = roundTenths(evaluate(input, 'upper').score);
  const open = input.terms.filter((term) => !isAccepted(term));
  const residual = roundTenths(evaluate({ ...input, terms: open }, 'upper').score);
  return { raw, residual, debt: roundTenths(residual - raw) };
}

import { ceilings } from './ceiling.js';
import { byPeer, CHANNELS, deduction, ownX, peerX } from './channel.js';
import { apportion, roundTenths } from './rounding.js';
import type { Evaluation, ScoreInput } from './score-input.js';
import type { Channel, ScoreItem } from './tenant-score.js';
import type { Term } from './term.js';

/** Lines a channel prints before the rest is told as one. */
const LINES_PER_CHANNEL = 20;

/** One or (the last line of a long channel) many terms printed together. */
interface Line {
  readonly channel: Channel;
  readonly terms: readonly Term[];
  readonly x: number;
}

/** The lines of one channel, dearest first. */
function linesOf(channel: Channel, terms: readonly Term[], count: number): Line[] {
  const lines = terms
    .map((term): Line => ({ channel, terms: [term], x: ownX(term, count, 'upper') }))
    .filter(({ x }) => x > 0)
    .sort((a, b) => b.x - a.x || compare(a, b));
  if (lines.length <= LINES_PER_CHANNEL) return lines;
  const rest = lines.splice(LINES_PER_CHANNEL - 1);
  return [
    ...lines,
    { channel, terms: rest.flatMap((line) => line.terms), x: rest.reduce((sum, line) => sum + line.x, 0) },
  ];
}

function compare(a: Line, b: Line): number {
  const [left, right] = [a.terms[0]?.subject ?? '', b.terms[0]?.subject ?? ''];
  return left < right ? -1 : left > right ? 1 : 0;
}

/** A channel prepared for asking, again and again, what leaving some of its terms out would win. */
class Counterfactual {
  private readonly peers: ReadonlyMap<string, readonly Term[]>;
  private readonly xOf = new Map<string, number>();
  private readonly x: number;

  constructor(
    private readonly input: ScoreInput,
    private readonly worst: Evaluation,
    private readonly channel: Channel,
    terms: readonly Term[],
  ) {
    this.peers = byPeer(terms);
    let x = 0;
    for (const [peer, own] of this.peers) {
      const part = peerX(own, input.workloads, 'upper');
      this.xOf.set(peer, part);
      x += part;
    }
    this.x = x;
  }

  /** Unrounded score at the fail-closed bound without these terms. */
  without(gone: ReadonlySet<Term>): number {
    let x = this.x;
    for (const peer of new Set([...gone].map((term) => term.peer))) {
      const kept = (this.peers.get(peer) ?? []).filter((term) => !gone.has(term));
      x += peerX(kept, this.input.workloads, 'upper') - (this.xOf.get(peer) ?? 0);
    }
    let score = 100 - deduction(this.channel, Math.max(0, x));
    for (const other of CHANNELS) if (other !== this.channel) score -= this.worst.channels[other];
    return Math.max(0, Math.min(score, ceilings(this.input, 'upper', gone)[0]?.limit ?? 100));
  }
}

function toItem(line: Line, tenths: number, gain: number): ScoreItem {
  const [first] = line.terms;
  const control = line.terms.every((term) => term.control === first?.control) ? first?.control : undefined;
  const alone = line.terms.length === 1;
  return {
    channel: line.channel,
    ...(control === undefined ? {} : { control }),
    subject: alone ? (first?.subject ?? '') : `${line.terms.length} more`,
    deduction: tenths / 10,
    gainIfFixed: gain,
    unknown: line.terms.every((term) => term.value.lower === 0),
    because: alone ? (first?.because ?? '') : 'each of them takes less than the lines above',
  };
}

/**
 * The printed explanation of a score. Each channel's deduction is split over its terms in proportion to their own x;
 * tenths are shared out by largest remainder, first over channels, then over lines, so that the lines add up to
 * exactly 100 − `lower`. A line that rounds to nothing is left out.
 */
export function scoreLines(input: ScoreInput, worst: Evaluation, lower: number): ScoreItem[] {
  const total = Math.round((100 - lower) * 10);
  const shares = [...CHANNELS.map((channel) => worst.channels[channel]), worst.adjustment];
  const tenths = apportion(total, shares);
  const items: ScoreItem[] = [];
  for (const [index, channel] of CHANNELS.entries()) {
    const terms = input.terms.filter((term) => term.channel === channel);
    const lines = linesOf(channel, terms, input.workloads);
    const counterfactual = new Counterfactual(input, worst, channel, terms);
    const parts = apportion(
      tenths[index] ?? 0,
      lines.map(({ x }) => x),
    );
    for (const [position, line] of lines.entries()) {
      const part = parts[position] ?? 0;
      if (part === 0) continue;
      const without = counterfactual.without(new Set(line.terms));
      items.push(toItem(line, part, roundTenths(without - worst.score)));
    }
  }
  const ceiling = ceilings(input, 'upper')[0];
  const part = tenths[CHANNELS.length] ?? 0;
  if (ceiling !== undefined && part > 0) {
    const certain = ceilings(input, 'lower').some(({ limit }) => limit <= ceiling.limit);
    items.push({
      channel: 'ceiling',
      subject: `ceiling adjustment: ${ceiling.subject}`,
      deduction: part / 10,
      gainIfFixed: roundTenths(worst.adjustment),
      unknown: !certain,
      because: `${ceiling.because}, so the score cannot exceed ${ceiling.limit}`,
    });
  }
  return items;
}

import type { Verdict } from '../../isolation/crossing.js';
import { buildModel } from '../../model/build-model.js';
import type { SnapshotFacts } from '../../model/snapshot-facts.js';
import type { ReachabilityOptions } from '../../reachability/options.js';
import { Reachability } from '../../reachability/reachability.js';
import { type NamedEnd, type PortQuestion, mostOpenPair } from '../ends.js';
import { type FactChange, FactChanges } from './fact-changes.js';
import { relevanceOf } from './relevance.js';
import { smallestCause } from './smallest-cause.js';

/** A connection as it was and is; `absent` when an end does not exist. */
export type BlameVerdict = Verdict | 'absent';

/** One connection whose verdict changed between two snapshots. */
export interface BlameQuestion extends PortQuestion {
  readonly from: NamedEnd;
  readonly to: NamedEnd;
}

/** Which change did it. */
export interface Blame {
  readonly before: BlameVerdict;
  readonly after: BlameVerdict;
  /** True when the verdict did not change; then nothing is to blame. */
  readonly unchanged: boolean;
  /** Changes that, together and applied to the first snapshot, give the verdict of the second; most relevant first. */
  readonly causes: readonly FactChange[];
  /** True when none of the causes can be left out. */
  readonly minimal: boolean;
  /** Other changes that would have done it alone. */
  readonly alternatives: readonly FactChange[];
  /** All differences between the snapshots that were considered. */
  readonly considered: number;
}

const MOST_TRIALS = 300;
const MOST_SINGLES = 40;

/**
 * Finds the smallest set of changes between two snapshots that opened or closed a connection, by applying candidates to
 * the first snapshot and asking the engine again. When no change does it alone, the causes work together.
 */
export function blame(
  before: SnapshotFacts,
  after: SnapshotFacts,
  question: BlameQuestion,
  engine: ReachabilityOptions = {},
): Blame {
  const changes = new FactChanges(before, after);
  const ask = (facts: SnapshotFacts): BlameVerdict => verdictIn(facts, question, engine);
  const narrow = new NarrowedFacts(question);
  const was = ask(before);
  const is = ask(after);
  const nothing = { before: was, after: is, considered: changes.list.length };
  if (was === is) return { ...nothing, unchanged: true, causes: [], minimal: true, alternatives: [] };
  // Only the pods of the two ends matter, unless a language looks at others to decide.
  const isNarrow = ask(narrow.of(before)) === was && ask(narrow.of(after)) === is;
  const hasEffect = (chosen: readonly number[]): boolean => {
    const facts = changes.with(chosen);
    return ask(isNarrow ? narrow.of(facts) : facts) === is;
  };
  const ends = [question.from, question.to];
  const ranked = [...changes.list.keys()]
    .map((index) => ({ index, rank: relevance(changes.list[index], ends) }))
    .sort((a, b) => a.rank - b.rank || a.index - b.index);
  const order = ranked.map(({ index }) => index);
  const alone = order.slice(0, MOST_SINGLES).filter((index) => hasEffect([index]));
  const named = (chosen: readonly number[]): FactChange[] => chosen.flatMap((index) => changes.list[index] ?? []);
  const [first, ...others] = alone;
  if (first !== undefined) {
    return { ...nothing, unchanged: false, causes: named([first]), minimal: true, alternatives: named(others) };
  }
  const likely = ranked.filter(({ rank }) => rank <= 3).map(({ index }) => index);
  const { causes, minimal } = smallestCause(hasEffect(likely) ? likely : order, hasEffect, MOST_TRIALS);
  return { ...nothing, unchanged: false, causes: named(causes), minimal, alternatives: [] };
}

function relevance(change: FactChange | undefined, ends: readonly NamedEnd[]): number {
  return change === undefined ? Infinity : relevanceOf(change, ends);
}

function verdictIn(
  facts: SnapshotFacts,
  { from, to, ...port }: BlameQuestion,
  engine: ReachabilityOptions,
): BlameVerdict {
  const reach = Reachability.build(buildModel(facts), engine);
  return mostOpenPair(reach, from, to, port)?.verdict ?? 'absent';
}

/** A snapshot with no pods but those of the two ends: thousands of policies are then judged in milliseconds. */
class NarrowedFacts {
  constructor(private readonly question: BlameQuestion) {}

  of(facts: SnapshotFacts): SnapshotFacts {
    const { from, to } = this.question;
    const podGroups = facts.podGroups.filter((group) => {
      const { namespace, owner, members } = group;
      return [from, to].some((end) =>
        'ip' in end
          ? members.some(({ ips }) => ips.includes(end.ip))
          : namespace === end.namespace && (owner.name === end.name || members.some(({ name }) => name === end.name)),
      );
    });
    return { ...facts, podGroups };
  }
}

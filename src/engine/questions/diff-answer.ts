import type { JointWorkload } from '../diff/joint-blocks.js';
import type { OutsideChange } from '../diff/diff-outside.js';
import type { ReachabilityDiff } from '../diff/diff-reachability.js';
import type { PairChange, PartyChange } from '../diff/diff-tally.js';
import { formatRange } from '../sets/ip-range.js';
import { type FlatEnd, type FlatFlow, flatFlow, flatWorkload } from './flat.js';

/** One changed connection as plain data; null: nothing may pass. */
export interface FlatChange {
  readonly type: 'added' | 'removed' | 'changed';
  readonly from: FlatEnd;
  readonly to: FlatEnd;
  readonly before: FlatFlow | null;
  readonly after: FlatFlow | null;
}

/** A difference as plain data. */
export interface DiffAnswer extends Pick<
  ReachabilityDiff,
  'isEmpty' | 'must' | 'may' | 'outsideWorkloads' | 'workloads' | 'truncated'
> {
  readonly byParty: readonly PartyChange[];
  readonly changes: readonly FlatChange[];
}

/** Copies a difference out of the engine's tables; at most `limit` changes, pairs of workloads first. */
export function diffAnswer(diff: ReachabilityDiff, limit: number): DiffAnswer {
  const { pairs, outside, byParty, isEmpty, must, may, outsideWorkloads, workloads } = diff;
  const changes = [...pairs.map(flatPair), ...outside.map(flatOutside)];
  return {
    isEmpty,
    must,
    may,
    outsideWorkloads,
    workloads,
    byParty,
    changes: changes.slice(0, limit),
    truncated: diff.truncated || changes.length > limit,
  };
}

function flatPair({ type, from, to, before, after }: PairChange): FlatChange {
  return { type, from: endOf(from), to: endOf(to), ...sides(before, after) };
}

function flatOutside({ type, workload, direction, ranges, before, after }: OutsideChange): FlatChange {
  const own = endOf(workload);
  const range = { range: ranges.map(formatRange).join(', ') };
  const [from, to] = direction === 'ingress' ? [range, own] : [own, range];
  return { type, from, to, ...sides(before, after) };
}

function sides(before: PairChange['before'], after: PairChange['after']): Pick<FlatChange, 'before' | 'after'> {
  return { before: before === null ? null : flatFlow(before), after: after === null ? null : flatFlow(after) };
}

function endOf({ before, after, name }: JointWorkload): FlatEnd {
  const workload = after ?? before;
  return workload === null ? { range: name } : flatWorkload(workload);
}

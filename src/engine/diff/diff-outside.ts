import { DIRECTIONS, type Direction } from '../dialects/policy.js';
import type { Workload } from '../model/network-model.js';
import { uniteExternalFlows } from '../reachability/external-union.js';
import type { ExternalFlow, Flow } from '../reachability/flow.js';
import type { Reachability } from '../reachability/reachability.js';
import type { IpRange } from '../sets/ip-range.js';
import { type AddressSpan, type SpanChange, diffSpans } from './diff-addresses.js';
import type { JointWorkload } from './joint-blocks.js';

/** Addresses outside that a workload exchanges other ports with than before. */
export interface OutsideChange {
  readonly type: 'added' | 'removed' | 'changed';
  readonly workload: JointWorkload;
  /** `ingress`: from these addresses to the workload. */
  readonly direction: Direction;
  readonly ranges: readonly IpRange[];
  readonly before: Flow | null;
  readonly after: Flow | null;
}

/** Differences with the outside: the first `limit` and one more when there are more, and how many workloads have some. */
export function diffOutside(
  before: Reachability,
  after: Reachability,
  joint: readonly JointWorkload[],
  limit: number,
): { readonly changes: readonly OutsideChange[]; readonly workloads: number } {
  const changes: OutsideChange[] = [];
  const memo = new SpanDiffs();
  let workloads = 0;
  for (const workload of [...joint].sort((a, b) => (a.name < b.name ? -1 : 1))) {
    let differs = false;
    for (const direction of DIRECTIONS) {
      const found = memo.between(
        externalFlows(before, workload.before, direction),
        externalFlows(after, workload.after, direction),
      );
      if (found.length > 0) differs = true;
      for (const change of found) {
        if (changes.length > limit) break;
        changes.push({ type: typeOf(change), workload, direction, ...change });
      }
    }
    if (differs) workloads++;
  }
  return { changes, workloads };
}

const NOTHING: readonly ExternalFlow[] = [];

function externalFlows(reach: Reachability, workload: Workload | null, direction: Direction): readonly ExternalFlow[] {
  if (workload === null) return NOTHING;
  const lists = workload.groups.map((group) =>
    direction === 'ingress' ? reach.externalTo(group) : reach.externalFrom(group),
  );
  return uniteExternalFlows(lists, reach.ports);
}

/** Workloads with one subject share one list, so each pair of lists is compared once. */
class SpanDiffs {
  readonly #known = new Map<readonly ExternalFlow[], Map<readonly ExternalFlow[], readonly SpanChange[]>>();

  between(before: readonly ExternalFlow[], after: readonly ExternalFlow[]): readonly SpanChange[] {
    let known = this.#known.get(before);
    if (known === undefined) this.#known.set(before, (known = new Map<readonly ExternalFlow[], SpanChange[]>()));
    let changes = known.get(after);
    if (changes === undefined) known.set(after, (changes = diffSpans(spansOf(before), spansOf(after))));
    return changes;
  }
}

function spansOf(flows: readonly ExternalFlow[]): AddressSpan[] {
  return flows
    .filter(({ may }) => !may.isEmpty)
    .flatMap(({ ranges, must, may }) => ranges.map((range) => ({ range, flow: { must, may } })));
}

function typeOf({ before, after }: SpanChange): OutsideChange['type'] {
  if (before === null) return 'added';
  return after === null ? 'removed' : 'changed';
}

import { byText } from '../model/json-value.js';
import type { Workload } from '../model/network-model.js';
import { nameOfWorkload } from '../reachability/connections.js';
import type { Reachability } from '../reachability/reachability.js';

/** One workload on both sides, by namespace, kind and name. */
export interface JointWorkload {
  readonly name: string;
  /** Null where it does not exist. */
  readonly before: Workload | null;
  readonly after: Workload | null;
}

/**
 * Workloads that neither side can tell apart: same classes before, same classes after, same party. Invariant: a block of
 * workloads in several classes each holds one workload only.
 */
export interface JointBlock {
  readonly id: number;
  /** Sorted by name. */
  readonly workloads: readonly JointWorkload[];
  /** Ascending classes on each side; empty where the workloads do not exist. */
  readonly before: readonly number[];
  readonly after: readonly number[];
  readonly party: string;
}

/** Sorts the workloads of both sides into blocks; numbered by their first workload's name. */
export function jointBlocks(
  before: Reachability,
  after: Reachability,
  partyOf: (workload: Workload) => string,
): JointBlock[] {
  const blocks = new Map<string, Omit<JointBlock, 'id'> & { readonly workloads: JointWorkload[] }>();
  for (const workload of jointWorkloads(before, after)) {
    const old = classesOf(before, workload.before);
    const fresh = classesOf(after, workload.after);
    const known = workload.after ?? workload.before;
    const party = known === null ? '' : partyOf(known);
    const alone = old.length > 1 || fresh.length > 1 ? workload.name : '';
    const key = JSON.stringify([old, fresh, party, alone]);
    const block = blocks.get(key);
    if (block === undefined) blocks.set(key, { workloads: [workload], before: old, after: fresh, party });
    else block.workloads.push(workload);
  }
  return [...blocks.values()].map((block, id) => ({ ...block, id }));
}

function jointWorkloads(before: Reachability, after: Reachability): JointWorkload[] {
  const joint = new Map<string, JointWorkload>();
  for (const workload of before.model.workloads) {
    const name = nameOfWorkload(workload);
    joint.set(name, { name, before: workload, after: null });
  }
  for (const workload of after.model.workloads) {
    const name = nameOfWorkload(workload);
    joint.set(name, { name, before: joint.get(name)?.before ?? null, after: workload });
  }
  return [...joint.values()].sort((a, b) => byText(a.name, b.name));
}

function classesOf({ classOf }: Reachability, workload: Workload | null): number[] {
  const classes = new Set((workload?.groups ?? []).map((group) => classOf[group] ?? 0));
  return [...classes].sort((a, b) => a - b);
}

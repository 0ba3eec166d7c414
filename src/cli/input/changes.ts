import type { ConnectionChange } from '#src/engine/diff/diff-connections.js';
import { type PortsJson, portsJson } from '../output/ports.js';
import { namesOf } from './list-answer.js';

/** A changed connection in the conformance format. */
export interface ChangeLine {
  readonly type: 'added' | 'removed' | 'changed';
  readonly src: string;
  readonly dst: string;
  readonly before: PortsJson;
  readonly after: PortsJson;
  /** Which workload of the pair itself came or went. */
  readonly workloadsDiff?: string;
}

/** Changes in what certainly passes, one line for each range of addresses. */
export function changesOf(changes: readonly ConnectionChange[]): ChangeLine[] {
  return changes.flatMap(({ src, dst, before: old, after: fresh, workloads }) => {
    const before = old === null ? [] : portsJson(old.must);
    const after = fresh === null ? [] : portsJson(fresh.must);
    if (JSON.stringify(before) === JSON.stringify(after)) return [];
    const type = before.length === 0 ? 'added' : after.length === 0 ? 'removed' : 'changed';
    const workloadsDiff = workloads.map(({ name, change }) => `workload ${name} ${change}`).join(', ');
    const line = { type, before, after, ...(workloadsDiff === '' ? {} : { workloadsDiff }) } as const;
    return namesOf(src).flatMap((from) => namesOf(dst).map((to): ChangeLine => ({ ...line, src: from, dst: to })));
  });
}

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

/** Changes in what certainly passes, and changes that are only in what cannot be ruled out (with those ports). */
export interface Changes {
  readonly certain: readonly ChangeLine[];
  readonly uncertain: readonly ChangeLine[];
}

/** Changes as lines, one for each range of addresses. */
export function changesOf(changes: readonly ConnectionChange[]): Changes {
  const certain: ChangeLine[] = [];
  const uncertain: ChangeLine[] = [];
  for (const change of changes) {
    const lines = linesOf(change, 'must');
    if (lines.length > 0) certain.push(...lines);
    else uncertain.push(...linesOf(change, 'may'));
  }
  return { certain, uncertain };
}

/** `workload a/x[Pod] added`, `workload a/x[Pod] and b/y[Pod] removed`. */
function appearanceText(workloads: ConnectionChange['workloads']): string {
  const texts = (['added', 'removed'] as const).map((change) => {
    const names = workloads.filter((workload) => workload.change === change).map(({ name }) => name);
    return names.length === 0 ? '' : `workload ${names.join(' and ')} ${change}`;
  });
  return texts.filter((text) => text !== '').join(', ');
}

function linesOf(
  { src, dst, before: old, after: fresh, workloads }: ConnectionChange,
  reading: 'must' | 'may',
): ChangeLine[] {
  const before = old === null ? [] : portsJson(old[reading]);
  const after = fresh === null ? [] : portsJson(fresh[reading]);
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  const type = before.length === 0 ? 'added' : after.length === 0 ? 'removed' : 'changed';
  const workloadsDiff = appearanceText(workloads);
  const line = { type, before, after, ...(workloadsDiff === '' ? {} : { workloadsDiff }) } as const;
  return namesOf(src).flatMap((from) => namesOf(dst).map((to): ChangeLine => ({ ...line, src: from, dst: to })));
}

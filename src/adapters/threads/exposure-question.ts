import { type ExposureAnswer, exposureAnswer } from '#src/engine/questions/exposure-answer.js';
import { ExposureAnalysis } from '#src/engine/questions/exposure.js';
import type { Reachability } from '#src/engine/reachability/reachability.js';
import { Problem } from '#src/lib/problem.js';
import { findEnd } from './find-end.js';

/** Whose exposure. */
export interface ExposureQuestion {
  /** `namespace/name` or `namespace/Kind/name`; all workloads when absent. */
  readonly workload?: string;
  /** Only workloads of these namespaces; all when absent. */
  readonly namespaces?: readonly string[];
}

/** @throws Problem `INPUT.INVALID` when the snapshot has no such workload */
export function exposures(reach: Reachability, { workload, namespaces }: ExposureQuestion): ExposureAnswer[] {
  const { model } = reach;
  const wanted = workload === undefined ? undefined : findEnd(model, workload, 'workload');
  if (wanted !== undefined && 'ip' in wanted)
    throw Problem.field('workload', `"${wanted.name}" is outside the cluster; name a workload`);
  const analysis = new ExposureAnalysis(reach);
  return model.workloads
    .filter(({ namespace }) => namespaces === undefined || namespaces.includes(namespace))
    .filter(({ groups }) => wanted === undefined || groups.some((group) => wanted.groups.includes(group)))
    .map((one) => exposureAnswer(model, analysis.of(one)));
}

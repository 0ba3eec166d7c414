import { exposureAnswer } from '#src/engine/questions/exposure-answer.js';
import { ExposureAnalysis } from '#src/engine/questions/exposure.js';
import { nameOfEnd } from '#src/engine/reachability/connections.js';
import type { ListAnswer } from '../input/list-answer.js';
import type { LoadedCluster } from '../input/load-cluster.js';
import { endOf, type ReportParts } from './connectivity-report.js';
import { decisionsJson } from './decisions-json.js';

/** What `--exposure` and `--explain` add to the JSON of `connectivity`. */
export function connectivityParts({ model, reach }: LoadedCluster, { listed }: ListAnswer, parts: ReportParts): object {
  const analysis = parts.exposure === true ? new ExposureAnalysis(reach) : undefined;
  const exposure =
    analysis === undefined ? {} : { exposure: model.workloads.map((one) => exposureAnswer(model, analysis.of(one))) };
  if (parts.explain !== true) return exposure;
  const explanations = listed.flatMap(({ src, dst, must }) => {
    const [from, to] = [endOf(src), endOf(dst)];
    if (from === undefined || to === undefined) return [];
    const verdict = must.isEmpty ? 'unknown' : 'allowed';
    return [{ src: nameOfEnd(src), dst: nameOfEnd(dst), ...decisionsJson(reach.explain(from, to), verdict) }];
  });
  return { ...exposure, explanations };
}

import { Reachability } from '#src/engine/reachability/reachability.js';
import { type ClusterSize, generateCluster, modelOf } from './generate-cluster.js';
import { type EditFigures, measureEdits } from './edits.js';
import { pairwiseSample } from './pairwise.js';

/** CPU milliseconds unless said otherwise. */
export interface EngineFigures extends EditFigures {
  readonly groups: number;
  readonly classes: number;
  readonly portSets: number;
  /** Exceptions in both factors. */
  readonly entries: number;
  /** Turning facts into the engine's model, before any build. */
  readonly normalise: number;
  /** First build of a process: compilation by the JIT included, as a command line pays it. */
  readonly buildCold: number;
  /** Least of the later builds. */
  readonly buildWarm: number;
  readonly tenants: number;
  readonly allowedPairs: number;
  readonly exposure: number;
  readonly view: number;
  /** Pairwise evaluation of all pod pairs, from a sample of sources. */
  readonly pairwise: number;
  /** Sampled pairs on which the pairwise evaluation and the engine differ; anything but 0 is a defect. */
  readonly differences: number;
  readonly peakMiB: number;
  /** Part of the peak that the input and the runtime take before the first build. */
  readonly inputMiB: number;
}

const BUILDS = 9;

/** Measures one size in this process. */
export function measureEngine(size: ClusterSize): EngineFigures {
  const generated = generateCluster(size);
  const { ms: normalise, result: model } = cpu(() => modelOf(generated));
  const inputMiB = process.resourceUsage().maxRSS / 1_024;
  const cold = cpu(() => Reachability.build(model));
  let buildWarm = Infinity;
  for (let i = 1; i < BUILDS; i++) buildWarm = Math.min(buildWarm, cpu(() => Reachability.build(model)).ms);
  const reach = cold.result;

  const partyOf = model.groups.map((group) => generated.teams.get(group.namespace) ?? -1);
  const parties = 1 + Math.max(...generated.teams.values());
  const tenants = best(15, () => reach.partyMatrix(partyOf, parties, 'pods'));
  const exposure = cpu(() => model.groups.map((_, group) => [reach.externalTo(group), reach.externalFrom(group)]));
  const view = best(20, () => reach.rowFrom(Math.floor(model.groups.length / 2)));
  const edits = measureEdits(reach);
  const peakMiB = process.resourceUsage().maxRSS / 1_024;
  const pairwise = pairwiseSample(reach, size.pods);
  return {
    groups: model.groups.length,
    classes: reach.classCount,
    portSets: reach.ports.size,
    entries: reach.entries,
    normalise,
    buildCold: cold.ms,
    buildWarm,
    tenants: tenants.ms,
    allowedPairs: tenants.result.must.cells.reduce((sum, cell) => sum + cell.pairs, 0),
    exposure: exposure.ms,
    view: view.ms,
    ...edits,
    ...pairwise,
    peakMiB,
    inputMiB,
  };
}

function best<T>(times: number, work: () => T): { readonly ms: number; readonly result: T } {
  let least = cpu(work);
  for (let i = 1; i < times; i++) {
    const next = cpu(work);
    if (next.ms < least.ms) least = next;
  }
  return least;
}

function cpu<T>(work: () => T): { readonly ms: number; readonly result: T } {
  const before = process.cpuUsage();
  const result = work();
  const { user, system } = process.cpuUsage(before);
  return { ms: (user + system) / 1_000, result };
}

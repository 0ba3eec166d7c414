import type { NetworkModel } from '../../model/network-model.js';
import type { ObjectRef } from '../../model/raw-object.js';
import type { Reachability } from '../../reachability/reachability.js';
import { type FlatEnd, type FlatWorkload, flatWorkload, portText } from '../flat.js';
import type { BlastRadius, BlastStep } from './blast-radius.js';

/** One connection of a witness as plain data. */
export interface FlatStep {
  readonly from: FlatEnd;
  readonly to: FlatEnd;
  readonly ports: string;
  /** Rules that let it through, at either end; empty when no policy stands in the way. */
  readonly rules: readonly { readonly policy: ObjectRef; readonly rule?: number }[];
}

/** A workload in the radius as plain data. */
export interface FlatTarget {
  readonly workload: FlatWorkload;
  /** Hops along connections that are certainly open; null when there are none. */
  readonly must: number | null;
  /** Hops along connections that cannot be ruled out. */
  readonly may: number;
  /** A shortest chain, in the order connections are opened; certain when `must` is not null. Empty beyond the first ones. */
  readonly path: readonly FlatStep[];
}

/** A blast radius as plain data. */
export interface BlastAnswer {
  readonly total: { readonly must: number; readonly may: number };
  /** New workloads at each distance. */
  readonly byHops: readonly { readonly hops: number; readonly must: number; readonly may: number }[];
  readonly targets: readonly FlatTarget[];
  readonly truncated: boolean;
}

/** Copies a radius out of the engine's tables: totals of all, the first `limit` targets, chains of the first `paths`. */
export function blastAnswer(reach: Reachability, radius: BlastRadius, limit: number, paths: number): BlastAnswer {
  const { targets } = radius;
  const byHops = new Map<number, { must: number; may: number }>();
  const at = (hops: number) => {
    let counts = byHops.get(hops);
    if (counts === undefined) byHops.set(hops, (counts = { must: 0, may: 0 }));
    return counts;
  };
  for (const { must, may } of targets) {
    at(may).may++;
    if (must !== null) at(must).must++;
  }
  return {
    total: { must: targets.filter(({ must }) => must !== null).length, may: targets.length },
    byHops: [...byHops].sort(([a], [b]) => a - b).map(([hops, counts]) => ({ hops, ...counts })),
    targets: targets.slice(0, limit).map(({ workload, must, may }, index) => ({
      workload: flatWorkload(workload),
      must,
      may,
      path: index < paths ? flatPath(reach, radius.witness(workload, must === null ? 'may' : 'must') ?? []) : [],
    })),
    truncated: targets.length > limit,
  };
}

/** A chain as plain data, with the rules that let each connection through. */
export function flatPath(reach: Reachability, steps: readonly BlastStep[]): FlatStep[] {
  return steps.map(({ from, to, ports }) => ({
    from: flatEnd(reach.model, from),
    to: flatEnd(reach.model, to),
    ports: portText(ports),
    rules: rulesOf(reach, from, to),
  }));
}

function flatEnd(model: NetworkModel, group: number | null): FlatEnd {
  const workload = group === null ? undefined : model.workloads[model.workloadOf[group] ?? -1];
  return workload === undefined ? { range: 'outside' } : flatWorkload(workload);
}

function rulesOf(reach: Reachability, from: number | null, to: number | null): FlatStep['rules'] {
  const ends =
    from === null || to === null
      ? []
      : (({ egress, ingress }) => [egress, ingress])(reach.explain({ group: from }, { group: to }));
  return ends.flatMap((end) =>
    (end?.decisions.may ?? []).flatMap(({ by, effect, policy, rule }) =>
      by === 'rule' && effect === 'allow' && policy !== undefined
        ? [{ policy, ...(rule === undefined ? {} : { rule }) }]
        : [],
    ),
  );
}

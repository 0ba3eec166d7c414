import type { NetworkModel } from '../model/network-model.js';
import type { Verdict } from '../isolation/crossing.js';
import type { Explanation } from '../reachability/explanation.js';
import type { End } from '../reachability/flow.js';
import type { Reachability } from '../reachability/reachability.js';
import { verdictOn } from '../reachability/verdict.js';

/** An end by name, as it stays when pods come and go: a workload, a pod, or an address outside the cluster. */
export type NamedEnd =
  { readonly namespace: string; readonly name: string; readonly kind?: string } | { readonly ip: string };

/** One port of one protocol. */
export interface PortQuestion {
  readonly protocol: string;
  readonly port: number;
}

/** The ends a name stands for in one cluster; empty when it has nothing of that name. */
export function endsNamed(model: NetworkModel, named: NamedEnd): readonly End[] {
  if ('ip' in named) {
    const group = model.groups.findIndex(
      ({ hostNetwork, members }) => !hostNetwork && members.some(({ ips }) => ips.includes(named.ip)),
    );
    return group < 0 ? [{ ip: named.ip }] : [{ group }];
  }
  const { namespace, name, kind } = named;
  const wanted = kind?.toLowerCase();
  const workloads = model.workloads.filter(
    (workload) =>
      workload.namespace === namespace &&
      workload.name === name &&
      (wanted === undefined || workload.kind.toLowerCase() === wanted),
  );
  if (workloads.length > 0) return workloads.flatMap(({ groups }) => groups.map((group) => ({ group })));
  if (wanted !== undefined && wanted !== 'pod') return [];
  const group = model.groups.findIndex(
    (candidate) => candidate.namespace === namespace && candidate.members.some((member) => member.name === name),
  );
  return group < 0 ? [] : [{ group, pod: `${namespace}/${name}` }];
}

const OPENNESS: Readonly<Record<Verdict, number>> = { denied: 0, unknown: 1, allowed: 2 };

/** The most open pair of pods two names stand for, with its explanation; null when either end does not exist. */
export function mostOpenPair(
  reach: Reachability,
  from: NamedEnd,
  to: NamedEnd,
  { protocol, port }: PortQuestion,
): { readonly verdict: Verdict; readonly explanation: Explanation } | null {
  const targets = endsNamed(reach.model, to);
  let most: { readonly verdict: Verdict; readonly explanation: Explanation } | null = null;
  for (const source of endsNamed(reach.model, from)) {
    for (const target of targets) {
      const explanation = reach.explain(source, target);
      const verdict = verdictOn(explanation, protocol, port);
      if (most === null || OPENNESS[verdict] > OPENNESS[most.verdict]) most = { verdict, explanation };
    }
  }
  return most;
}

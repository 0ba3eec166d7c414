import { DIRECTIONS, type Direction } from '../dialects/policy.js';
import { NAME_LABEL } from '../endpoints/namespace-matcher.js';
import { byText, recordOf } from '../model/json-value.js';
import type { Workload } from '../model/network-model.js';
import type { Selector } from '../model/selector.js';
import { uniteExternalFlows } from '../reachability/external-union.js';
import type { ExternalFlow, Flow, Truth } from '../reachability/flow.js';
import type { HypotheticalFlow } from '../reachability/hypothetical.js';
import { ENTIRE_CLUSTER, type PodPattern, patternKey, patternsOf } from '../reachability/pod-pattern.js';
import type { Reachability } from '../reachability/reachability.js';

/** Ports one direction of a workload has open towards pods that may come. */
export interface PatternExposure extends HypotheticalFlow {
  readonly pattern: PodPattern;
  /** True when the pattern is plain labels and the input holds such a pod: the list of connections tells it as well. */
  readonly isInhabited: boolean;
}

/** How open one direction of a workload is to whom the input does not name. */
export interface DirectionExposure {
  readonly direction: Direction;
  /** Does some policy of any layer select it in this direction? */
  readonly isProtected: Truth;
  /** Any pod of the cluster, whatever its labels and namespace. */
  readonly entireCluster: HypotheticalFlow;
  /**
   * Pods that rules speak about by labels, where more, or fewer, ports are open than to the entire cluster. Sorted.
   */
  readonly patterns: readonly PatternExposure[];
  /** Addresses outside the cluster; parts where nothing may pass are left out. */
  readonly addresses: readonly ExternalFlow[];
}

/** How open a workload is. */
export interface WorkloadExposure {
  readonly workload: Workload;
  readonly ingress: DirectionExposure;
  readonly egress: DirectionExposure;
}

/** Answers how open workloads are towards whom the input does not name; patterns are collected once for all of them. */
export class ExposureAnalysis {
  readonly #patterns: readonly Pick<PatternExposure, 'pattern' | 'isInhabited'>[];

  constructor(private readonly reach: Reachability) {
    const patterns = new Map<string, PodPattern>();
    for (const policy of reach.policies) {
      for (const direction of DIRECTIONS)
        for (const pattern of patternsOf(policy, direction)) patterns.set(patternKey(pattern), pattern);
    }
    this.#patterns = [...patterns.entries()]
      .sort(([a], [b]) => byText(a, b))
      .map(([, pattern]) => ({ pattern, isInhabited: this.#hasRealPod(pattern) }));
  }

  /** One workload, both directions. */
  of(workload: Workload): WorkloadExposure {
    return { workload, ingress: this.#direction(workload, 'ingress'), egress: this.#direction(workload, 'egress') };
  }

  #direction({ groups }: Workload, direction: Direction): DirectionExposure {
    const entireCluster = this.#flow(groups, direction, ENTIRE_CLUSTER);
    const isProtected = this.#protection(groups, direction);
    const patterns =
      isProtected === 'no'
        ? []
        : this.#patterns
            .map((known) => ({ ...known, ...this.#flow(groups, direction, known.pattern) }))
            .filter((flow) => !isSame(flow, entireCluster));
    const outside = groups.map((group) =>
      direction === 'ingress' ? this.reach.externalTo(group) : this.reach.externalFrom(group),
    );
    const addresses = uniteExternalFlows(outside, this.reach.ports).filter(({ may }) => !may.isEmpty);
    return { direction, isProtected, entireCluster, patterns, addresses };
  }

  #flow(groups: readonly number[], direction: Direction, pattern: PodPattern): HypotheticalFlow {
    const flows = groups.map((group) => this.reach.withPattern(direction, group, pattern));
    return {
      ...flows.reduce<Flow>((a, b) => ({ must: a.must.union(b.must), may: a.may.union(b.may) }), {
        must: this.reach.ports.none,
        may: this.reach.ports.none,
      }),
      names: [...new Set(flows.flatMap(({ names }) => names))].sort(),
    };
  }

  #protection(groups: readonly number[], direction: Direction): Truth {
    if (groups.some((group) => this.reach.selecting(direction, group).length === 0)) {
      return groups.some((group) => this.reach.doubts(direction, group).length > 0) ? 'unknown' : 'no';
    }
    return 'yes';
  }

  #hasRealPod({ namespaces, pods }: PodPattern): boolean {
    if (namespaces.matchesEverything || pods.matchesEverything || !isPlain(namespaces) || !isPlain(pods)) return false;
    const { model } = this.reach;
    return model.groups.some(
      ({ namespace, labels }) =>
        pods.matches(labels) &&
        namespaces.matches(recordOf([...(model.namespaces.get(namespace)?.labels ?? []), [NAME_LABEL, namespace]])),
    );
  }
}

/** Only `key = value`: a pod that carries the labels is exactly what the selector describes. */
function isPlain({ requirements }: Selector): boolean {
  return requirements.every(({ operator, values }) => operator === 'In' && values.length === 1);
}

function isSame(a: HypotheticalFlow, b: HypotheticalFlow): boolean {
  return a.must === b.must && a.may === b.may && a.names.join() === b.names.join();
}

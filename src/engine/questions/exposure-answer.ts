import { entryPortText } from '../model/entry-port-text.js';
import type { NetworkModel } from '../model/network-model.js';
import { formatRange } from '../sets/ip-range.js';
import type { Truth } from '../reachability/flow.js';
import type { HypotheticalFlow } from '../reachability/hypothetical.js';
import type { DirectionExposure, WorkloadExposure } from './exposure.js';
import { type FlatFlow, type FlatWorkload, flatFlow, flatWorkload } from './flat.js';

/** Ports open to pods that may come, with port names whose number they decide themselves (`TCP http`). */
export interface FlatPattern extends FlatFlow {
  /** Label selectors as text; `*` is all. */
  readonly namespaces: string;
  readonly pods: string;
  readonly names: readonly string[];
  /** True when the input holds such a pod. */
  readonly inhabited: boolean;
}

/** One direction of an exposure as plain data. */
export interface FlatDirection {
  readonly protected: Truth;
  readonly entireCluster: FlatFlow & { readonly names: readonly string[] };
  readonly patterns: readonly FlatPattern[];
  readonly addresses: readonly (FlatFlow & { readonly range: string })[];
}

/** How open a workload is, as plain data. */
export interface ExposureAnswer {
  readonly workload: FlatWorkload;
  readonly ingress: FlatDirection;
  readonly egress: FlatDirection;
  /** Doors from outside that lead to it, such as `ingress web:443`. */
  readonly doors: readonly string[];
}

/** Copies an exposure out of the engine's tables. */
export function exposureAnswer(model: NetworkModel, { workload, ingress, egress }: WorkloadExposure): ExposureAnswer {
  const doors = model.entryPoints
    .filter(({ targets }) => targets.some(({ group }) => workload.groups.includes(group)))
    .map((entry) => `${entry.type} ${entry.source.name}:${entryPortText(entry)}`);
  return {
    workload: flatWorkload(workload),
    ingress: flatDirection(ingress),
    egress: flatDirection(egress),
    doors: [...new Set(doors)].sort(),
  };
}

function flatDirection({ isProtected, entireCluster, patterns, addresses }: DirectionExposure): FlatDirection {
  return {
    protected: isProtected,
    entireCluster: named(entireCluster),
    patterns: patterns.map(({ pattern, isInhabited, ...flow }) => ({
      namespaces: pattern.namespaces.text,
      pods: pattern.pods.text,
      inhabited: isInhabited,
      ...named(flow),
    })),
    addresses: addresses.flatMap(({ ranges, ...flow }) =>
      ranges.map((range) => ({ range: formatRange(range), ...flatFlow(flow) })),
    ),
  };
}

function named({ names, ...flow }: HypotheticalFlow): FlatFlow & { readonly names: readonly string[] } {
  return { ...flatFlow(flow), names };
}

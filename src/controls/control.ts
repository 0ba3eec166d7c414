import type { NetworkModel } from '#src/engine/model/network-model.js';
import type { Isolation } from '#src/engine/isolation/isolate.js';
import type { TenancyRules } from '#src/engine/isolation/tenancy.js';
import type { Reachability } from '#src/engine/reachability/reachability.js';
import type { ControlVerdict, Evidence, Severity } from './assessment.js';
import type { OutsideView } from './egress/outside-view.js';
import type { Workloads } from './workloads.js';

/** Chapters of the catalogue; the folder a control lives in. */
export const AREAS = ['baseline', 'tenancy', 'exposure', 'egress', 'host', 'cni', 'governance'] as const;
export type Area = (typeof AREAS)[number];

/** Everything a control may look at: one snapshot, and what the engine concluded from it. */
export interface ControlContext {
  readonly model: NetworkModel;
  readonly reach: Reachability;
  readonly isolation: Isolation;
  readonly tenancy: TenancyRules;
  readonly workloads: Workloads;
  readonly outside: OutsideView;
  /** Age of the snapshot and the age the owner of the cluster agreed to. */
  readonly ageSeconds: number;
  readonly slaSeconds: number;
  /** Kinds of `needs` that were not read, so that the control may lower its own certainty. */
  readonly missing: readonly string[];
}

/** What makes one breach worse than its control's base severity (controls §0). */
export interface Aggravation {
  readonly sensitiveTier?: boolean;
  readonly sensitivePort?: boolean;
  readonly internetExposed?: boolean;
  /** Nothing runs there, so it is only worth knowing. */
  readonly noPods?: boolean;
}

/** What a control says about one subject. */
export interface Judgement {
  readonly verdict: ControlVerdict;
  /** `namespace/Kind/name`, `namespace`, `from -> to` or `cluster`. */
  readonly subject: string;
  readonly namespace?: string;
  /** Owner first; empty when nobody owns the subject. */
  readonly tenants: readonly string[];
  /** Other end and class of ports, where they tell two breaches of one subject apart. */
  readonly peer?: string;
  readonly portClass?: string;
  readonly because: string;
  /** How many subjects of the tally it stands for; default 1. Only passes are ever put together. */
  readonly count?: number;
  readonly aggravation?: Aggravation;
  readonly evidence?: Partial<Evidence>;
  /** A manifest that would fix it. */
  readonly remediation?: string;
}

/** One judgement of the catalogue: data for people, and one pure function. */
export interface Control {
  readonly id: `SEG-${string}-${string}`;
  readonly title: string;
  readonly area: Area;
  /** Before aggravation. */
  readonly severity: Severity;
  readonly why: string;
  readonly fix: string;
  /** `group/Kind`s without which nothing can be proven absent. */
  readonly needs: readonly string[];
  /** Clauses of frameworks that ask for it. */
  readonly frameworks: readonly string[];
  readonly check: (context: ControlContext) => readonly Judgement[];
}

/** Declares a control; keeps the shape in one place. */
export function defineControl(control: Control): Control {
  return control;
}

import type { Workload } from '../model/network-model.js';
import type { ObjectRef } from '../model/raw-object.js';
import type { Decision } from '../reachability/decision.js';
import type { Flow } from '../reachability/flow.js';
import type { PortSet } from '../sets/port-set.js';

/** A workload as plain data. */
export interface FlatWorkload {
  readonly namespace: string;
  readonly kind: string;
  readonly name: string;
}

/** One end as plain data: a workload, or everything else as text (address ranges, `outside`). */
export type FlatEnd = FlatWorkload | { readonly range: string };

/** Ports as text; empty when none. */
export interface FlatFlow {
  readonly must: string;
  readonly may: string;
}

/** A decision as plain data. */
export type FlatDecision = Omit<Decision, 'ports'> & { readonly ports: string };

export function flatWorkload({ namespace, kind, name }: Workload): FlatWorkload {
  return { namespace, kind, name };
}

/** Ports as text; empty when there is none. */
export function portText(ports: PortSet): string {
  return ports.isEmpty ? '' : ports.toString();
}

export function flatFlow({ must, may }: Flow): FlatFlow {
  return { must: portText(must), may: portText(may) };
}

export function flatDecision({ ports, ...decision }: Decision): FlatDecision {
  return { ...decision, ports: portText(ports) };
}

/** `Kind/namespace/name`. */
export function refText({ kind, namespace, name }: ObjectRef): string {
  return [kind, namespace, name].filter((part) => part !== undefined).join('/');
}

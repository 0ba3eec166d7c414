import { asStringRecord } from './json-value.js';
import type { Workload } from './network-model.js';
import type { PodGroup } from './pod-group.js';
import { byOwner } from './pod-owner.js';
import { byText } from './json-value.js';

/** Groups under their controllers. */
export interface WorkloadIndex {
  readonly workloads: readonly Workload[];
  /** Group index → workload index. */
  readonly workloadOf: Int32Array;
}

/**
 * The groups in canonical order, with label dictionaries that have no prototype: data that came back from JSON would
 * otherwise answer for labels named `constructor`.
 */
export function canonicalGroups(groups: readonly PodGroup[]): readonly PodGroup[] {
  const keyed = groups.map((group) => {
    const labels = asStringRecord(group.labels);
    const rest = [
      labels,
      group.serviceAccount,
      group.hostNetwork,
      group.ports,
      group.automountToken,
      group.annotations,
      group.proxies ?? null,
    ];
    return { group: { ...group, labels, annotations: asStringRecord(group.annotations) }, key: JSON.stringify(rest) };
  });
  keyed.sort(
    (a, b) =>
      byText(a.group.namespace, b.group.namespace) || byOwner(a.group.owner, b.group.owner) || byText(a.key, b.key),
  );
  return keyed.map(({ group }) => group);
}

/** @param groups in canonical order. */
export function buildWorkloads(groups: readonly PodGroup[]): WorkloadIndex {
  const found = new Map<string, { namespace: string; kind: string; name: string; groups: number[] }>();
  groups.forEach((group, index) => {
    const { kind, name } = group.owner;
    const key = `${group.namespace}\n${name}\n${kind}`;
    const workload = found.get(key);
    if (workload === undefined) found.set(key, { namespace: group.namespace, kind, name, groups: [index] });
    else workload.groups.push(index);
  });
  const workloads = [...found.values()].sort(
    (a, b) => byText(a.namespace, b.namespace) || byText(a.name, b.name) || byText(a.kind, b.kind),
  );
  const workloadOf = new Int32Array(groups.length);
  workloads.forEach((workload, index) => {
    for (const group of workload.groups) workloadOf[group] = index;
  });
  return { workloads, workloadOf };
}

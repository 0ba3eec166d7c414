import { byText } from '../model/json-value.js';
import type { Workload } from '../model/network-model.js';
import { FAMILIES, type Family } from '../sets/ip-address.js';
import { type IpRange, formatRange } from '../sets/ip-range.js';
import type { ExternalFlow, Flow } from './flow.js';
import { uniteExternalFlows } from './external-union.js';
import { controllerFlows } from './ingress-controller.js';
import type { Reachability } from './reachability.js';

/** One end of a listed connection. */
export type ConnectionEnd =
  | { readonly kind: 'workload'; readonly workload: Workload }
  | { readonly kind: 'addresses'; readonly ranges: readonly IpRange[] }
  /** Whoever serves the cluster's Ingresses, when nothing in the input says who that is. */
  | { readonly kind: 'ingress-controller' };

/** What can pass from one workload or range of addresses to another. Invariant: `may` is not empty. */
export interface Connection extends Flow {
  readonly src: ConnectionEnd;
  readonly dst: ConnectionEnd;
}

/** What to list. */
export interface ConnectionOptions {
  /** Address families of the outside; default both. */
  readonly families?: readonly Family[];
}

/**
 * Every connection that may pass, between workloads and with the outside; a pair that is absent has none. Pods of one
 * controller are one workload, and a workload with itself is not listed. Sorted by source, then destination.
 */
export function listConnections(reach: Reachability, { families = FAMILIES }: ConnectionOptions = {}): Connection[] {
  const connections = [
    ...betweenWorkloads(reach),
    ...reach.model.workloads.flatMap((workload) => withOutside(reach, workload, families)),
    ...controllerFlows(reach).map(({ workload, ...flow }): Connection => ({
      ...flow,
      src: { kind: 'ingress-controller' },
      dst: { kind: 'workload', workload },
    })),
  ];
  return sorted(connections);
}

/** `namespace/name[Kind]`, comma-joined ranges, or `{ingress-controller}`. */
export function nameOfEnd(end: ConnectionEnd): string {
  switch (end.kind) {
    case 'workload':
      return nameOfWorkload(end.workload);
    case 'addresses':
      return end.ranges.map(formatRange).join(',');
    case 'ingress-controller':
      return '{ingress-controller}';
  }
}

/** `namespace/name[Kind]`. */
export function nameOfWorkload({ namespace, name, kind }: Workload): string {
  return `${namespace}/${name}[${kind}]`;
}

function betweenWorkloads(reach: Reachability): Connection[] {
  const ends = reach.model.workloads.map((workload) => ({ kind: 'workload', workload }) as const);
  const connections: Connection[] = [];
  for (const src of ends) {
    const rows = src.workload.groups.map((group) => reach.rowFrom(group));
    for (const dst of ends) {
      if (dst === src) continue;
      let must = reach.ports.none.id;
      let may = must;
      for (const row of rows) {
        for (const group of dst.workload.groups) {
          const far = reach.classOf[group] ?? 0;
          must = reach.ports.union(must, row.must[far] ?? 0);
          may = reach.ports.union(may, row.may[far] ?? 0);
        }
      }
      if (may === reach.ports.none.id) continue;
      connections.push({ must: reach.ports.get(must), may: reach.ports.get(may), src, dst });
    }
  }
  return connections;
}

function withOutside(reach: Reachability, workload: Workload, families: readonly Family[]): Connection[] {
  const self: ConnectionEnd = { kind: 'workload', workload };
  const incoming = outside(reach, workload, (group) => reach.externalTo(group), families);
  const outgoing = outside(reach, workload, (group) => reach.externalFrom(group), families);
  return [
    ...incoming.map(({ ranges, must, may }): Connection => ({
      must,
      may,
      src: { kind: 'addresses', ranges },
      dst: self,
    })),
    ...outgoing.map(({ ranges, must, may }): Connection => ({
      must,
      may,
      src: self,
      dst: { kind: 'addresses', ranges },
    })),
  ];
}

function outside(
  reach: Reachability,
  { groups }: Workload,
  flowsOf: (group: number) => readonly ExternalFlow[],
  families: readonly Family[],
): ExternalFlow[] {
  const united = uniteExternalFlows(groups.map(flowsOf), reach.ports);
  return united.flatMap((flow) => {
    const ranges = flow.ranges.filter((range) => families.includes(range.family));
    return ranges.length === 0 || flow.may.isEmpty ? [] : [{ ...flow, ranges }];
  });
}

/** By the names of both ends. Ends are shared by many connections, so each is named once. */
function sorted(connections: Connection[]): Connection[] {
  const names = new Map<ConnectionEnd, string>();
  for (const { src, dst } of connections) {
    for (const end of [src, dst]) if (!names.has(end)) names.set(end, nameOfEnd(end));
  }
  const nameOf = (end: ConnectionEnd): string => names.get(end) ?? '';
  return connections.sort((a, b) => byText(nameOf(a.src), nameOf(b.src)) || byText(nameOf(a.dst), nameOf(b.dst)));
}

import { entryPortText } from '#src/engine/model/entry-port-text.js';
import type { NetworkModel } from '#src/engine/model/network-model.js';
import { nameOfWorkload } from '#src/engine/reachability/connections.js';
import type { Truth } from '#src/engine/reachability/flow.js';
import type { Reachability } from '#src/engine/reachability/reachability.js';
import type { PortSet } from '#src/engine/sets/port-set.js';
import type { LoadedCluster } from '../input/load-cluster.js';
import type { ListContext } from './connectivity-text.js';
import { endpointText } from './endpoint-names.js';
import { portsJson, portsText } from './ports.js';
import { textTable } from './table.js';

/** How open each workload is, whoever runs in the cluster tomorrow: protection, what any pod may use, doors from outside. */
export function exposureText({ model, reach }: LoadedCluster, { width, colours }: ListContext): string {
  const rows = model.workloads.map((workload) => [
    colours.bold(endpointText(nameOfWorkload(workload))),
    protection(reach, workload.groups),
    portsText(portsJson(fromAnyPod(reach, workload.groups))),
    doors(model, workload.groups).join(', '),
  ]);
  const titles = ['WORKLOAD', 'POLICIES ISOLATE', 'ANY POD MAY USE', 'DOORS FROM OUTSIDE'].map((title) => ({
    title: colours.dim(title),
  }));
  return `${colours.underline('Exposure')}\n${textTable(titles, rows, width)}`;
}

function protection(reach: Reachability, groups: readonly number[]): string {
  const directions = (['ingress', 'egress'] as const).flatMap((direction) => {
    const truths = groups.map((group) => reach.isolation(group)[direction]);
    return truths.every(isYes) ? [direction] : truths.every((truth) => truth === 'no') ? [] : [`perhaps ${direction}`];
  });
  return directions.length === 0 ? 'nothing' : directions.join(', ');
}

function isYes(truth: Truth): boolean {
  return truth === 'yes';
}

function fromAnyPod(reach: Reachability, groups: readonly number[]): PortSet {
  return groups.reduce((ports, group) => ports.union(reach.fromStranger(group).must), reach.ports.none);
}

function doors({ entryPoints }: NetworkModel, groups: readonly number[]): string[] {
  const found = entryPoints
    .filter(({ targets }) => targets.some(({ group }) => groups.includes(group)))
    .map(
      (entry) =>
        `${entry.type} ${entry.source.name}:${entryPortText(entry)}${entry.scope === 'internal' ? ' (internal)' : ''}`,
    );
  return [...new Set(found)];
}

import type { Workload } from '../model/network-model.js';
import type { Flow } from './flow.js';
import type { Reachability } from './reachability.js';

/** What the cluster's ingress controller, whoever it is, can send to one workload. */
export interface ControllerFlow extends Flow {
  readonly workload: Workload;
}

/**
 * Flows from an unknown ingress controller to the workloads behind Ingresses: the declared TCP ports their backends name,
 * as far as policies let an arbitrary pod through. Workloads it cannot reach at all are left out.
 */
export function controllerFlows(reach: Reachability): ControllerFlow[] {
  const { model, ports } = reach;
  const offered = new Map<number, number>();
  for (const entry of model.entryPoints) {
    if (entry.type !== 'ingress') continue;
    for (const { group, protocol, port, declared } of entry.targets) {
      // Pods of virtual machines declare nothing: what a machine serves is not in the API.
      const isMachine = model.groups[group]?.owner.kind === 'VirtualMachine';
      if (!(declared || isMachine) || protocol !== 'TCP') continue;
      offered.set(group, ports.union(offered.get(group) ?? ports.none.id, ports.of(protocol, port).id));
    }
  }
  return model.workloads.flatMap((workload) => {
    let must = ports.none;
    let may = ports.none;
    for (const group of workload.groups) {
      const open = ports.get(offered.get(group) ?? ports.none.id);
      if (open.isEmpty) continue;
      const flow = reach.fromStranger(group);
      must = must.union(open.intersect(flow.must));
      may = may.union(open.intersect(flow.may));
    }
    return may.isEmpty ? [] : [{ workload, must, may }];
  });
}

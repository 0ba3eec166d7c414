import { ALL_PORTS, NO_PORTS, type PortSets } from '../../sets/port-sets.js';
import type { Targets } from '../route.js';

/** Ports of the destination's groups a route leads to. */
export class TargetPorts {
  private readonly byGroup: ReadonlyMap<number, number> | null;

  constructor(ports: PortSets, targets: Targets) {
    if (targets === null) {
      this.byGroup = null;
      return;
    }
    const found = new Map<number, number>();
    for (const { group, protocol, port } of targets)
      found.set(group, ports.union(found.get(group) ?? NO_PORTS, ports.of(protocol, port).id));
    this.byGroup = found;
  }

  /** Id of the ports of a group; undefined when the route does not lead there at all. */
  of(group: number): number | undefined {
    return this.byGroup === null ? ALL_PORTS : this.byGroup.get(group);
  }
}

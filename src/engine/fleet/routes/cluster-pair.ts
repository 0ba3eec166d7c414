import type { Family } from '../../sets/ip-address.js';
import { PortSets } from '../../sets/port-sets.js';
import type { FleetMember } from '../fleet-member.js';
import { familiesOf } from './families.js';
import { OutsideView } from './outside-view.js';
import { PortBridge } from './port-bridge.js';

/** Two clusters in one direction, with one table of port sets for both. Everything costly is computed once. */
export class ClusterPair {
  readonly ports = new PortSets();
  readonly families: readonly Family[];
  #egress: OutsideView | undefined;
  #ingress: OutsideView | undefined;
  #policyIngress: OutsideView | undefined;
  #meshIngress: OutsideView | undefined;
  #fromBridge: PortBridge | undefined;
  #toBridge: PortBridge | undefined;

  constructor(
    readonly from: FleetMember,
    readonly to: FleetMember,
  ) {
    this.families = familiesOf(from, to);
  }

  /** What pods of the source cluster may send to addresses. */
  get egress(): OutsideView {
    return (this.#egress ??= new OutsideView(this.from.reach, 'egress', this.ports));
  }

  /** What pods of the destination cluster take from addresses. */
  get ingress(): OutsideView {
    return (this.#ingress ??= new OutsideView(this.to.reach, 'ingress', this.ports));
  }

  /** As `ingress`, as far as network plugins decide. */
  get policyIngress(): OutsideView {
    return (this.#policyIngress ??= new OutsideView(this.to.policyReach, 'ingress', this.ports));
  }

  /** As `ingress`, as far as meshes decide about clients without an identity. */
  get meshIngress(): OutsideView {
    return (this.#meshIngress ??= new OutsideView(this.to.meshReach, 'ingress', this.ports));
  }

  /** Port sets of the source cluster in the shared table. */
  get fromBridge(): PortBridge {
    return (this.#fromBridge ??= new PortBridge(this.from.reach.ports, this.ports));
  }

  /** Port sets of the destination cluster in the shared table. */
  get toBridge(): PortBridge {
    return (this.#toBridge ??= new PortBridge(this.to.reach.ports, this.ports));
  }
}

import type { Dialect } from '../../dialects/dialect.js';
import type { Direction } from '../../dialects/policy.js';
import type { EndExplanation } from '../../reachability/explanation.js';
import type { Truth } from '../../reachability/flow.js';
import { Reachability } from '../../reachability/reachability.js';
import { ALL_PORTS, NO_PORTS, type PortSets } from '../../sets/port-sets.js';
import type { FleetMember } from '../fleet-member.js';
import { type PortBounds, whichever } from '../routes/port-bounds.js';
import { PortBridge } from '../routes/port-bridge.js';
import { localByDefault } from './local-by-default.js';
import { type JointModel, withRemoteGroups } from './remote-groups.js';

/** How the policies of one cluster speak about the pods of another. */
export interface JointSettings {
  readonly languages: readonly Dialect[];
  /** Do selectors without a cluster mean the local one? */
  readonly defaultLocal: Truth;
  readonly labels: { readonly local: string; readonly remote: string };
}

/** What the policies of one cluster say about labelled pods of another. */
export class JointReach {
  private readonly joint: JointModel;
  /** One for each reading of selectors that is possible. */
  private readonly readings: readonly { readonly reach: Reachability; readonly bridge: PortBridge }[];

  constructor(
    private readonly local: FleetMember,
    remote: FleetMember,
    private readonly ports: PortSets,
    { languages, defaultLocal, labels }: JointSettings,
  ) {
    this.joint = withRemoteGroups(local.model, remote.model, labels);
    const plain = defaultLocal === 'yes' ? [] : [languages];
    const narrowed = defaultLocal === 'no' ? [] : [languages.map((dialect) => localByDefault(dialect, labels.local))];
    this.readings = [...plain, ...narrowed].map((dialects) => {
      const reach = Reachability.build(this.joint.model, { dialects });
      return { reach, bridge: new PortBridge(reach.ports, ports) };
    });
  }

  /** What decides about a local group; equal texts, equal answers. */
  localKey(group: number): string {
    const contested = this.joint.contested.has(this.local.model.groups[group]?.namespace ?? '');
    return `${this.classes(group)}${contested ? '!' : ''}`;
  }

  /** What decides about a group of the other cluster. */
  remoteKey(group: number): string {
    const joint = this.joint.remote(group);
    return `${this.classes(joint)}${this.isContested(joint) ? '!' : ''}`;
  }

  /** What the end of a local group permits with a group of the other cluster. */
  permits(direction: Direction, local: number, remote: number): PortBounds {
    const far = this.joint.remote(remote);
    const answers = this.readings.map(({ reach, bridge }): PortBounds => {
      const { must, may } = reach.permits(direction, local, far);
      return { must: bridge.id(must.id), may: bridge.id(may.id) };
    });
    // With two meanings of one namespace's labels only pods that no policy isolates are certain.
    if (this.isContested(far) && this.isolation(direction, local) !== 'no')
      answers.push({ must: NO_PORTS, may: ALL_PORTS });
    return whichever(this.ports, answers);
  }

  /** Does a policy isolate a local group? */
  isolation(direction: Direction, local: number): Truth {
    return this.readings[0]?.reach.isolation(local)[direction] ?? 'unknown';
  }

  /** Why the end of a local group permits what it does. */
  explain(direction: Direction, local: number, remote: number): EndExplanation | null {
    const far = this.joint.remote(remote);
    const reach = this.readings[0]?.reach;
    if (reach === undefined) return null;
    return direction === 'egress'
      ? reach.explain({ group: local }, { group: far }).egress
      : reach.explain({ group: far }, { group: local }).ingress;
  }

  /** True when the two clusters label the namespace of this group differently, and a policy minds. */
  private isContested(joint: number): boolean {
    return this.joint.contested.has(this.joint.model.groups[joint]?.namespace ?? '');
  }

  private classes(joint: number): string {
    return this.readings.map(({ reach }) => String(reach.classOf[joint])).join('/');
  }
}

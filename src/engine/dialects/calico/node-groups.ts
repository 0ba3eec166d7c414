import type { EndpointFinder } from '../../endpoints/endpoint-finder.js';
import type { MatchedGroups } from '../../endpoints/pod-selection.js';
import type { PodGroup } from '../../model/pod-group.js';
import { pair } from './area.js';

/** Finds the groups that run on nodes: certain when all their pods surely do, possible when some may. */
export class NodeGroups {
  readonly #known = new Map<string, MatchedGroups>();

  constructor(
    private readonly groups: readonly PodGroup[],
    private readonly endpoints: EndpointFinder,
  ) {}

  /** Host-network groups on any of these nodes: processes of the nodes themselves. */
  processesOn(nodes: ReadonlySet<string>): MatchedGroups {
    return this.#on(nodes, true);
  }

  /** Groups of ordinary pods on any of these nodes. */
  podsOn(nodes: ReadonlySet<string>): MatchedGroups {
    return this.#on(nodes, false);
  }

  /** Nodes that run host-network pods, sorted. */
  get nodes(): readonly string[] {
    const names = this.groups.flatMap((group, id) =>
      this.endpoints.at(id)?.isNode === true ? group.members.flatMap(({ node }) => node ?? []) : [],
    );
    return [...new Set(names)].sort();
  }

  #on(nodes: ReadonlySet<string>, isNode: boolean): MatchedGroups {
    const key = `${String(isNode)} ${[...nodes].sort().join(' ')}`;
    let found = this.#known.get(key);
    if (found !== undefined) return found;
    const certain: number[] = [];
    const possible: number[] = [];
    for (const [id, group] of this.groups.entries()) {
      if (this.endpoints.at(id)?.isNode !== isNode) continue;
      const answers = group.members.map(({ node }) =>
        node === undefined || group.fromTemplate ? undefined : nodes.has(node),
      );
      if (answers.length > 0 && answers.every((answer) => answer === true)) certain.push(id);
      if (answers.length === 0 || answers.some((answer) => answer !== false)) possible.push(id);
    }
    found = pair(Int32Array.from(certain), Int32Array.from(possible));
    this.#known.set(key, found);
    return found;
  }
}

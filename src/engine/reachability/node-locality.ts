import type { PodGroup } from '../model/pod-group.js';

/** Host-network groups that share a node with a group: surely, or as far as the input shows. */
export interface NodeNeighbours {
  /** Id of this pair of sets; 0 means no neighbours at all. */
  readonly id: number;
  readonly certain: readonly number[];
  readonly possible: readonly number[];
}

const ALONE: NodeNeighbours = { id: 0, certain: [], possible: [] };

/**
 * Which host-network groups run on the same node as each group. Kubernetes always lets a node's own processes reach its
 * pods (semantics 01 §8), so these pairs bypass policy.
 */
export function findNodeNeighbours(groups: readonly PodGroup[], isNode: Uint8Array): readonly NodeNeighbours[] {
  const hosts = groups.flatMap((group, id) => (isNode[id] === 1 ? [{ id, placement: placementOf(group) }] : []));
  if (hosts.length === 0) return groups.map(() => ALONE);
  const everyHost = hosts.map(({ id }) => id);
  const vagueHosts = hosts.filter(({ placement }) => placement.vague).map(({ id }) => id);
  const byNode = new Map<string, number[]>();
  for (const { id, placement } of hosts) {
    for (const node of placement.nodes) {
      const own = byNode.get(node);
      if (own === undefined) byNode.set(node, [id]);
      else own.push(id);
    }
  }
  const known = new Map<string, NodeNeighbours>();
  return groups.map((group, id) => {
    if (isNode[id] === 1) return ALONE;
    const { nodes, vague } = placementOf(group);
    const certain = ascending([...nodes].flatMap((node) => byNode.get(node) ?? []));
    const possible = vague ? everyHost : ascending([...certain, ...vagueHosts]);
    if (possible.length === 0) return ALONE;
    const key = `${certain.join(',')}|${possible.join(',')}`;
    let neighbours = known.get(key);
    if (neighbours === undefined) known.set(key, (neighbours = { id: known.size + 1, certain, possible }));
    return neighbours;
  });
}

function ascending(ids: readonly number[]): number[] {
  return [...new Set(ids)].sort((a, b) => a - b);
}

interface Placement {
  readonly nodes: ReadonlySet<string>;
  /** True when some member may run on a node the input does not name. */
  readonly vague: boolean;
}

function placementOf(group: PodGroup): Placement {
  const nodes = new Set<string>();
  let vague = group.fromTemplate || group.members.length === 0;
  for (const { node } of group.members) {
    if (node === undefined) vague = true;
    else nodes.add(node);
  }
  return { nodes, vague };
}

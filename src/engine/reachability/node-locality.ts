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
  const hosts = groups.flatMap((_, id) => (isNode[id] === 1 ? [id] : []));
  if (hosts.length === 0) return groups.map(() => ALONE);
  const placements = groups.map(placementOf);
  const known = new Map<string, NodeNeighbours>();
  return groups.map((_, id) => {
    if (isNode[id] === 1) return ALONE;
    const certain = hosts.filter((host) => share(placements[id], placements[host]));
    const possible = hosts.filter(
      (host) => certain.includes(host) || isVague(placements[id]) || isVague(placements[host]),
    );
    const key = `${certain.join(',')}|${possible.join(',')}`;
    let neighbours = known.get(key);
    if (neighbours === undefined) {
      neighbours = possible.length === 0 ? ALONE : { id: known.size + 1, certain, possible };
      known.set(key, neighbours);
    }
    return neighbours;
  });
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

function share(a: Placement | undefined, b: Placement | undefined): boolean {
  if (a === undefined || b === undefined) return false;
  const [small, large] = a.nodes.size <= b.nodes.size ? [a.nodes, b.nodes] : [b.nodes, a.nodes];
  for (const node of small) if (large.has(node)) return true;
  return false;
}

function isVague(placement: Placement | undefined): boolean {
  return placement === undefined || placement.vague;
}

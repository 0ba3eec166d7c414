import type { Agent, CniEvidence } from './cni-evidence.js';
import { asText, byText, memberAt } from './json-value.js';
import type { PodGroup } from './pod-group.js';
import type { RawObject } from './raw-object.js';
import type { CniProfileId } from './snapshot-facts.js';

/** Plugins that cover Linux alone, or Windows only in parts (semantics 07 §3). */
const NOT_ON_WINDOWS: ReadonlySet<CniProfileId | 'unknown'> = new Set(['aws-vpc', 'azure', 'cilium', 'kube-router']);

/**
 * Nodes on which the engine is not known to work, each with the reason (semantics 07 §1.4): nodes nobody runs a kubelet
 * on, Windows, and nodes without a ready agent. Pods there may be reached whatever policies say.
 * @param agents the engine's DaemonSets; none for engines inside the kubelet, which are wherever a kubelet is.
 */
export function uncoveredNodes(
  { nodes }: CniEvidence,
  profile: CniProfileId | 'unknown',
  agents: readonly Agent[],
  groups: readonly PodGroup[],
): ReadonlyMap<string, string> {
  const placed = placedNodes(agents, groups);
  const uncovered = new Map<string, string>();
  const known = new Map(nodes.map((node) => [node.metadata.name, node]));
  const names = new Set([...known.keys(), ...nodesOfPods(placed === undefined ? [] : groups)]);
  for (const name of [...names].sort(byText)) {
    const reason = reasonOf(known.get(name), name, profile, agents, placed);
    if (reason !== undefined) uncovered.set(name, reason);
  }
  return uncovered;
}

function reasonOf(
  node: RawObject | undefined,
  name: string,
  profile: CniProfileId | 'unknown',
  agents: readonly Agent[],
  placed: ReadonlySet<string> | undefined,
): string | undefined {
  const labels = node?.metadata.labels ?? {};
  if (labels['type'] === 'virtual-kubelet') return 'a virtual node: no network plugin runs there';
  if (labels['eks.amazonaws.com/compute-type'] === 'fargate') return 'Fargate: no network plugin runs there';
  const system = asText(memberAt(node?.status, 'nodeInfo', 'operatingSystem')) ?? labels['kubernetes.io/os'];
  if (system === 'windows' && NOT_ON_WINDOWS.has(profile)) return 'Windows: the plugin does not, or only in parts, enforce there'; // prettier-ignore
  if (agents.length === 0) return undefined;
  const titles = agents.map((agent) => `${agent.namespace}/${agent.name}`).join(', ');
  if (agents.some(({ unreadyNodes }) => unreadyNodes.includes(name)) && placed?.has(name) !== true)
    return `the pod of DaemonSet ${titles} there is not ready`;
  if (placed !== undefined) return placed.has(name) ? undefined : `no ready pod of DaemonSet ${titles} runs there`;
  return agents.every(isWhole) ? undefined : `DaemonSet ${titles} is not ready everywhere`;
}

function isWhole({ desired, ready }: Agent): boolean {
  return desired === undefined || ready === undefined || ready >= desired;
}

/** Nodes with a ready agent; undefined when no pod of them is in the snapshot. */
function placedNodes(agents: readonly Agent[], groups: readonly PodGroup[]): ReadonlySet<string> | undefined {
  const placed = new Set<string>();
  let seen = false;
  for (const agent of agents) {
    const down = new Set(agent.unreadyNodes);
    for (const group of groups) {
      if (group.fromTemplate || group.owner.kind !== 'DaemonSet') continue;
      if (group.namespace !== agent.namespace || group.owner.name !== agent.name) continue;
      for (const { node } of group.members) {
        if (node === undefined) continue;
        seen = true;
        if (!down.has(node)) placed.add(node);
      }
    }
  }
  return seen ? placed : undefined;
}

function nodesOfPods(groups: readonly PodGroup[]): string[] {
  return groups.flatMap(({ members }) => members.flatMap(({ node }) => node ?? []));
}

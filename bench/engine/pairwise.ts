import type { Peer, Policy, Rule } from '#src/engine/dialects/policy.js';
import type { PodGroup } from '#src/engine/model/pod-group.js';
import type { Reachability } from '#src/engine/reachability/reachability.js';

/** What analysers without classes do: take every pair of pods and fold the policies of both ends. */
const SAMPLED_PAIRS = 500_000;

/** CPU milliseconds for all pod pairs, extrapolated from evenly spread sources, and how often the engine disagrees. */
export function pairwiseSample(
  reach: Reachability,
  pods: number,
): { readonly pairwise: number; readonly differences: number } {
  const { groups } = reach.model;
  const podGroups = groups.flatMap((group, id) => group.members.map(() => id));
  const sources = Math.max(1, Math.min(podGroups.length, Math.floor(SAMPLED_PAIRS / podGroups.length)));
  const step = Math.max(1, Math.floor(podGroups.length / sources));
  // Selecting policies are looked up once per group: even the naive way caches that.
  const ingress = groups.map((_, id) => reach.selecting('ingress', id));
  const egress = groups.map((_, id) => reach.selecting('egress', id));

  const labels = new Map(
    [...reach.model.namespaces].map(([name, namespace]) => [name, Object.fromEntries(namespace.labels)]),
  );
  const answers: number[] = [];
  const before = process.cpuUsage();
  for (let s = 0; s < sources; s++) {
    const src = podGroups[s * step] ?? 0;
    for (const dst of podGroups) {
      const sent = fold(reach, labels, egress[src] ?? [], 'egress', groups[dst], groups[dst]);
      answers.push(
        sent === 0
          ? 0
          : reach.ports.intersect(sent, fold(reach, labels, ingress[dst] ?? [], 'ingress', groups[src], groups[dst])),
      );
    }
  }
  const { user, system } = process.cpuUsage(before);

  let differences = 0;
  for (let s = 0; s < sources; s++) {
    const { must } = reach.rowFrom(podGroups[s * step] ?? 0);
    for (const [d, dst] of podGroups.entries())
      if (must[reach.classOf[dst] ?? 0] !== answers[s * podGroups.length + d]) differences++;
  }
  return { pairwise: ((user + system) / 1_000) * (pods / sources), differences };
}

type NamespaceLabels = ReadonlyMap<string, Readonly<Record<string, string>>>;

function fold(
  reach: Reachability,
  labels: NamespaceLabels,
  policies: readonly Policy[],
  direction: 'ingress' | 'egress',
  far: PodGroup | undefined,
  destination: PodGroup | undefined,
): number {
  if (policies.length === 0) return reach.ports.all.id;
  let open = reach.ports.none.id;
  for (const policy of policies) {
    for (const rule of policy[direction] ?? []) {
      if (rule.peers.some((peer) => matches(labels, policy, peer, far)))
        open = reach.ports.union(open, portsOf(reach, rule, destination));
    }
  }
  return open;
}

function matches(labels: NamespaceLabels, { namespace }: Policy, peer: Peer, far: PodGroup | undefined): boolean {
  if (peer.kind === 'anyone') return true;
  if (peer.kind !== 'pods' || far === undefined) return false;
  const { namespaces, pods } = peer.selection;
  if (
    namespaces.kind === 'own'
      ? far.namespace !== namespace
      : !namespaces.selector.matches(labels.get(far.namespace) ?? {})
  )
    return false;
  return pods.matches(far.labels);
}

/** The numeric ports of each rule, computed once: even the naive way caches that. */
const fixedPorts = new Map<Rule, number>();

function portsOf(reach: Reachability, rule: Rule, destination: PodGroup | undefined): number {
  let open = fixedPorts.get(rule);
  if (open === undefined) {
    open = reach.ports.none.id;
    for (const clause of rule.ports) {
      if (clause.kind === 'span') open = reach.ports.union(open, reach.ports.of(clause.lane, clause.lo, clause.hi).id);
    }
    fixedPorts.set(rule, open);
  }
  for (const clause of rule.ports) {
    if (clause.kind === 'span') continue;
    for (const port of destination?.ports ?? []) {
      if (port.name !== clause.name || port.protocol !== clause.protocol) continue;
      open = reach.ports.union(open, reach.ports.of(port.protocol, port.port).id);
    }
  }
  return open;
}

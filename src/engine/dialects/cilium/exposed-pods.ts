import { type MatchedGroups, NO_GROUPS } from '../../endpoints/pod-selection.js';
import type { Policy } from '../policy.js';
import type { Ground } from './ground.js';

/** Doors whose traffic one node may forward to a pod of another, in its own name. */
const FORWARDING: ReadonlySet<string> = new Set(['node-port', 'load-balancer', 'external-ip']);

/** Finds pods whose clients from outside may look like nodes. */
interface ExposedPods {
  /** Those among the subject of a policy; never certain, since it depends on the node a client picks. */
  among(subject: Policy['subject'], own: string): MatchedGroups;
}

/**
 * Pods behind Services that are open on every node. Without tunnels a node that forwards to another becomes the client
 * there, so rules for nodes admit the outside, too (semantics 04 §5).
 */
export function exposedPods({ context, settings }: Ground): ExposedPods {
  const behind = new Set<number>();
  if (settings.nativeRouting !== false) {
    for (const { type, sourceHidden, targets } of context.model.entryPoints)
      if (sourceHidden && FORWARDING.has(type)) for (const { group } of targets) behind.add(group);
  }
  return {
    among(subject, own) {
      if (behind.size === 0) return NO_GROUPS;
      const groups = [...behind].sort((a, b) => a - b).filter((group) => mayBeSubject(group, subject, own));
      return { certain: NO_GROUPS.certain, possible: Int32Array.from(groups) };
    },
  };

  function mayBeSubject(id: number, subject: Policy['subject'], own: string): boolean {
    if ('groups' in subject) return subject.groups.possible.includes(id);
    const endpoint = context.endpoints.at(id);
    if (endpoint === undefined || endpoint.isNode) return false;
    const isThere = subject.namespaces.kind === 'matching' || endpoint.group.namespace === own;
    return isThere && subject.pods.matches(endpoint.group.labels);
  }
}

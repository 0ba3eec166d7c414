import type { RawObject } from '#src/engine/model/raw-object.js';
import type { CorpusConnection } from './connections.js';

/**
 * NCA reports mirror pods (static pods the kubelet shows in the API) as one workload of their node, `ns/node[Node]`;
 * Fenceline reports each for itself, as np-guard's later tool does. Renames the ends; what two of them do to each
 * other is then a workload with itself and is not listed.
 */
export function withNcaNodes(
  objects: readonly RawObject[],
  connections: readonly CorpusConnection[],
): CorpusConnection[] {
  const nodes = new Map<string, string>();
  for (const { kind, metadata } of objects) {
    const owner = kind === 'Pod' ? metadata.ownerReferences?.find((reference) => reference.kind === 'Node') : undefined;
    const namespace = metadata.namespace ?? 'default';
    if (owner !== undefined) nodes.set(`${namespace}/${metadata.name}[Pod]`, `${namespace}/${owner.name}[Node]`);
  }
  const named = (end: string): string => nodes.get(end) ?? end;
  return connections
    .map((connection) => ({ ...connection, src: named(connection.src), dst: named(connection.dst) }))
    .filter(({ src, dst }) => src !== dst);
}

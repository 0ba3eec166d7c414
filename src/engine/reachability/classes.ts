import { DIRECTIONS } from '../dialects/policy.js';
import type { DoubtIndex } from './doubt-index.js';
import type { ClassTable } from './factor-builder.js';
import type { GroupIndex } from '../endpoints/group-index.js';
import type { MatchedGroups } from '../endpoints/pod-selection.js';
import type { NamedPorts } from './named-ports.js';
import type { NodeNeighbours } from './node-locality.js';
import { Partition } from './partition.js';
import { flagsOf } from './subject.js';

/** Everything that can tell two groups apart. */
export interface Distinctions {
  readonly index: GroupIndex;
  readonly namedPorts: NamedPorts;
  readonly doubts: DoubtIndex;
  readonly neighbours: readonly NodeNeighbours[];
  readonly sets: Iterable<MatchedGroups>;
}

/**
 * Sorts groups into classes that no policy can tell apart (engine §3.5). Classes are numbered by their first group, so
 * equal clusters number them equally.
 */
export function classify({ index, namedPorts, doubts, neighbours, sets }: Distinctions): ClassTable {
  const partition = new Partition(initialLabels(index, namedPorts, doubts, neighbours));
  for (const { certain, possible } of sets) {
    partition.refine(certain);
    if (possible !== certain) partition.refine(possible);
  }
  const { classOf, members } = renumber(partition);
  const signatureOf = members.map((group) => namedPorts.signatureOf[group] ?? 0);
  return { classOf, members, signatureOf };
}

function initialLabels(
  index: GroupIndex,
  namedPorts: NamedPorts,
  doubts: DoubtIndex,
  neighbours: readonly NodeNeighbours[],
): Int32Array {
  const labels = new Map<string, number>();
  return Int32Array.from(index.groups, (_, id) => {
    const identity = index.identityOf(id);
    const flags = DIRECTIONS.map((direction) => flagsOf(doubts.effectOn(identity, direction))).join(' ');
    const key = identity.isNode
      ? `node ${String(id)}`
      : `${flags} ${String(namedPorts.signatureOf[id] ?? 0)} ${String(neighbours[id]?.id ?? 0)}`;
    let label = labels.get(key);
    if (label === undefined) labels.set(key, (label = labels.size));
    return label;
  });
}

function renumber(partition: Partition): { readonly classOf: Int32Array; readonly members: Int32Array } {
  const fresh = new Int32Array(partition.classCount).fill(-1);
  const members = new Int32Array(partition.classCount);
  let count = 0;
  const classOf = partition.classOf.map((old, group) => {
    let id = fresh[old] ?? -1;
    if (id < 0) {
      fresh[old] = id = count++;
      members[id] = group;
    }
    return id;
  });
  return { classOf, members };
}

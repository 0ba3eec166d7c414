import type { Direction, Policy } from '../dialects/policy.js';
import type { DoubtIndex } from './doubt-index.js';
import type { ClassTable } from './factor-builder.js';
import type { GroupIndex } from './group-index.js';
import type { GroupSets } from './group-sets.js';
import type { NodeNeighbours } from './node-locality.js';
import type { Side, Sides } from './side.js';
import { type Subject, subjectKey } from './subject.js';

/** One direction of one cluster: the distinct subjects, and which one each class is. */
export interface SubjectTable {
  readonly subjects: readonly Subject[];
  /** Class → position in `subjects`. */
  readonly rowOf: Int32Array;
  /** Class → positions in the policy list of all policies that select it in this direction. */
  readonly selecting: readonly (readonly number[])[];
}

/** What the table is made of. */
export interface SubjectSources {
  readonly policies: readonly Policy[];
  readonly groupSets: GroupSets;
  readonly sides: Sides;
  readonly index: GroupIndex;
  readonly table: ClassTable;
  readonly doubts: DoubtIndex;
  readonly neighbours: readonly NodeNeighbours[];
}

/** Finds the policies that select each class and merges classes for which they say the same. */
export function tabulateSubjects(direction: Direction, sources: SubjectSources): SubjectTable {
  const { index, table, doubts, neighbours } = sources;
  const { selecting, sides } = selectClasses(direction, sources);
  const doubtsOf = new Map<string, Subject['doubts']>();
  for (const namespace of index.namespaces) doubtsOf.set(namespace, doubts.effectOn(namespace, direction));

  const subjects: Subject[] = [];
  const rows = new Map<string, number>();
  const rowOf = new Int32Array(table.members.length);
  for (const [far, group] of table.members.entries()) {
    const own = inLadderOrder(sides[far]);
    const subject = {
      direction,
      isNode: index.isNode[group] === 1,
      sides: own,
      signature: direction === 'ingress' && own.some((side) => side.usesNames) ? (table.signatureOf[far] ?? 0) : 0,
      doubts: doubtsOf.get(index.groups[group]?.namespace ?? '') ?? NO_DOUBTS,
      neighbours: neighbours[group] ?? ALONE,
    };
    const key = subjectKey(subject);
    let row = rows.get(key);
    if (row === undefined) {
      row = subjects.push({ id: subjects.length, ...subject }) - 1;
      rows.set(key, row);
    }
    rowOf[far] = row;
  }
  return { subjects, rowOf, selecting };
}

const NO_DOUBTS: Subject['doubts'] = { closes: false, closesExternal: false, opens: false, opensExternal: false };
const ALONE: NodeNeighbours = { id: 0, certain: [], possible: [] };

function selectClasses(direction: Direction, { policies, groupSets, sides, table }: SubjectSources) {
  const selecting: number[][] = Array.from(table.members, () => []);
  const sidesOf: (Set<Side> | undefined)[] = [];
  const classesOf = new Map<Int32Array, readonly number[]>();
  for (const [position, policy] of policies.entries()) {
    const side = sides.of(policy, direction);
    if (side === null) continue;
    const groups = groupSets.match(policy.subject, policy.namespace).certain;
    let classes = classesOf.get(groups);
    if (classes === undefined) {
      classes = [...new Set(Array.from(groups, (group) => table.classOf[group] ?? 0))];
      classesOf.set(groups, classes);
    }
    for (const far of classes) {
      selecting[far]?.push(position);
      (sidesOf[far] ??= new Set()).add(side);
    }
  }
  return { selecting, sides: sidesOf };
}

function inLadderOrder(sides: ReadonlySet<Side> | undefined): readonly Side[] {
  if (sides === undefined) return [];
  return [...sides].sort((a, b) => a.rung.order - b.rung.order || a.priority - b.priority || a.id - b.id);
}

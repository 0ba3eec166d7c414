import type { Direction, Policy } from '../dialects/policy.js';
import { compareRungs } from '../dialects/rung.js';
import { byText } from '../model/json-value.js';
import type { DoubtIndex } from './doubt-index.js';
import type { ClassTable } from './factor-builder.js';
import type { GroupIndex } from '../endpoints/group-index.js';
import type { GroupSets } from '../endpoints/group-sets.js';
import type { AppliedSide } from './ladder.js';
import type { NodeNeighbours } from './node-locality.js';
import type { Side, Sides } from './side.js';
import { type Subject, subjectKey } from './subject.js';
import type { TunnelTable } from './tunnel-table.js';

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
  readonly tunnels: TunnelTable;
}

/** Finds the policies that select each class and merges classes for which they say the same. */
export function tabulateSubjects(direction: Direction, sources: SubjectSources): SubjectTable {
  const { index, table, doubts, neighbours, tunnels } = sources;
  const { selecting, sides } = selectClasses(direction, sources);

  const subjects: Subject[] = [];
  const rows = new Map<string, number>();
  const rowOf = new Int32Array(table.members.length);
  for (let far = 0; far < rowOf.length; far++) {
    const group = table.members[far] ?? 0;
    const own = inLadderOrder(sides[far]);
    const subject = {
      direction,
      isNode: index.isNode[group] === 1,
      sides: own,
      signature: direction === 'ingress' && own.some(({ side }) => side.usesNames) ? (table.signatureOf[far] ?? 0) : 0,
      doubts: doubts.effectOn(index.identityOf(group), direction),
      neighbours: neighbours[group] ?? ALONE,
      tunnels: tunnels.of(group, direction),
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

const ALONE: NodeNeighbours = { id: 0, certain: [], possible: [] };

function selectClasses(direction: Direction, { policies, groupSets, sides, table }: SubjectSources) {
  const selecting: number[][] = Array.from(table.members, () => []);
  const sidesOf: (Map<Side, boolean> | undefined)[] = [];
  const classSets = new ClassSets(table);
  for (const [position, policy] of policies.entries()) {
    const side = sides.of(policy, direction);
    if (side === null) continue;
    const { certain, possible } = groupSets.subjectOf(policy);
    const sure = policy.tentative === true ? NO_CLASSES : classSets.of(certain);
    const perhaps = classSets.of(possible);
    for (const own of perhaps) {
      selecting[own]?.push(position);
      const applied = (sidesOf[own] ??= new Map<Side, boolean>());
      const applies = sure === perhaps || sure.has(own);
      applied.set(side, applies || applied.get(side) === true);
    }
  }
  return { selecting, sides: sidesOf };
}

const NO_CLASSES: ReadonlySet<number> = new Set();

/** Classes were refined by every subject, so a set of groups is a set of classes; equal arrays share one answer. */
class ClassSets {
  readonly #known = new Map<Int32Array, ReadonlySet<number>>();

  constructor(private readonly table: ClassTable) {}

  of(groups: Int32Array): ReadonlySet<number> {
    let classes = this.#known.get(groups);
    if (classes === undefined) {
      classes = new Set(Array.from(groups, (group) => this.table.classOf[group] ?? 0));
      this.#known.set(groups, classes);
    }
    return classes;
  }
}

/** The sides of one subject as its ladder asks them. */
export function inLadderOrder(sides: ReadonlyMap<Side, boolean> | undefined): readonly AppliedSide[] {
  if (sides === undefined) return [];
  return Array.from(sides, ([side, certain]) => ({ side, certain })).sort(
    ({ side: a }, { side: b }) =>
      compareRungs(a.rung, b.rung) || a.priority - b.priority || byText(a.rank ?? '', b.rank ?? '') || a.id - b.id,
  );
}

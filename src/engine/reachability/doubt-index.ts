import type { Direction, Doubt } from '../dialects/policy.js';
import type { ObjectRef } from '../model/raw-object.js';
import { NO_DOUBTS, type SubjectDoubts } from './subject.js';

/** The group in question; host-network groups have only doubts that name them. */
export interface DoubtedGroup {
  readonly id: number;
  readonly namespace: string;
  readonly isNode: boolean;
}

/** Finds what is in doubt about a group. */
export class DoubtIndex {
  readonly #wide: readonly Doubt[];
  readonly #byNamespace = new Map<string, Doubt[]>();
  readonly #byGroup = new Map<number, Doubt[]>();
  readonly #effects = new Map<string, SubjectDoubts>();

  constructor(private readonly all: readonly Doubt[]) {
    this.#wide = all.filter(({ namespace, groups }) => namespace === undefined && groups === undefined);
    for (const doubt of all) {
      if (doubt.groups !== undefined) for (const group of doubt.groups) put(this.#byGroup, group, doubt);
      else if (doubt.namespace !== undefined) put(this.#byNamespace, doubt.namespace, doubt);
    }
  }

  /** Is some doubt about this object? */
  isAbout({ name, namespace, kind }: ObjectRef): boolean {
    return this.all.some(
      ({ object }) =>
        object !== undefined && object.name === name && object.kind === kind && object.namespace === namespace,
    );
  }

  /** The doubts that touch a group in one direction. */
  about({ id, namespace, isNode }: DoubtedGroup, direction: Direction): readonly Doubt[] {
    const own = this.#byGroup.get(id) ?? [];
    const all = isNode ? own : [...this.#wide, ...(this.#byNamespace.get(namespace) ?? []), ...own];
    return all.filter((doubt) => doubt.directions.includes(direction));
  }

  /** What those doubts amount to. */
  effectOn(group: DoubtedGroup, direction: Direction): SubjectDoubts {
    if (this.#byGroup.has(group.id)) return effectOf(this.about(group, direction));
    if (group.isNode) return NO_DOUBTS;
    // Pods without doubts of their own share their namespace's.
    const key = `${direction} ${group.namespace}`;
    let effect = this.#effects.get(key);
    if (effect === undefined) this.#effects.set(key, (effect = effectOf(this.about(group, direction))));
    return effect;
  }
}

function effectOf(doubts: readonly Doubt[]): SubjectDoubts {
  if (doubts.length === 0) return NO_DOUBTS;
  const inside = doubts.filter((doubt) => !doubt.externalOnly);
  return {
    closes: inside.some((doubt) => doubt.closes),
    closesExternal: doubts.some((doubt) => doubt.closes),
    opens: inside.some((doubt) => doubt.opens),
    opensExternal: doubts.some((doubt) => doubt.opens),
    closesOwnNode: inside.some((doubt) => doubt.closes && doubt.byMesh === true),
  };
}

function put<K>(index: Map<K, Doubt[]>, key: K, doubt: Doubt): void {
  const list = index.get(key);
  if (list === undefined) index.set(key, [doubt]);
  else list.push(doubt);
}

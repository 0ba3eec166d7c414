import { groupBy } from '../isolation/group-by.js';
import type { Diagnostic } from '../model/diagnostic.js';
import { kindKey, type RawObject, refOf } from '../model/raw-object.js';
import { ProblemList } from './problem-list.js';

/** An object together with the namespace it acts in. */
export interface Placed {
  readonly object: RawObject;
  readonly namespace: string;
  readonly problems: ProblemList;
}

/** The objects of a language by kind, and everything that is wrong with them. */
export class ObjectBook {
  readonly #byKind: ReadonlyMap<string, readonly Placed[]>;

  constructor(objects: readonly RawObject[]) {
    const placed = objects.map((object): Placed => ({
      object,
      namespace: object.metadata.namespace ?? 'default',
      problems: new ProblemList(),
    }));
    this.#byKind = groupBy(placed, ({ object }) => kindKey(object.apiVersion, object.kind));
  }

  /** The objects of one `group/Kind`. */
  of(kind: string): readonly Placed[] {
    return this.#byKind.get(kind) ?? [];
  }

  /** Every problem found so far. */
  get diagnostics(): readonly Diagnostic[] {
    return [...this.#byKind.values()].flat().flatMap(({ object, problems }) =>
      problems.all.map((problem) => ({
        ...problem,
        object: refOf(object),
        ...(object.source === undefined ? {} : { source: object.source }),
      })),
    );
  }
}

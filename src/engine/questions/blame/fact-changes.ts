import { identityOf } from '../../model/duplicate-objects.js';
import { byText } from '../../model/json-value.js';
import type { KindCoverage } from '../../model/coverage.js';
import type { PodGroup } from '../../model/pod-group.js';
import type { RawObject } from '../../model/raw-object.js';
import type { SnapshotFacts } from '../../model/snapshot-facts.js';
import { changedPaths, changedShapes } from '../object-changes.js';
import { namedRef } from '../whatif/apply-edits.js';

/** Which version of an object the API server gave; absent where the input does not say. */
export interface Revision {
  readonly resourceVersion?: string;
  readonly generation?: number;
}

/** One thing that differs between two snapshots: an object, the pods of a controller with it, or how a kind was read. */
export interface FactChange {
  readonly change: 'added' | 'removed' | 'changed';
  /** Kind of the object; `Collection` when what changed is how completely a kind was read. */
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
  /** Where it differs, such as `spec.ingress[0].ports`; empty for what came or went. */
  readonly fields: readonly string[];
  readonly before: Revision | null;
  readonly after: Revision | null;
}

/** Everything that differs between two snapshots, and how to carry a part of it over. */
export class FactChanges {
  readonly list: readonly FactChange[];
  readonly #before: Entries;
  readonly #after: Entries;
  readonly #keys: readonly string[];

  constructor(
    private readonly first: SnapshotFacts,
    second: SnapshotFacts,
  ) {
    this.#before = entriesOf(first);
    this.#after = entriesOf(second);
    const found = [...new Set([...this.#before.keys(), ...this.#after.keys()])].sort(byText).flatMap((key) => {
      const change = changeOf(this.#before.get(key), this.#after.get(key));
      return change === null ? [] : [{ key, change }];
    });
    this.#keys = found.map(({ key }) => key);
    this.list = found.map(({ change }) => change);
  }

  /** The first snapshot with some changes, by position in `list`, carried over from the second. */
  with(chosen: Iterable<number>): SnapshotFacts {
    const entries = new Map(this.#before);
    for (const index of chosen) {
      const key = this.#keys[index] ?? '';
      const now = this.#after.get(key);
      if (now === undefined) entries.delete(key);
      else entries.set(key, now);
    }
    const all = [...entries.values()];
    return {
      ...this.first,
      objects: all.flatMap(({ object }) => object ?? []),
      podGroups: all.flatMap(({ groups }) => groups),
      coverage: all.flatMap(({ coverage }) => coverage ?? []),
    };
  }
}

interface Entry {
  object?: RawObject;
  groups: PodGroup[];
  coverage?: KindCoverage;
}

type Entries = ReadonlyMap<string, Entry>;

/** Objects by identity, each with the pods it controls; pods without such an object under their owner's name. */
function entriesOf({ objects, podGroups, coverage }: SnapshotFacts): Entries {
  const entries = new Map<string, Entry>();
  const controllers = new Map<string, string>();
  for (const object of objects) {
    const key = identityOf(object);
    const { kind, name, namespace = 'default' } = namedRef(object);
    controllers.set([kind, namespace, name].join('\n'), key);
    entries.set(key, { object, groups: [] });
  }
  for (const group of podGroups) {
    const owner = [group.owner.kind, group.namespace, group.owner.name].join('\n');
    const key = controllers.get(owner) ?? `pods\n${owner}`;
    const entry = entries.get(key);
    if (entry === undefined) entries.set(key, { groups: [group] });
    else entry.groups.push(group);
  }
  for (const kind of coverage) entries.set(`coverage\n${kind.kind}`, { groups: [], coverage: kind });
  return entries;
}

function changeOf(before: Entry | undefined, after: Entry | undefined): FactChange | null {
  const known = after ?? before;
  if (known === undefined) return null;
  const fields = before === undefined || after === undefined ? [] : fieldsOf(before, after);
  if (before !== undefined && after !== undefined && fields.length === 0) return null;
  return {
    change: before === undefined ? 'added' : after === undefined ? 'removed' : 'changed',
    ...nameOf(known),
    fields,
    before: revisionOf(before),
    after: revisionOf(after),
  };
}

function fieldsOf(before: Entry, after: Entry): string[] {
  if (before.coverage !== undefined || after.coverage !== undefined) {
    return before.coverage?.state === after.coverage?.state
      ? []
      : [`${before.coverage?.state ?? ''} → ${after.coverage?.state ?? ''}`];
  }
  const object =
    before.object === undefined || after.object === undefined
      ? before.object === after.object
        ? []
        : ['the object']
      : changedPaths(before.object, after.object);
  return [...object, ...changedShapes(before.groups, after.groups)];
}

function nameOf({ object, groups: [group], coverage }: Entry): Pick<FactChange, 'kind' | 'namespace' | 'name'> {
  if (coverage !== undefined) return { kind: 'Collection', name: coverage.kind };
  if (object !== undefined) {
    const { kind, namespace, name } = namedRef(object);
    return { kind, name, ...(namespace === undefined ? {} : { namespace }) };
  }
  return { kind: group?.owner.kind ?? '', namespace: group?.namespace ?? '', name: group?.owner.name ?? '' };
}

function revisionOf(entry: Entry | undefined): Revision | null {
  if (entry?.object === undefined) return null;
  const { resourceVersion, generation } = entry.object.metadata;
  return {
    ...(resourceVersion === undefined ? {} : { resourceVersion }),
    ...(generation === undefined ? {} : { generation }),
  };
}

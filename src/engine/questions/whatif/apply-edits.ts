import { identityOf, namespaceOf } from '../../model/duplicate-objects.js';
import { foldPods } from '../../model/fold-pods.js';
import type { PodGroup } from '../../model/pod-group.js';
import { type ObjectRef, type RawObject, kindKey, refOf } from '../../model/raw-object.js';
import type { SnapshotFacts } from '../../model/snapshot-facts.js';
import { changedPaths, changedShapes } from '../object-changes.js';
import type { AppliedEdit, ObjectEdit } from './object-edit.js';

/** Facts after some edits, and what each of them did. Edits apply in order; the facts given stay as they are. */
export function applyEdits(
  facts: SnapshotFacts,
  edits: readonly ObjectEdit[],
): { readonly facts: SnapshotFacts; readonly applied: readonly AppliedEdit[] } {
  const editor = new FactsEditor(facts);
  const applied = edits.map((edit) => ('apply' in edit ? editor.apply(edit.apply) : editor.remove(edit.remove)));
  return { facts: editor.facts(), applied };
}

class FactsEditor {
  readonly #objects: Map<string, RawObject>;
  #groups: readonly PodGroup[];

  constructor(private readonly original: SnapshotFacts) {
    this.#objects = new Map(original.objects.map((object) => [identityOf(object), object]));
    this.#groups = original.podGroups;
  }

  facts(): SnapshotFacts {
    return { ...this.original, objects: [...this.#objects.values()], podGroups: this.#groups };
  }

  apply(object: RawObject): AppliedEdit {
    const ref = namedRef(object);
    const folded = foldPods([object], 'offline');
    if (isPod(ref)) return this.#applyPod(ref, folded.podGroups);
    const key = identityOf(object);
    const known = this.#objects.get(key);
    for (const kept of folded.objects) this.#objects.set(identityOf(kept), kept);
    const runs = this.#groups.some((group) => isOwnedBy(group, ref));
    const rollsOut = (folded.podGroups.length > 0 || runs) && this.#replacePods(ref, folded.podGroups);
    if (known === undefined && !runs) return { ref, action: 'added' };
    const isEqual = known === undefined || changedPaths(known, object).length === 0;
    return { ref, action: isEqual && !rollsOut ? 'unchanged' : 'replaced' };
  }

  remove(ref: ObjectRef): AppliedEdit {
    const known = this.#objects.delete(identityOf({ ...ref, metadata: ref }));
    const count = membersOf(this.#groups);
    if (isPod(ref)) this.#dropMember(ref);
    else this.#groups = this.#groups.filter((group) => !isOwnedBy(group, ref));
    if (known && kindKey(ref.apiVersion, ref.kind) === 'core/Namespace') this.#emptyNamespace(ref.name);
    return { ref, action: known || membersOf(this.#groups) < count ? 'removed' : 'missing' };
  }

  #applyPod(ref: ObjectRef, groups: readonly PodGroup[]): AppliedEdit {
    const wasThere = this.#dropMember(ref);
    this.#groups = [...this.#groups, ...groups];
    return { ref, action: wasThere ? 'replaced' : 'added' };
  }

  /** Running pods stay when the template describes them as they are: then nothing rolls out, and the answer is false. */
  #replacePods(ref: ObjectRef, fresh: readonly PodGroup[]): boolean {
    const running = this.#groups.filter((group) => isOwnedBy(group, ref));
    if (running.length > 0 && changedShapes(running, fresh).length === 0) return false;
    this.#groups = [...this.#groups.filter((group) => !isOwnedBy(group, ref)), ...fresh];
    return true;
  }

  #dropMember({ namespace = 'default', name }: ObjectRef): boolean {
    const at = this.#groups.findIndex(
      (group) => group.namespace === namespace && group.members.some((member) => member.name === name),
    );
    const group = this.#groups[at];
    if (group === undefined) return false;
    const members = group.members.filter((member) => member.name !== name);
    this.#groups = this.#groups.flatMap((one, index) =>
      index !== at ? one : members.length === 0 ? [] : { ...group, members },
    );
    return true;
  }

  #emptyNamespace(name: string): void {
    for (const [key, object] of this.#objects) if (namespaceOf(object) === name) this.#objects.delete(key);
    this.#groups = this.#groups.filter(({ namespace }) => namespace !== name);
  }
}

/** The reference with the namespace the API would put the object in. */
export function namedRef(object: RawObject): ObjectRef {
  const { apiVersion, kind, name } = refOf(object);
  const namespace = namespaceOf(object);
  return { apiVersion, kind, name, ...(namespace === undefined ? {} : { namespace }) };
}

function membersOf(groups: readonly PodGroup[]): number {
  return groups.reduce((sum, { members }) => sum + members.length, 0);
}

function isPod({ apiVersion, kind }: ObjectRef): boolean {
  return kindKey(apiVersion, kind) === 'core/Pod';
}

function isOwnedBy({ owner, namespace }: PodGroup, ref: ObjectRef): boolean {
  return owner.kind === ref.kind && owner.name === ref.name && namespace === (ref.namespace ?? 'default');
}

import { keyOfKind } from '../dialects/dialect.js';
import { enforcesKind } from '../dialects/enforced-kinds.js';
import { DIRECTIONS, type Policy } from '../dialects/policy.js';
import { kindKey, type ObjectRef, type RawObject } from '../model/raw-object.js';
import type { CompiledParts } from '../reachability/compiled.js';
import { FactorBuilder } from '../reachability/factor-builder.js';
import type { Flow } from '../reachability/flow.js';
import type { Reading } from '../reachability/ladder.js';
import { LiveClasses } from './live-classes.js';
import { LiveDirection, type LiveRows } from './live-direction.js';
import { cellAt } from './live-row.js';
import { PairDelta } from './pair-delta.js';
import type { ChangedPairs, EditOutcome } from './policy-edit.js';

const SPARE_CLASSES = 1_024;
const NOTHING = { policies: [], doubts: [] } as const;

function keyOf({ apiVersion, kind, namespace, name }: ObjectRef): string {
  return `${kindKey(apiVersion, kind)} ${namespace ?? ''} ${name}`;
}

type RowsByDirection = Readonly<Record<'ingress' | 'egress', ReadonlyMap<number, LiveRows>>>;

/**
 * A compiled cluster that takes policy edits and recomputes only the rows they touch (engine §3.12). Every answer equals
 * that of a full build with the edited policies. Pods, namespaces and other objects never change here.
 */
export class LiveReachability {
  readonly #classes: LiveClasses;
  readonly #policies: (Policy | null)[];
  /** Positions of the policies of each object. */
  readonly #positions = new Map<string, Set<number>>();
  readonly #directions: Readonly<Record<(typeof DIRECTIONS)[number], LiveDirection>>;
  /** Arrays of groups that no class cuts. */
  readonly #refined = new WeakSet<Int32Array>();
  #builder: FactorBuilder;
  #capacity = 0;
  /** True as long as no row anywhere has bounds that differ. */
  #isCertain: boolean;

  constructor(private readonly parts: CompiledParts) {
    this.#classes = new LiveClasses(parts.table);
    this.#policies = [...parts.policies];
    for (const [position, policy] of parts.policies.entries()) this.#file(policy, position);
    this.#directions = {
      ingress: new LiveDirection('ingress', parts, this.#classes, this.#policies),
      egress: new LiveDirection('egress', parts, this.#classes, this.#policies),
    };
    this.#builder = this.#newBuilder();
    this.#isCertain = DIRECTIONS.every((direction) => parts[direction].factor.must === parts[direction].factor.may);
  }

  /** Policies in force; removed ones are null and keep their position. */
  get policies(): readonly (Policy | null)[] {
    return this.#policies;
  }

  /** What one group can send to another now. */
  flow(src: number, dst: number): Flow {
    const from = this.#classes.classOf[src] ?? 0;
    const to = this.#classes.classOf[dst] ?? 0;
    const read = (reading: Reading) => {
      const { parentOf } = this.#classes;
      const sent = cellAt(this.#directions.egress.rowsOf(from)[reading], to, parentOf);
      return this.parts.ports.get(
        this.parts.ports.intersect(sent, cellAt(this.#directions.ingress.rowsOf(to)[reading], from, parentOf)),
      );
    };
    return { must: read('must'), may: read('may') };
  }

  /**
   * Takes policies away (by position) and adds others, at once, and counts the pod pairs it changes. `visit` receives
   * every block of changed pairs; blocks are disjoint within a reading.
   */
  edit(remove: readonly number[], add: readonly Policy[], visit?: (pairs: ChangedPairs) => void): EditOutcome {
    const removed = new Set(remove);
    const touched = new Set<number>();
    const before = this.#policies.length;
    for (const policy of add) this.#file(policy, this.#policies.push(policy) - 1);
    this.#refineBy(add);
    const added = add.map((policy, offset) => ({ position: before + offset, classes: this.#classesOf(policy) }));
    for (const { classes } of added) for (const own of classes) touched.add(own);
    for (const position of removed) {
      const policy = this.#policies[position];
      if (policy !== null && policy !== undefined) for (const own of this.#classesOf(policy)) touched.add(own);
    }
    const old = this.#rowsOf(touched);
    for (const position of removed) this.#drop(position);
    for (const direction of DIRECTIONS) {
      for (const own of touched) {
        const now = added.filter(
          ({ position, classes }) => classes.has(own) && this.#policies[position]?.[direction] !== null,
        );
        this.#directions[direction].select(
          own,
          removed,
          now.map(({ position }) => position),
        );
      }
      this.#directions[direction].recompute(touched, this.#builder);
    }
    return this.#countChanges(touched, old, visit);
  }

  /**
   * Replaces one policy object by another, or removes it (`after` undefined), or adds one (nothing of that name before).
   * Null when the edit needs a full build: its language looks at several objects at once, the object cannot be read
   * completely, its kind is not known to be in force, or a rule looks up a port name that no rule used before.
   */
  editObject(ref: ObjectRef, after: RawObject | undefined, visit?: (pairs: ChangedPairs) => void): EditOutcome | null {
    const { context, dialects, doubts, namedPorts, compiler } = this.parts;
    const key = kindKey(ref.apiVersion, ref.kind);
    const dialect = dialects.find(({ reads }) => reads.some((kind) => keyOfKind(kind) === key));
    if (dialect?.perObject !== true || doubts.isAbout(ref) || !this.#isInForce(key)) return null;
    const lowered = after === undefined ? NOTHING : dialect.lower([after], context);
    if (lowered.doubts.length > 0) return null;
    for (const policy of lowered.policies) {
      for (const direction of DIRECTIONS) for (const rule of policy[direction] ?? []) compiler.compile(rule, policy);
    }
    if (!namedPorts.knowsAll(compiler.usedNames)) return null;
    const removed = [...(this.#positions.get(keyOf(ref)) ?? [])];
    return this.edit(removed, lowered.policies, visit);
  }

  #file({ ref }: Policy, position: number): void {
    const key = keyOf(ref);
    const positions = this.#positions.get(key);
    if (positions === undefined) this.#positions.set(key, new Set([position]));
    else positions.add(position);
  }

  #drop(position: number): void {
    const policy = this.#policies[position];
    if (policy !== null && policy !== undefined) this.#positions.get(keyOf(policy.ref))?.delete(position);
    this.#policies[position] = null;
  }

  #isInForce(kind: string): boolean {
    const { cni } = this.parts.model;
    return cni.enforced !== 'no' && enforcesKind(cni, kind).enforced === 'yes';
  }

  #rowsOf(touched: ReadonlySet<number>): RowsByDirection {
    const rows = (direction: 'ingress' | 'egress') =>
      new Map([...touched].map((own) => [own, this.#directions[direction].rowsOf(own)]));
    return { ingress: rows('ingress'), egress: rows('egress') };
  }

  #countChanges(
    touched: ReadonlySet<number>,
    old: RowsByDirection,
    visit: ((pairs: ChangedPairs) => void) | undefined,
  ): EditOutcome {
    const rowsNow = (direction: 'ingress' | 'egress', own: number) => this.#directions[direction].rowsOf(own);
    const count = (reading: Reading) =>
      new PairDelta(this.parts, this.#classes, rowsNow, old, reading).count(touched, visit);
    const isPlain = ({ must, may }: LiveRows): boolean => must === may;
    this.#isCertain &&= [...touched].every((own) => DIRECTIONS.every((direction) => isPlain(rowsNow(direction, own))));
    const must = count('must');
    return { must, may: this.#isCertain ? must : count('may') };
  }

  /** Room for classes that edits will split off, so that a split does not need a new builder. */
  #newBuilder(): FactorBuilder {
    const { ports, namedPorts } = this.parts;
    this.#capacity = Math.ceil(this.#classes.count * 1.25) + SPARE_CLASSES;
    return new FactorBuilder(ports, this.#classes.table, namedPorts, { capacity: this.#capacity });
  }

  #refineBy(policies: readonly Policy[]): void {
    const { groupSets, sides } = this.parts;
    const before = this.#classes.count;
    const refine = (set: Int32Array): void => {
      if (this.#refined.has(set)) return;
      this.#refined.add(set);
      this.#classes.refine(set, (child, parent) => {
        for (const direction of DIRECTIONS) this.#directions[direction].inherit(child, parent);
      });
    };
    for (const policy of policies) {
      const { certain, possible } = groupSets.subjectOf(policy);
      refine(certain);
      refine(possible);
      for (const direction of DIRECTIONS) {
        for (const rule of sides.of(policy, direction)?.rules ?? []) {
          for (const set of [...rule.certain.groups, ...rule.possible.groups]) refine(set);
        }
      }
    }
    if (this.#classes.count === before) return;
    this.#builder.forget();
    if (this.#classes.count > this.#capacity) this.#builder = this.#newBuilder();
  }

  #classesOf(policy: Policy): ReadonlySet<number> {
    const { possible } = this.parts.groupSets.subjectOf(policy);
    return new Set(Array.from(possible, (group) => this.#classes.classOf[group] ?? 0));
  }
}

import type { Labels, Requirement, Selector } from '../model/selector.js';
import type { GroupIndex } from './group-index.js';
import type { NamespaceMatcher } from './namespace-matcher.js';
import type { MatchedGroups, PodSelection } from './pod-selection.js';

/** Namespaces up to this size are scanned; looking labels up costs more than that. */
const SCAN_LIMIT = 64;

const NOTHING = new Int32Array(0);

/** Whom a policy protects: a selection, or groups a dialect found itself. */
type Subject = PodSelection | { readonly groups: MatchedGroups };

/** Resolves pod selections to groups; equal selections share one answer. */
export class GroupSets {
  readonly #used = new Set<MatchedGroups>();
  readonly #own = new Map<string, Map<string, MatchedGroups>>();
  readonly #across = new Map<string, MatchedGroups>();

  constructor(
    private readonly index: GroupIndex,
    private readonly namespaces: NamespaceMatcher,
    private readonly selectorsMayMatchHostNetwork: boolean,
  ) {}

  /** Every distinct answer given or used so far. */
  *answers(): Iterable<MatchedGroups> {
    yield* this.#used;
    for (const bySelector of this.#own.values()) yield* bySelector.values();
    yield* this.#across.values();
  }

  /** Groups that were found elsewhere and now tell classes apart, too. */
  use(groups: MatchedGroups): MatchedGroups {
    this.#used.add(groups);
    return groups;
  }

  /** Whom a policy protects. */
  subjectOf({ subject, namespace }: { readonly subject: Subject; readonly namespace: string }): MatchedGroups {
    return 'groups' in subject ? this.use(subject.groups) : this.match(subject, namespace);
  }

  /** The groups a selection matches; `own` is the policy's namespace. */
  match({ namespaces, pods, podNetworkOnly }: PodSelection, own: string): MatchedGroups {
    if (namespaces.kind === 'matching') {
      const mayMatchNodes = this.selectorsMayMatchHostNetwork && podNetworkOnly !== true;
      return remember(this.#across, `${namespaces.selector.text}\n${pods.text}\n${String(mayMatchNodes)}`, () =>
        this.#matchAcross(namespaces.selector, pods, mayMatchNodes),
      );
    }
    const bySelector = remember(this.#own, own, () => new Map<string, MatchedGroups>());
    return remember(bySelector, pods.text, () => {
      const certain = this.#pods(this.#candidatesIn(own, pods), pods);
      return { certain, possible: certain };
    });
  }

  /** A large namespace is not scanned for every one of its policies when a label leads to fewer groups. */
  #candidatesIn(namespace: string, pods: Selector): readonly number[] {
    const all = this.index.inNamespace(namespace);
    if (all.length <= SCAN_LIMIT) return all;
    const listed = this.#shortestList(pods);
    if (listed === undefined || listed.length >= all.length) return all;
    return listed.filter((group) => this.index.groups[group]?.namespace === namespace);
  }

  #matchAcross(namespaceSelector: Selector, pods: Selector, mayMatchNodes: boolean): MatchedGroups {
    const { certain, possible } = this.namespaces.match(namespaceSelector);
    const sure = this.#inNamespaces(certain, pods);
    const perhaps = certain === possible ? sure : this.#inNamespaces(possible, pods);
    if (!mayMatchNodes || !pods.matchesEverything) return { certain: sure, possible: perhaps };
    const nodes = [...possible].flatMap((name) =>
      this.index.inNamespace(name).filter((group) => this.index.isNode[group] === 1),
    );
    return { certain: sure, possible: nodes.length === 0 ? perhaps : Int32Array.from([...perhaps, ...nodes]).sort() };
  }

  #inNamespaces(names: ReadonlySet<string>, pods: Selector): Int32Array {
    if (names.size === 0) return NOTHING;
    const listed = this.#shortestList(pods);
    const candidates: number[] = [];
    if (listed !== undefined && listed.length < this.#sizeOf(names)) {
      for (const group of listed) if (names.has(this.index.groups[group]?.namespace ?? '')) candidates.push(group);
    } else {
      for (const name of names) for (const group of this.index.inNamespace(name)) candidates.push(group);
      candidates.sort((a, b) => a - b);
    }
    return this.#pods(candidates, pods);
  }

  #sizeOf(names: ReadonlySet<string>): number {
    let size = 0;
    for (const name of names) size += this.index.inNamespace(name).length;
    return size;
  }

  /** The shortest list of groups that any requirement naming values leaves; undefined when none does. */
  #shortestList(pods: Selector): readonly number[] | undefined {
    let shortest: readonly number[] | undefined;
    for (const requirement of pods.requirements) {
      const list = this.#listOf(requirement);
      if (list !== undefined && (shortest === undefined || list.length < shortest.length)) shortest = list;
    }
    return shortest;
  }

  #listOf({ operator, key, values }: Requirement): readonly number[] | undefined {
    if (operator !== 'In') return undefined;
    const [only] = values;
    if (values.length === 1 && only !== undefined) return this.index.withLabel(key, only);
    return values.flatMap((value) => this.index.withLabel(key, value)).sort((a, b) => a - b);
  }

  #pods(candidates: readonly number[], pods: Selector): Int32Array {
    const matching: number[] = [];
    for (const group of candidates) {
      if (this.index.isNode[group] === 0 && pods.matches(this.#labels(group))) matching.push(group);
    }
    return matching.length === 0 ? NOTHING : Int32Array.from(matching);
  }

  #labels(group: number): Labels {
    return this.index.groups[group]?.labels ?? {};
  }
}

function remember<K, V>(memo: Map<K, V>, key: K, compute: () => V): V {
  let value = memo.get(key);
  if (value === undefined) memo.set(key, (value = compute()));
  return value;
}

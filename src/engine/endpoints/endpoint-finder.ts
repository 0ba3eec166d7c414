import type { PodGroup } from '../model/pod-group.js';
import type { Labels } from '../model/selector.js';
import type { IpSet } from '../sets/ip-set.js';
import type { AddressMatcher } from './address-matcher.js';
import type { GroupIndex } from './group-index.js';
import type { NamespaceMatcher } from './namespace-matcher.js';
import type { MatchedGroups } from './pod-selection.js';

/** One pod group as policy languages with selectors of their own see it. */
export interface Endpoint {
  readonly id: number;
  readonly group: PodGroup;
  /** A host-network group: it stands for its node. */
  readonly isNode: boolean;
  /** Labels of its namespace, `kubernetes.io/metadata.name` among them; null when they could not be read. */
  readonly namespaceLabels: Labels | null;
}

/** Does an endpoint match? Undefined: what decides is not known. */
export type EndpointTest = (endpoint: Endpoint) => boolean | undefined;

/** Where to look; every hint must be implied by the test, and only saves time. */
export interface SearchHints {
  /** Only groups of this namespace can match. */
  readonly namespace?: string;
  /** Only groups with one of these values of this label can match. */
  readonly label?: { readonly key: string; readonly values: readonly string[] };
  /** Also ask about host-network groups; they are left out otherwise. */
  readonly nodes?: boolean;
}

/** Resolves the selections of languages that the shared `PodSelection` cannot express. */
export class EndpointFinder {
  readonly #found = new Map<string, MatchedGroups>();

  constructor(
    private readonly index: GroupIndex,
    private readonly namespaces: NamespaceMatcher,
    private readonly addresses: AddressMatcher,
  ) {}

  /**
   * Groups that pass a test. Tests of equal `text` must agree and carry equal hints; each text is evaluated once and
   * shares one answer, so canonical texts keep the engine fast.
   */
  where(text: string, test: EndpointTest, hints: SearchHints = {}): MatchedGroups {
    const known = this.#found.get(text);
    if (known !== undefined) return known;
    const certain: number[] = [];
    const possible: number[] = [];
    for (const id of this.#candidates(hints)) {
      const endpoint = this.at(id);
      if (endpoint === undefined || (endpoint.isNode && hints.nodes !== true)) continue;
      const answer = test(endpoint);
      if (answer === true) certain.push(id);
      if (answer !== false) possible.push(id);
    }
    const sure = Int32Array.from(certain);
    const found = { certain: sure, possible: certain.length === possible.length ? sure : Int32Array.from(possible) };
    this.#found.set(text, found);
    return found;
  }

  /** One group. */
  at(id: number): Endpoint | undefined {
    const group = this.index.groups[id];
    if (group === undefined) return undefined;
    return {
      id,
      group,
      isNode: this.index.isNode[id] === 1,
      namespaceLabels: this.namespaces.labelsOf(group.namespace),
    };
  }

  /** Groups whose own addresses a block reaches; depends on the network plugin. */
  withAddresses(set: IpSet): MatchedGroups {
    return this.addresses.match(set);
  }

  #candidates({ namespace, label }: SearchHints): Iterable<number> {
    if (namespace !== undefined) return this.index.inNamespace(namespace);
    if (label === undefined) return this.index.groups.keys();
    const { key, values } = label;
    return [...new Set(values.flatMap((value) => this.index.withLabel(key, value)))].sort((a, b) => a - b);
  }
}

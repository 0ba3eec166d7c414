import { isCovered } from '../model/coverage.js';
import { recordOf } from '../model/json-value.js';
import type { NetworkModel } from '../model/network-model.js';
import { type Labels, type Requirement, type Selector, meets } from '../model/selector.js';

/** The label every namespace has whatever its object says (Kubernetes well-known labels). */
export const NAME_LABEL = 'kubernetes.io/metadata.name';

/** Namespaces a selector matches for certain, and those it cannot be ruled out for. Invariant: certain ⊆ possible. */
export interface MatchedNamespaces {
  readonly certain: ReadonlySet<string>;
  readonly possible: ReadonlySet<string>;
}

/** Evaluates namespace selectors once each, against the labels namespaces have now. */
export class NamespaceMatcher {
  readonly #matched = new Map<string, MatchedNamespaces>();
  readonly #labels = new Map<string, Labels | null>();
  readonly #labelsMayBeMissing: boolean;

  constructor(
    private readonly model: NetworkModel,
    private readonly names: readonly string[],
  ) {
    const state = model.coverage.get('core/Namespace');
    this.#labelsMayBeMissing = state === undefined ? model.facts.origin === 'live' : !isCovered(state);
  }

  /** Matches among the namespaces that have pods. */
  match(selector: Selector): MatchedNamespaces {
    const known = this.#matched.get(selector.text);
    if (known !== undefined) return known;
    const certain = new Set<string>();
    const perhaps = new Set<string>();
    for (const name of this.names) {
      const answers = selector.requirements.map((requirement) => this.#meets(requirement, name));
      if (answers.every((answer) => answer === true)) certain.add(name);
      else if (!answers.includes(false)) perhaps.add(name);
    }
    const matched = { certain, possible: perhaps.size === 0 ? certain : new Set([...certain, ...perhaps]) };
    this.#matched.set(selector.text, matched);
    return matched;
  }

  /** The labels of a namespace; null when they could not be read. */
  labelsOf(name: string): Labels | null {
    let labels = this.#labels.get(name);
    if (labels === undefined) this.#labels.set(name, (labels = this.#readLabels(name)));
    return labels;
  }

  #readLabels(name: string): Labels | null {
    const namespace = this.model.namespaces.get(name);
    if ((namespace === undefined || namespace.synthetic) && this.#labelsMayBeMissing) return null;
    return recordOf([...(namespace?.labels ?? []), [NAME_LABEL, name]]);
  }

  /** Undefined when the namespace's labels were not readable and decide the answer. */
  #meets(requirement: Requirement, name: string): boolean | undefined {
    const namespace = this.model.namespaces.get(name);
    if (requirement.key === NAME_LABEL) return meets(requirement, name);
    if (namespace === undefined || namespace.synthetic) {
      return this.#labelsMayBeMissing ? undefined : meets(requirement, namespace?.labels.get(requirement.key));
    }
    return meets(requirement, namespace.labels.get(requirement.key));
  }
}

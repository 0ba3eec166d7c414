import type { EndpointFinder, SearchHints } from '../../endpoints/endpoint-finder.js';
import type { MatchedGroups } from '../../endpoints/pod-selection.js';
import { type IpSet } from '../../sets/ip-set.js';
import { type Area, areaOfGroups, pair, uniteGroups } from './area.js';
import type { EndpointLabels } from './endpoint-labels.js';
import { addressesOf, type LabelledNets } from './network-sets.js';
import { evaluate, type SelectorExpression, textOf } from './selector.js';
import { NAMESPACE_LABEL, NAMESPACE_PREFIX, SERVICE_ACCOUNT_PREFIX } from './selector-scope.js';

/** Finds what selectors match; each distinct selector once. */
export class SelectorAreas {
  readonly #areas = new Map<string, Area>();

  constructor(
    private readonly endpoints: EndpointFinder,
    private readonly labels: EndpointLabels,
    private readonly sets: readonly LabelledNets[],
  ) {}

  /** Pods a policy protects: never more than pods, and never by address. */
  podsOf(selector: SelectorExpression): MatchedGroups {
    const test = (endpoint: Parameters<EndpointLabels['ofPod']>[0]): boolean | undefined =>
      evaluate(selector, this.labels.ofPod(endpoint));
    return this.endpoints.where(`calico ${textOf(selector)}`, test, this.#hintsOf(selector));
  }

  /** The far end a rule's selector means: pods with these labels, and whoever has an address of a matching set. */
  areaOf(selector: SelectorExpression): Area {
    const text = textOf(selector);
    let area = this.#areas.get(text);
    if (area === undefined) this.#areas.set(text, (area = this.#find(selector)));
    return area;
  }

  #find(selector: SelectorExpression): Area {
    const pods = this.podsOf(selector);
    const outside = addressesOf(this.sets, selector);
    if (outside.possible.isEmpty) return areaOfGroups(pods);
    return { groups: uniteGroups(pods, this.withAddresses(outside.certain, outside.possible)), outside };
  }

  /** Groups with an address in these sets, as far as the network plugin judges packets by address. */
  withAddresses(certain: IpSet, possible: IpSet = certain): MatchedGroups {
    const perhaps = this.endpoints.withAddresses(possible);
    return certain === possible ? perhaps : pair(this.endpoints.withAddresses(certain).certain, perhaps.possible);
  }

  /** Where to look first; only what the whole selector implies. */
  #hintsOf(selector: SelectorExpression): SearchHints {
    const parts = selector.kind === 'and' ? selector.parts : [selector];
    for (const part of parts) {
      if (part.kind !== 'relation' || part.operator !== '==' || part.key !== NAMESPACE_LABEL) continue;
      return { namespace: part.values[0] ?? '' };
    }
    for (const part of parts) {
      if (
        part.kind !== 'relation' ||
        (part.operator !== '==' && part.operator !== 'in') ||
        isDerived(part.key) ||
        this.labels.isHandedOn(part.key)
      )
        continue;
      return { label: { key: part.key, values: part.values } };
    }
    return {};
  }
}

/** Labels pods do not simply carry. */
function isDerived(key: string): boolean {
  return [NAMESPACE_PREFIX, SERVICE_ACCOUNT_PREFIX, 'projectcalico.org/'].some((prefix) => key.startsWith(prefix));
}

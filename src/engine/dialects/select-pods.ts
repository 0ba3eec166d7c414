import type { Endpoint, EndpointFinder } from '../endpoints/endpoint-finder.js';
import { NAME_LABEL } from '../endpoints/namespace-matcher.js';
import type { MatchedGroups } from '../endpoints/pod-selection.js';
import { meets, type Selector, valueOf } from '../model/selector.js';
import type { PodSelection } from './policy.js';

/** The groups of a selection over namespaces, for set arithmetic that plain selections cannot express. */
export function selectPods({ namespaces, pods }: PodSelection, endpoints: EndpointFinder): MatchedGroups {
  if (namespaces.kind === 'own') return { certain: NOTHING, possible: NOTHING };
  const { selector } = namespaces;
  return endpoints.where(`pods ${pods.text} in namespaces ${selector.text}`, (endpoint) =>
    pods.matches(endpoint.group.labels) ? isInNamespaces(endpoint, selector) : false,
  );
}

const NOTHING = new Int32Array(0);

/** Undefined when the namespace's labels could not be read and decide. */
function isInNamespaces({ group, namespaceLabels }: Endpoint, selector: Selector): boolean | undefined {
  let answer: boolean | undefined = true;
  for (const requirement of selector.requirements) {
    if (requirement.key === NAME_LABEL) {
      if (!meets(requirement, group.namespace)) return false;
    } else if (namespaceLabels === null) answer = undefined;
    else if (!meets(requirement, valueOf(namespaceLabels, requirement.key))) return false;
  }
  return answer;
}

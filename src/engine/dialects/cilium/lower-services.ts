import type { ServiceModel } from '../../model/network-model.js';
import { recordOf } from '../../model/json-value.js';
import type { ProblemList } from '../problem-list.js';
import { addressSet, endpointAddresses } from './cluster-addresses.js';
import type { Ground } from './ground.js';
import type { Condition } from './identity-selector.js';
import { type Term, readTerms } from './identity-term.js';
import { addBlocks } from './lower-cidr.js';
import { meets, valueOf, type Labels } from '../../model/selector.js';
import type { PeerList } from './peer-list.js';
import { serviceSchema } from './schema.js';

/** Lowers `toServices`: the pods that a Service selects, or the addresses behind one without a selector. */
export function lowerServices(
  raw: readonly unknown[],
  field: string,
  ground: Ground,
  peers: PeerList,
  problems: ProblemList,
): void {
  for (const [index, entry] of raw.entries()) {
    const at = `${field}[${String(index)}]`;
    const found = servicesFor(entry, at, ground, problems);
    if (found === null) {
      peers.anyone(false);
      continue;
    }
    if (found.length === 0) problems.warn('POLICY.MISSING_SERVICE', at, 'no Service matches, so this allows nothing');
    for (const service of found) lowerService(service, ground, peers);
  }
}

function servicesFor(
  raw: unknown,
  field: string,
  ground: Ground,
  problems: ProblemList,
): readonly ServiceModel[] | null {
  const parsed = serviceSchema.safeParse(raw);
  if (!parsed.success) {
    problems.refuse('POLICY.INVALID_PEER', field, parsed.error);
    return null;
  }
  const { k8sService, k8sServiceSelector } = parsed.data;
  const { services } = ground.context.model;
  const named = k8sService ?? undefined;
  const selected = k8sServiceSelector ?? undefined;
  const terms =
    selected === undefined ? [] : readTerms(selected.selector, `${field}.k8sServiceSelector.selector`, problems);
  if (terms === null) return null;
  const isIn = (service: ServiceModel, namespace: string | null | undefined): boolean =>
    (namespace ?? '') === '' || service.namespace === namespace;
  return services.filter(
    (service) =>
      (named !== undefined && service.name === named.serviceName && isIn(service, named.namespace)) ||
      (selected !== undefined && isIn(service, selected.namespace) && matches(terms, recordOf([...service.labels]))),
  );
}

function matches(terms: readonly Term[], labels: Labels): boolean {
  return terms.every((term) => meets(term, valueOf(labels, term.key)));
}

function lowerService({ namespace, name, selector }: ServiceModel, ground: Ground, peers: PeerList): void {
  if (selector === null || selector.size === 0) {
    const isApiServer = namespace === 'default' && name === 'kubernetes';
    addBlocks(addressSet(endpointAddresses(ground.context.model, namespace, name)), !isApiServer, ground, peers);
    return;
  }
  const terms = [...selector].map(([key, value]): Condition => ({
    kind: 'term',
    term: { source: 'k8s', key, operator: 'In', values: [value] },
  }));
  const namespaceTerm: Term = {
    source: 'k8s',
    key: 'io.kubernetes.pod.namespace',
    operator: 'In',
    values: [namespace],
  };
  peers.pods(ground.finder.pods([[...terms, { kind: 'term', term: namespaceTerm }]], ''));
}

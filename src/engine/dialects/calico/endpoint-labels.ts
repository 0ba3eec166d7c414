import type { Endpoint } from '../../endpoints/endpoint-finder.js';
import { isCovered } from '../../model/coverage.js';
import { asStringRecord, member } from '../../model/json-value.js';
import type { NetworkModel } from '../../model/network-model.js';
import { type Labels, valueOf } from '../../model/selector.js';
import { API_GROUP } from './calico-objects.js';
import type { LabelOf } from './selector.js';
import {
  NAMESPACE_LABEL,
  NAMESPACE_PREFIX,
  ORCHESTRATOR_LABEL,
  SERVICE_ACCOUNT_LABEL,
  SERVICE_ACCOUNT_PREFIX,
} from './selector-scope.js';

const NAME_KEY = 'projectcalico.org/name';
/** Longer names do not fit into a label value. */
const LABEL_LIMIT = 63;
const NO_LABELS: Labels = {};

/** The labels endpoints and network sets have in selectors: their own and inherited ones (semantics 03 §2). */
export class EndpointLabels {
  readonly #serviceAccounts = new Map<string, Labels>();
  /** Labels that Profile objects hand on; the API derives them from namespaces and service accounts. */
  readonly #profiles = new Map<string, Labels>();
  readonly #accountsMayBeMissing: boolean;

  constructor(model: NetworkModel) {
    for (const { metadata } of model.objects.get('core/ServiceAccount') ?? []) {
      this.#serviceAccounts.set(`${metadata.namespace ?? 'default'}/${metadata.name}`, metadata.labels ?? NO_LABELS);
    }
    for (const { metadata, spec } of model.objects.get(`${API_GROUP}/Profile`) ?? []) {
      this.#profiles.set(metadata.name, asStringRecord(member(spec, 'labelsToApply')));
    }
    const state = model.coverage.get('core/ServiceAccount');
    this.#accountsMayBeMissing = state === undefined ? model.facts.origin === 'live' : !isCovered(state);
  }

  /** Labels of a pod. */
  ofPod({ group, namespaceLabels }: Endpoint): LabelOf {
    const { namespace, serviceAccount, labels } = group;
    return (key) => {
      if (key === NAMESPACE_LABEL) return namespace;
      if (key === ORCHESTRATOR_LABEL) return 'k8s';
      if (key === SERVICE_ACCOUNT_LABEL && serviceAccount.length < LABEL_LIMIT) return serviceAccount;
      const own = valueOf(labels, key);
      if (own !== undefined) return own;
      const handed = this.#handedOn(namespace, serviceAccount, key);
      if (handed !== undefined) return handed;
      if (key.startsWith(NAMESPACE_PREFIX)) return ofNamespace(namespace, namespaceLabels, key);
      return key.startsWith(SERVICE_ACCOUNT_PREFIX) ? this.#ofAccount(namespace, serviceAccount, key) : undefined;
    };
  }

  /** May pods have the label although they do not carry it? */
  isHandedOn(key: string): boolean {
    for (const labels of this.#profiles.values()) if (valueOf(labels, key) !== undefined) return true;
    return false;
  }

  #handedOn(namespace: string, account: string, key: string): string | undefined {
    if (this.#profiles.size === 0) return undefined;
    const profiles = [`kns.${namespace}`, `ksa.${namespace}.${account}`];
    for (const profile of profiles) {
      const value = valueOf(this.#profiles.get(profile) ?? NO_LABELS, key);
      if (value !== undefined) return value;
    }
    return undefined;
  }

  #ofAccount(namespace: string, name: string, key: string): string | undefined | null {
    const inner = key.slice(SERVICE_ACCOUNT_PREFIX.length);
    if (inner === NAME_KEY) return name;
    const labels = this.#serviceAccounts.get(`${namespace}/${name}`);
    if (labels === undefined) return this.#accountsMayBeMissing ? null : undefined;
    return valueOf(labels, inner);
  }
}

/** Labels of an object in a namespace that is no pod: its own, its namespace and what it inherits from there. */
export function labelsInNamespace(own: Labels, namespace: string, namespaceLabels: Labels | null): LabelOf {
  return (key) => {
    if (key === NAMESPACE_LABEL) return namespace;
    return (
      valueOf(own, key) ?? (key.startsWith(NAMESPACE_PREFIX) ? ofNamespace(namespace, namespaceLabels, key) : undefined)
    );
  };
}

/** Labels of an object without a namespace. */
export function ownLabels(own: Labels): LabelOf {
  return (key) => valueOf(own, key);
}

function ofNamespace(name: string, labels: Labels | null, key: string): string | undefined | null {
  const inner = key.slice(NAMESPACE_PREFIX.length);
  if (inner === NAME_KEY || inner === 'kubernetes.io/metadata.name') return name;
  return labels === null ? null : valueOf(labels, inner);
}

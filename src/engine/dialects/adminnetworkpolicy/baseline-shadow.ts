import type { Endpoint } from '../../endpoints/endpoint-finder.js';
import type { CniFacts } from '../../model/network-model.js';
import { readSelector } from '../../model/selector-reader.js';
import type { Selector } from '../../model/selector.js';
import { member } from '../../model/json-value.js';
import type { LowerContext } from '../dialect.js';
import { both, without } from '../group-algebra.js';
import type { Policy } from '../policy.js';
import { selectPods } from '../select-pods.js';

/**
 * Does a NetworkPolicy keep the baseline away from the pods it selects only in the direction it speaks about, or
 * altogether (semantics 02 §3)?
 */
function readingOf({ profile }: CniFacts): 'per-direction' | 'altogether' | 'unknown' {
  if (profile === 'kindnet' || profile === 'flannel') return 'altogether';
  return profile === 'unknown' ? 'unknown' : 'per-direction';
}

/** Leaves pods out of baseline policies where the plugin lets any NetworkPolicy be final for them. */
export class BaselineShadow {
  #selectors: ReadonlyMap<string, readonly (Selector | null)[]> | undefined;

  constructor(private readonly context: LowerContext) {}

  /** The policy for the pods no NetworkPolicy selects, and, where that is unknown, perhaps for the others. */
  split(policy: Policy): readonly Policy[] {
    const { model, endpoints } = this.context;
    const reading = readingOf(model.cni);
    if (reading === 'per-direction' || 'groups' in policy.subject) return [policy];
    const own = selectPods(policy.subject, endpoints);
    const shadowed = endpoints.where('pods that a NetworkPolicy selects', (end) => this.#isSelected(end));
    const rest = { ...policy, subject: { groups: without(own, shadowed) } };
    if (reading === 'altogether') return [rest];
    return [rest, { ...policy, subject: { groups: both(own, shadowed) }, tentative: true }];
  }

  #isSelected({ group }: Endpoint): boolean | undefined {
    this.#selectors ??= selectorsOf(this.context);
    const selectors = this.#selectors.get(group.namespace) ?? [];
    if (selectors.some((selector) => selector?.matches(group.labels) === true)) return true;
    return selectors.includes(null) ? undefined : false;
  }
}

/** The pod selectors of all NetworkPolicies by namespace; null for one that cannot be read. */
function selectorsOf({ model }: LowerContext): ReadonlyMap<string, readonly (Selector | null)[]> {
  const found = new Map<string, (Selector | null)[]>();
  for (const { metadata, spec } of model.objects.get('networking.k8s.io/NetworkPolicy') ?? []) {
    const { selector } = readSelector(member(spec, 'podSelector'));
    const namespace = metadata.namespace ?? 'default';
    found.set(namespace, [...(found.get(namespace) ?? []), selector]);
  }
  return found;
}

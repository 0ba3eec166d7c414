import type { Diagnostic } from '../../model/diagnostic.js';
import { type RawObject, refOf } from '../../model/raw-object.js';
import { identityFilterOf } from '../cilium/identity-filter.js';
import type { CniCapabilities } from '../cni-capabilities.js';
import type { Dialect, LowerContext, Lowered } from '../dialect.js';
import { DIRECTIONS, type Doubt, type NamespaceScope, type Policy } from '../policy.js';
import { onIdentities, type SelectorFilter } from './on-identities.js';
import { placeOf } from './place.js';
import { type LoweredSpec, lowerSpec, usesNamedPort } from './lower.js';

const API_VERSION = 'networking.k8s.io/v1';
const OWN: NamespaceScope = { kind: 'own' };

/** networking.k8s.io/v1 NetworkPolicy: additive, unordered, isolating per pod and direction (semantics 01). */
export const networkPolicyDialect: Dialect = {
  id: 'networkpolicy',
  reads: [
    { group: 'networking.k8s.io', version: 'v1', kind: 'NetworkPolicy', plural: 'networkpolicies', namespaced: true },
  ],
  perObject: true,
  lower,
};

function lower(objects: readonly RawObject[], { cni, model }: LowerContext): Lowered {
  const place = placeOf(model);
  const filter = identityFilterOf(model);
  const specs = new Map<string, LoweredSpec>();
  const policies: Policy[] = [];
  const doubts: Doubt[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const object of objects) {
    const spec = remember(specs, object, cni, filter);
    const ref = refOf(object);
    const namespace = object.metadata.namespace ?? 'default';
    for (const problem of spec.problems) {
      diagnostics.push({ ...problem, object: ref, ...(object.source === undefined ? {} : { source: object.source }) });
    }
    const { subject } = spec;
    const reason = whyDoubtful(object, spec, cni);
    if (subject === null || reason !== null) {
      doubts.push(doubt(object, namespace, spec, reason ?? 'which pods it selects cannot be read'));
    } else {
      const { ingress, egress } = spec;
      policies.push({
        ref: { ...ref, namespace },
        namespace,
        ...place,
        subject: { namespaces: OWN, pods: subject },
        ingress,
        egress,
      });
    }
  }
  return { policies, doubts, diagnostics };
}

/** Why nobody can say whether the policy is in force, or null. */
function whyDoubtful(object: RawObject, spec: LoweredSpec, cni: CniCapabilities): string | null {
  if (object.apiVersion !== API_VERSION) return `its apiVersion ${object.apiVersion} is not ${API_VERSION}`;
  if (cni.namedPort === 'refused' && usesNamedPort(spec)) return 'the network plugin refuses policies with named ports';
  return null;
}

function doubt(object: RawObject, namespace: string, spec: LoweredSpec, why: string): Doubt {
  const directions = DIRECTIONS.filter((direction) => spec[direction] !== null);
  const reason = `NetworkPolicy ${namespace}/${object.metadata.name}: ${why}`;
  return { reason, object: refOf(object), namespace, directions, closes: true, opens: true, externalOnly: false };
}

/** Equal specs, and there are many in a fleet, are lowered once. */
function remember(
  specs: Map<string, LoweredSpec>,
  object: RawObject,
  cni: CniCapabilities,
  filter: SelectorFilter,
): LoweredSpec {
  const text = object.spec === undefined ? '' : JSON.stringify(object.spec);
  const known = specs.get(text);
  if (known !== undefined) return known;
  const spec = onIdentities(lowerSpec(object.spec, cni), filter);
  specs.set(text, spec);
  return spec;
}

import { type RawObject, refOf } from '../../model/raw-object.js';
import type { Dialect, LowerContext, Lowered } from '../dialect.js';
import { placeOf } from '../networkpolicy/place.js';
import { ObjectBook, type Placed } from '../object-book.js';
import type { Doubt, Policy } from '../policy.js';
import { readLabelSelector } from '../read-label-selector.js';
import { lowerNames } from './lower-names.js';
import { specSchema } from './schema.js';

const KNOWN_VERSIONS = /^networking\.gke\.io\/v1(?:alpha\d+|beta\d+)?$/;

/** GKE's FQDNNetworkPolicy: egress by name, added to what NetworkPolicies allow (semantics 07 §4). */
export const gkeDialect: Dialect = {
  id: 'gke',
  reads: [
    {
      group: 'networking.gke.io',
      version: 'v1alpha1',
      kind: 'FQDNNetworkPolicy',
      plural: 'fqdnnetworkpolicies',
      namespaced: true,
    },
  ],
  lower,
};

function lower(objects: readonly RawObject[], { model }: LowerContext): Lowered {
  const book = new ObjectBook(objects);
  const place = placeOf(model);
  const lowered = book.of('networking.gke.io/FQDNNetworkPolicy').map((placed) => lowerOne(placed, place));
  return {
    policies: lowered.flatMap((one) => ('reason' in one ? [] : one)),
    doubts: lowered.flatMap((one) => ('reason' in one ? one : [])),
    diagnostics: book.diagnostics,
  };
}

function lowerOne(placed: Placed, place: Pick<Policy, 'rung' | 'priority'>): readonly Policy[] | Doubt {
  const { object, namespace, problems } = placed;
  if (!KNOWN_VERSIONS.test(object.apiVersion)) {
    problems.error('POLICY.UNKNOWN_VERSION', 'apiVersion', `${object.apiVersion} is not a known version`);
    return doubt(placed, `its apiVersion ${object.apiVersion} is not known`);
  }
  const spec = specSchema.safeParse(object.spec);
  if (!spec.success) problems.refuse('POLICY.INVALID_SPEC', 'spec', spec.error);
  const pods = spec.success ? readLabelSelector(spec.data.podSelector, 'spec.podSelector', problems) : null;
  if (!spec.success || pods === null) return doubt(placed, 'its spec cannot be read');
  const policy: Policy = {
    ref: { ...refOf(object), namespace },
    namespace,
    ...place,
    subject: { namespaces: { kind: 'own' }, pods },
    ingress: null,
    egress: lowerNames(spec.data.egress ?? [], problems),
    isolates: { egress: false },
  };
  // Whether such a policy alone isolates a pod is not documented for every release.
  return [policy, { ...policy, egress: [], isolates: { egress: true }, tentative: true }];
}

function doubt({ object, namespace }: Placed, why: string): Doubt {
  return {
    reason: `${object.kind} ${namespace}/${object.metadata.name}: ${why}`,
    object: refOf(object),
    namespace,
    directions: ['egress'],
    closes: true,
    opens: true,
    externalOnly: false,
  };
}

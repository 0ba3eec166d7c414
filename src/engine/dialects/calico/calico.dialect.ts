import type { Diagnostic } from '../../model/diagnostic.js';
import { type RawObject, refOf } from '../../model/raw-object.js';
import type { Dialect, LowerContext, Lowered, ReadKind } from '../dialect.js';
import type { Doubt, Policy } from '../policy.js';
import { ProblemList } from '../problem-list.js';
import { API_GROUP, CALICO_KINDS, CalicoObjects, STORE_GROUP, stagedPolicies } from './calico-objects.js';
import { readFelix } from './felix.js';
import { readHostEndpoints } from './host-endpoints.js';
import { HostLowering } from './lower-hosts.js';
import { lowerPolicy } from './lower-policy.js';
import { readNetworkSets } from './network-sets.js';
import { readPolicy } from './read-policy.js';
import { namespaceLabels, Terrain } from './terrain.js';
import { Tiers } from './tiers.js';

/** Calico's own policies in both API groups: ordered tiers of ordered, first-match rules (semantics 03). */
export const calicoDialect: Dialect = {
  id: 'calico',
  reads: [...kindsOf(STORE_GROUP, 'v1'), ...kindsOf(API_GROUP, 'v3')],
  lower,
};

function kindsOf(group: string, version: string): ReadKind[] {
  return Object.entries(CALICO_KINDS).map(([kind, traits]) => ({
    group,
    version,
    kind,
    ...traits,
    ...(group === API_GROUP ? { sameAs: `${STORE_GROUP}/${kind}` } : {}),
  }));
}

function lower(raw: readonly RawObject[], context: LowerContext): Lowered {
  const objects = new CalicoObjects(raw);
  const tiers = new Tiers(objects.of('Tier'));
  const sets = readNetworkSets(objects.of('NetworkSet', 'GlobalNetworkSet'), namespaceLabels(context));
  const hosts = readHostEndpoints(objects.of('HostEndpoint'));
  const terrain = new Terrain(context, [...sets.sets, ...hosts.hosts]);
  const hostLowering = new HostLowering(context, hosts.hosts, readFelix(context.model), terrain);
  const policies: Policy[] = [...hostLowering.fixed()];
  const doubts: Doubt[] = [];
  const diagnostics: Diagnostic[] = [...tiers.diagnostics, ...sets.diagnostics, ...hosts.diagnostics];
  for (const object of objects.of('NetworkPolicy', 'GlobalNetworkPolicy')) {
    const problems = new ProblemList();
    const policy = readPolicy(object, problems);
    const tier = tiers.placeOf(policy.tier);
    if (!tier.declared) {
      problems.warn(
        'POLICY.UNDECLARED_TIER',
        'spec.tier',
        `no Tier object declares ${policy.tier}; Calico skips policies of tiers that do not exist`,
      );
    }
    for (const lowered of [lowerPolicy(policy, tier, terrain), hostLowering.lower(policy, tier)]) {
      policies.push(...lowered.policies);
      doubts.push(...lowered.doubts);
    }
    diagnostics.push(...problems.all.map((problem) => ({ ...problem, ...placeOf(object) })));
  }
  diagnostics.push(...stagedPolicies(context.model).map(staged));
  return { policies, doubts, diagnostics };
}

function placeOf(object: RawObject): Pick<Diagnostic, 'object' | 'source'> {
  return { object: refOf(object), ...(object.source === undefined ? {} : { source: object.source }) };
}

function staged(object: RawObject): Diagnostic {
  const { kind, metadata } = object;
  const name = metadata.namespace === undefined ? metadata.name : `${metadata.namespace}/${metadata.name}`;
  return {
    severity: 'info',
    code: 'POLICY.STAGED',
    message: `${kind} ${name} is staged: Calico reports what it would do and enforces nothing of it`,
    ...placeOf(object),
  };
}

import { asInteger, member } from '../../model/json-value.js';
import type { RawObject } from '../../model/raw-object.js';
import type { Dialect, LowerContext, Lowered } from '../dialect.js';
import type { Effect } from '../policy.js';
import type { ProblemList } from '../problem-list.js';
import { ADMIN_RUNG, BASELINE_RUNG } from '../rung.js';
import type { Flavour } from './flavour.js';
import { hasBothGenerations } from './generations.js';
import { type Place, Lowering } from './lowering.js';
import { lowerPort } from './lower-port.js';
import { readPriority } from './priority.js';

const GROUP = 'policy.networking.k8s.io';
const VERSION = 'v1alpha1';

/** The only name a baseline policy can have. */
const BASELINE_NAME = 'default';

/** OVN-Kubernetes has room for priorities up to this one (semantics 02 §6). */
const OVN_LAST_PRIORITY = 99;

const ADMIN: Flavour = {
  effects: new Map<string, Effect>([['Allow', 'allow'], ['Deny', 'deny'], ['Pass', 'pass']]),
  egressPeers: ['namespaces', 'pods', 'nodes', 'networks', 'domainNames'],
  limit: 100,
  portsField: 'ports',
  lowerPort,
}; // prettier-ignore

const BASELINE: Flavour = {
  ...ADMIN,
  effects: new Map<string, Effect>([['Allow', 'allow'], ['Deny', 'deny']]),
  egressPeers: ['namespaces', 'pods', 'nodes', 'networks'],
}; // prettier-ignore

/** policy.networking.k8s.io/v1alpha1 AdminNetworkPolicy and BaselineAdminNetworkPolicy (semantics 02). */
export const adminNetworkPolicyDialect: Dialect = {
  id: 'adminnetworkpolicy',
  reads: [
    { group: GROUP, version: VERSION, kind: 'AdminNetworkPolicy', plural: 'adminnetworkpolicies', namespaced: false },
    { group: GROUP, version: VERSION, kind: 'BaselineAdminNetworkPolicy', plural: 'baselineadminnetworkpolicies', namespaced: false },
  ],
  lower,
}; // prettier-ignore

function lower(objects: readonly RawObject[], context: LowerContext): Lowered {
  const lowering = new Lowering(context, [`${GROUP}/${VERSION}`]);
  const tentative = hasBothGenerations(context.model);
  for (const object of objects) {
    if (object.kind === 'AdminNetworkPolicy') {
      lowering.add(object, ADMIN, ['priority', 'subject', 'ingress', 'egress'], (spec, problems) =>
        placeOf(spec, problems, context, tentative),
      );
    } else if (object.metadata.name === BASELINE_NAME) {
      lowering.add(object, BASELINE, ['subject', 'ingress', 'egress'], () => ({
        rung: BASELINE_RUNG,
        priority: 0,
        tentative,
      }));
    } else {
      lowering.add(object, BASELINE, ['subject', 'ingress', 'egress'], (_, problems) => {
        problems.error('POLICY.INVALID_NAME', 'metadata.name', `a BaselineAdminNetworkPolicy can only be named ${BASELINE_NAME}: ${object.metadata.name} has no effect`); // prettier-ignore
        return 'inert';
      });
    }
  }
  return lowering.result;
}

function placeOf(spec: unknown, problems: ProblemList, { model }: LowerContext, tentative: boolean): Place | 'inert' {
  const priority = readPriority(spec, problems);
  const written = asInteger(member(spec, 'priority')) ?? 0;
  if (model.cni.profile === 'ovn-kubernetes' && written > OVN_LAST_PRIORITY) {
    problems.warn('POLICY.NOT_ENFORCED', 'spec.priority', `OVN-Kubernetes does not enforce priorities above ${String(OVN_LAST_PRIORITY)}: the policy has no effect`); // prettier-ignore
    return 'inert';
  }
  return { rung: ADMIN_RUNG, priority, tentative };
}

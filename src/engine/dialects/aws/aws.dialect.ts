import type { RawObject } from '../../model/raw-object.js';
import type { Dialect, LowerContext, Lowered } from '../dialect.js';
import { lowerApplicationPolicies } from './application-policy.js';
import { lowerClusterPolicies } from './cluster-policy.js';

const GROUP = 'networking.k8s.aws';
const VERSION = `${GROUP}/v1alpha1`;

/** networking.k8s.aws/v1alpha1: the policies of the AWS VPC CNI (semantics 02 §1). */
export const awsDialect: Dialect = {
  id: 'aws',
  reads: [
    { group: GROUP, version: 'v1alpha1', kind: 'ClusterNetworkPolicy', plural: 'clusternetworkpolicies', namespaced: false },
    { group: GROUP, version: 'v1alpha1', kind: 'ApplicationNetworkPolicy', plural: 'applicationnetworkpolicies', namespaced: true },
  ],
  lower,
}; // prettier-ignore

function lower(objects: readonly RawObject[], context: LowerContext): Lowered {
  const isApplication = ({ kind }: RawObject): boolean => kind === 'ApplicationNetworkPolicy';
  const parts = [
    lowerClusterPolicies(objects.filter((object) => !isApplication(object)), context, VERSION),
    lowerApplicationPolicies(objects.filter(isApplication), context, VERSION),
  ]; // prettier-ignore
  return {
    policies: parts.flatMap(({ policies }) => policies),
    doubts: parts.flatMap(({ doubts }) => doubts),
    diagnostics: parts.flatMap(({ diagnostics }) => diagnostics),
  };
}

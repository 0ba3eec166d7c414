import type { Diagnostic } from '../../model/diagnostic.js';
import { type RawObject, refOf } from '../../model/raw-object.js';
import type { CniCapabilities } from '../cni-capabilities.js';
import { lowerSpec } from '../networkpolicy/lower.js';
import { networksOfPolicy } from './attachments.js';
import type { NetworkRestriction } from './lanes.js';

const VERSIONS = ['k8s.cni.cncf.io/v1beta1', 'k8s.cni.cncf.io/v1beta2'];

/** A MultiNetworkPolicy and the networks (`namespace/name`) it is about. */
export interface ReadRestriction extends NetworkRestriction {
  readonly networks: readonly string[];
}

/** Reads the MultiNetworkPolicies: NetworkPolicies that speak about secondary networks only. */
export function readRestrictions(
  objects: readonly RawObject[],
  cni: CniCapabilities,
): { readonly restrictions: readonly ReadRestriction[]; readonly diagnostics: readonly Diagnostic[] } {
  const diagnostics: Diagnostic[] = [];
  const restrictions = objects.map((object): ReadRestriction => {
    const { namespace = 'default', annotations } = object.metadata;
    const isKnown = VERSIONS.includes(object.apiVersion);
    const { subject, ingress, egress, problems } = lowerSpec(object.spec, cni);
    const networks = networksOfPolicy(annotations, namespace);
    const about = { object: refOf(object), ...(object.source === undefined ? {} : { source: object.source }) };
    diagnostics.push(...problems.map((problem) => ({ ...problem, ...about })));
    if (!isKnown) {
      const message = `${object.apiVersion} is not one of ${VERSIONS.join(', ')}: whom the policy selects is not known`;
      diagnostics.push({ severity: 'error', code: 'POLICY.INVALID_SPEC', field: 'apiVersion', message, ...about });
    }
    if (networks.length === 0) {
      const message = 'no annotation k8s.v1.cni.cncf.io/policy-for names a network: the policy has no effect';
      diagnostics.push({ severity: 'warning', code: 'POLICY.NO_NETWORK', field: 'metadata.annotations', message, ...about }); // prettier-ignore
    }
    return { namespace, subject: isKnown ? subject : null, ingress, egress, networks };
  });
  return { restrictions, diagnostics };
}

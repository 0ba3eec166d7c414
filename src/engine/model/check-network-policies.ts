import type { Diagnostic } from './diagnostic.js';
import { asList, asText, byText, member } from './json-value.js';
import { unknownSpecFields } from './network-policy-fields.js';
import { intentOf } from './policy-intent.js';
import { type RawObject, refOf } from './raw-object.js';

/**
 * NetworkPolicies that the API server takes but that do not mean what their text says. Everything the server would
 * refuse is reported where policies are evaluated.
 */
export function checkNetworkPolicies(policies: readonly RawObject[]): Diagnostic[] {
  return policies.flatMap((policy) => [
    ...unknownFields(policy),
    ...missingSelector(policy),
    ...namedPortsToAddresses(policy),
  ]);
}

function unknownFields(policy: RawObject): Diagnostic[] {
  const paths = new Set([...unknownSpecFields(policy.spec), ...(intentOf(policy)?.unknownSpecKeys ?? [])]);
  return [...paths].sort(byText).map((path) => {
    const name = path.slice(path.lastIndexOf('.') + 1);
    const hint =
      name === 'matchLabels' || name === 'matchExpressions'
        ? '; indent it below podSelector'
        : '; check its spelling and indentation';
    return warn(
      policy,
      'POLICY.UNKNOWN_FIELD',
      path,
      `${path} is not a field of a NetworkPolicy: the API server drops it, and the policy is evaluated without it${hint}`,
    );
  });
}

function missingSelector(policy: RawObject): Diagnostic[] {
  const selector = member(policy.spec, 'podSelector');
  if (selector !== undefined && selector !== null) return [];
  const message =
    'podSelector is missing or empty, which selects every pod of the namespace; write podSelector: {} if that is meant';
  return [warn(policy, 'POLICY.NO_POD_SELECTOR', 'spec.podSelector', message)];
}

/** A port name is looked up on pods, so towards addresses outside the cluster it never matches. */
function namedPortsToAddresses(policy: RawObject): Diagnostic[] {
  return asList(member(policy.spec, 'egress')).flatMap((rule, index) => {
    const peers = asList(member(rule, 'to'));
    const external = peers.length === 0 || peers.some((peer) => (member(peer, 'ipBlock') ?? null) !== null);
    if (!external) return [];
    return asList(member(rule, 'ports')).flatMap((item, port): Diagnostic[] => {
      const name = asText(member(item, 'port'));
      if (name === undefined) return [];
      const field = `spec.egress[${String(index)}].ports[${String(port)}].port`;
      const message = `port name "${name}" is never found on addresses outside the cluster, so this rule opens nothing there; use a number`;
      return [warn(policy, 'POLICY.NAMED_PORT_EXTERNAL', field, message)];
    });
  });
}

function warn(policy: RawObject, code: string, field: string, message: string): Diagnostic {
  return {
    severity: 'warning',
    code,
    message,
    object: refOf(policy),
    field,
    ...(policy.source === undefined ? {} : { source: policy.source }),
  };
}

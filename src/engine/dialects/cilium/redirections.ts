import { Selector } from '../../model/selector.js';
import { asText, memberAt } from '../../model/json-value.js';
import { type RawObject, refOf } from '../../model/raw-object.js';
import type { Policy } from '../policy.js';
import { anyPort } from '../port-clauses.js';
import { addressSet } from './cluster-addresses.js';
import type { Ground } from './ground.js';
import { REDIRECT_RUNG } from './rungs.js';

/**
 * CiliumLocalRedirectPolicies by address: what pods send there may go to a pod of their own node instead, so nobody can
 * say what becomes of it (semantics 04 §9). Redirected Services need nothing: no pod is reached by a Service's address.
 */
export function redirections({ context }: Ground): Policy[] {
  return (context.model.objects.get('cilium.io/CiliumLocalRedirectPolicy') ?? []).flatMap(redirection);
}

function redirection(object: RawObject): Policy[] {
  const ip = asText(memberAt(object.spec, 'redirectFrontend', 'addressMatcher', 'ip'));
  const set = addressSet(ip === undefined ? [] : [ip]);
  if (set.isEmpty) return [];
  return [
    {
      ref: refOf(object),
      namespace: '',
      rung: REDIRECT_RUNG,
      priority: 0,
      subject: { namespaces: { kind: 'matching', selector: Selector.everything }, pods: Selector.everything },
      ingress: null,
      egress: [{ index: 0, effect: 'pass', peers: [{ kind: 'outside', set, certain: false }], ports: anyPort(true) }],
    },
  ];
}

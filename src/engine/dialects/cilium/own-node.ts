import { Selector } from '../../model/selector.js';
import type { ObjectRef } from '../../model/raw-object.js';
import type { Peer, Policy, Rule } from '../policy.js';
import { anyPort } from '../port-clauses.js';
import type { Ground } from './ground.js';
import type { LoweredSpec } from './lower-spec.js';
import { OWN_NODE_RUNG } from './rungs.js';

/**
 * `allow-localhost: policy` makes processes of a pod's own node ordinary clients (semantics 04 §2). The ladder always
 * lets them in, so what policies say about nodes is asked once more behind it: what no rule of Cilium's allows may be
 * refused, unless a NetworkPolicy allows it.
 */
export function ownNodeAgain(ref: ObjectRef, namespace: string, spec: LoweredSpec, ground: Ground): Policy[] {
  const { subject, ingress, inForce } = spec;
  if (ground.settings.localHostAllowed === true || subject === null || ingress === null || inForce === false) return [];
  const common = { ref, namespace, subject, rung: OWN_NODE_RUNG, egress: null };
  const isSure = inForce === true && ingress.isolates === true;
  return [
    ...(isSure ? [{ ...common, priority: 1, ingress: ingress.allow }] : []),
    { ...common, priority: 2, ingress: [refusal(ground)] },
  ];
}

/** The same for pods that only NetworkPolicies may isolate. */
export function ownNodeOfPlain(ground: Ground): Policy[] {
  const [first] = ground.context.model.objects.get('networking.k8s.io/NetworkPolicy') ?? [];
  if (ground.settings.localHostAllowed === true || first === undefined) return [];
  const everybody = {
    namespaces: { kind: 'matching', selector: Selector.everything },
    pods: Selector.everything,
  } as const;
  const { apiVersion, kind, metadata } = first;
  const ref: ObjectRef = { apiVersion, kind, namespace: metadata.namespace ?? 'default', name: metadata.name };
  return [
    {
      ref,
      namespace: '',
      subject: everybody,
      rung: OWN_NODE_RUNG,
      priority: 2,
      ingress: [refusal(ground)],
      egress: null,
    },
  ];
}

function refusal(ground: Ground): Rule {
  const peers: readonly Peer[] = [{ kind: 'groups', groups: ground.nodes(), certain: false }];
  return { index: 0, effect: 'deny', peers, ports: anyPort(true) };
}

import type { Dialect } from '../../dialects/dialect.js';
import type { Peer, Policy, Rule } from '../../dialects/policy.js';
import { Selector } from '../../model/selector.js';
import { CLUSTER_LABEL } from './remote-groups.js';

/**
 * The same policy language in a cluster whose selectors mean local pods unless they name a cluster
 * (`policy-default-local-cluster`, semantics 09 §3.1).
 */
export function localByDefault(dialect: Dialect, cluster: string): Dialect {
  return {
    ...dialect,
    lower: (objects, cni) => {
      const lowered = dialect.lower(objects, cni);
      const rules = new Map<readonly Rule[], readonly Rule[]>();
      const narrow = (list: readonly Rule[] | null): readonly Rule[] | null => {
        if (list === null) return null;
        let narrowed = rules.get(list);
        if (narrowed === undefined) rules.set(list, (narrowed = list.map((rule) => narrowRule(rule, cluster))));
        return narrowed;
      };
      const policies = lowered.policies.map((policy): Policy => ({
        ...policy,
        ingress: narrow(policy.ingress),
        egress: narrow(policy.egress),
      }));
      return { ...lowered, policies };
    },
  };
}

function narrowRule(rule: Rule, cluster: string): Rule {
  return { ...rule, peers: rule.peers.map((peer) => narrowPeer(peer, cluster)) };
}

function narrowPeer(peer: Peer, cluster: string): Peer {
  if (peer.kind !== 'pods') return peer;
  const { pods } = peer.selection;
  if (pods.requirements.some(({ key }) => key.endsWith(CLUSTER_LABEL))) return peer;
  const local = { key: CLUSTER_LABEL, operator: 'In', values: [cluster] } as const;
  return { ...peer, selection: { ...peer.selection, pods: new Selector([...pods.requirements, local]) } };
}

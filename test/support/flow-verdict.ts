import type { Reachability } from '#src/engine/reachability/reachability.js';

/** ALLOW: certainly passes. DENY: certainly does not. COND: depends on what a connection alone does not show. */
export type FlowVerdict = 'ALLOW' | 'DENY' | 'COND';

/**
 * The answer to `<source> <port>`: the port is a TCP port, `UDP/53`, or `other`; the source a name in `from`
 * (`namespace/owner`), or `net` for an address outside the cluster.
 */
export function verdictOf(
  reach: Reachability,
  flow: string,
  { to, from }: { readonly to: string; readonly from: Readonly<Record<string, string>> },
): FlowVerdict {
  const [source = '', port = ''] = flow.split(' ');
  const [protocol, number] = port.includes('/') ? port.split('/') : port === 'other' ? ['ICMP', '1'] : ['TCP', port];
  const target = { group: groupNamed(reach, to) };
  const known = from[source];
  const { must, may } = reach.explain(
    known === undefined ? { ip: '203.0.113.9' } : { group: groupNamed(reach, known) },
    target,
  );
  if (must.contains(protocol ?? '', Number(number))) return 'ALLOW';
  return may.contains(protocol ?? '', Number(number)) ? 'COND' : 'DENY';
}

/** The id of the group of a workload. */
export function groupNamed(reach: Reachability, name: string): number {
  const id = reach.model.groups.findIndex(({ namespace, owner }) => `${namespace}/${owner.name}` === name);
  if (id < 0) throw new Error(`no group ${name}`);
  return id;
}

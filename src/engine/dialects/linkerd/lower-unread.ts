import type { Policy } from '../policy.js';
import { EVERY_PORT, tcpClauses } from '../port-list.js';
import type { Proxies } from './proxies.js';
import { LINKERD_RUNG, ORDER } from './rung.js';

/** Makes everything that passes a proxy unknown, for each kind of object nobody could read. */
export function lowerUnread(kinds: readonly string[], proxies: Proxies): Policy[] {
  const groups = Int32Array.from(proxies.all, ({ id }) => id);
  return kinds.map((kind): Policy => {
    const name = `${kind} objects could not all be read`;
    const rule = { name, peers: [{ kind: 'anyone', certain: false }], ports: tcpClauses(EVERY_PORT) } as const;
    return {
      ref: { apiVersion: 'policy.linkerd.io/v1beta3', kind: kind.slice(kind.indexOf('/') + 1), name: 'not-read' },
      namespace: '',
      rung: LINKERD_RUNG,
      priority: ORDER.unread,
      rank: kind,
      subject: { groups: { certain: groups, possible: groups } },
      ingress: [
        { index: 0, ...rule, effect: 'allow' },
        { index: 1, ...rule, effect: 'deny' },
      ],
      egress: null,
    };
  });
}

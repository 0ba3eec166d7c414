import { IpSet } from '../../sets/ip-set.js';
import type { Peer, Policy, Rule } from '../policy.js';
import type { ClientPeers } from './client-peers.js';
import { expandDefault, withIdentity } from './expand-default.js';
import { textOfNetworks } from './networks.js';
import { EVERY_PORT, commonPorts, tcpClauses, textOfPorts, withoutPorts } from '../port-list.js';
import type { Proxies } from './proxies.js';
import { allowRules, denyRule } from './rules.js';
import { LINKERD_RUNG, ORDER } from './rung.js';
import { subjectsOf } from './subjects.js';

/** What decides on ports without a Server. */
export function lowerDefaults(proxies: Proxies, peers: ClientPeers): Policy[] {
  const subjects = subjectsOf(proxies.all, (proxy) => {
    const { defaultPolicy: value, needsIdentity, certain } = proxy;
    const isOpen = value === 'all-unauthenticated' || value === 'audit';
    if (isOpen && needsIdentity?.length === 0) return null;
    const trait = { value, needsIdentity, certain, vector: peers.vectorOf(proxy) };
    const ports = needsIdentity === undefined ? '?' : textOfPorts(needsIdentity);
    return { trait, key: [value ?? '?', ports, String(certain), trait.vector].join('|') };
  });
  return subjects.map(({ groups, trait }): Policy => {
    const clients = expandDefault(trait.value, proxies.config);
    const name = `default ${trait.value ?? 'policy, which is not known'}`;
    const strict = commonPorts(EVERY_PORT, trait.needsIdentity ?? []);
    const free = withoutPorts(EVERY_PORT, trait.needsIdentity ?? []);
    const open = trait.needsIdentity === undefined ? clients.map((client) => ({ ...client, certain: false })) : clients;
    const known = trait.needsIdentity === undefined ? withIdentity(clients) : [];
    const everywhere = allowRules(
      [
        { name, clients: known, conditions: [] },
        { name, clients: open, conditions: [] },
      ],
      { ...trait, ports: free },
      peers,
    );
    const authenticated = allowRules([{ name, clients: withIdentity(clients), conditions: [] }], { ...trait, ports: strict }, peers); // prettier-ignore
    const allow = [...everywhere, ...authenticated].map((rule, index): Rule => ({ ...rule, index }));
    return {
      ...standIn(trait.value ?? 'unknown'),
      priority: ORDER.defaults,
      subject: { groups },
      ingress: [...allow, denyRule(allow.length, { ...trait, ports: EVERY_PORT })],
    };
  });
}

/** What never enters a proxy: ports and addresses it leaves alone. */
export function lowerBypasses(proxies: Proxies, peers: ClientPeers): Policy[] {
  const subjects = subjectsOf(proxies.all, ({ skipsInbound, maySkipInbound, skipsSubnets }) => {
    const trait = { skipsInbound, maySkipInbound, skipsSubnets };
    const ports = maySkipInbound === undefined ? '?' : textOfPorts(maySkipInbound);
    const subnets = skipsSubnets === undefined ? '?' : textOfNetworks(skipsSubnets);
    return { trait, key: [textOfPorts(skipsInbound), ports, subnets].join('|') };
  });
  const anyone: Peer = { kind: 'anyone', certain: true };
  return subjects.map(({ groups, trait: { skipsInbound, maySkipInbound, skipsSubnets } }): Policy => {
    const set = skipsSubnets ?? IpSet.none;
    const skipped: Peer[] = set.isEmpty ? [] : [peers.sources(set, true), { kind: 'outside', set, certain: true }];
    const rules: Omit<Rule, 'index'>[] = [
      { name: 'ports the proxy leaves alone', effect: 'allow', peers: [anyone], ports: tcpClauses(skipsInbound) },
      { name: 'ports the proxy may leave alone', effect: 'allow', peers: [anyone], ports: tcpClauses(maySkipInbound ?? EVERY_PORT, false) },
      { name: 'addresses the proxy leaves alone', effect: 'allow', peers: skipped, ports: tcpClauses(EVERY_PORT) },
      { name: 'addresses the proxy may leave alone', effect: 'allow', peers: skipsSubnets === undefined ? [anyone] : [], ports: tcpClauses(EVERY_PORT, false) },
    ];
    return {
      ...standIn('not-redirected'),
      priority: ORDER.bypass,
      subject: { groups },
      ingress: rules.filter((rule) => rule.peers.length > 0 && rule.ports.length > 0).map((rule, index) => ({ index, ...rule })),
    };
  }); // prettier-ignore
}

/** Metrics call what decides without a Server a Server of kind `default`; so do explanations. */
function standIn(name: string): Pick<Policy, 'ref' | 'namespace' | 'rung' | 'egress'> {
  const ref = { apiVersion: 'policy.linkerd.io/v1beta3', kind: 'Server', name: `default:${name}` };
  return { ref, namespace: '', rung: LINKERD_RUNG, egress: null };
}

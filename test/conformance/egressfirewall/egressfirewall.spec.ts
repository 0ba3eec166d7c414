import { describe, expect, it } from 'vitest';
import { Reachability } from '#src/engine/reachability/reachability.js';
import { verdictOn } from '#src/engine/reachability/verdict.js';
import { modelOf, podObject } from '../../support/network-model.js';

const WEB = 'web';
const pods = [
  podObject('app', WEB, { app: 'web' }, { ip: '10.0.0.1', spec: { nodeName: 'n9' } }),
  podObject('app', 'db', { app: 'db' }, { ip: '10.0.0.2' }),
  podObject('other', 'cli', {}, { ip: '10.0.0.3' }),
];
const nodes = [
  { apiVersion: 'v1', kind: 'Node', metadata: { name: 'n1', labels: { role: 'edge' } }, status: { addresses: [{ type: 'InternalIP', address: '192.168.0.1' }] } },
  { apiVersion: 'v1', kind: 'Node', metadata: { name: 'n2' }, status: { addresses: [{ type: 'InternalIP', address: '192.168.0.2' }] } },
]; // prettier-ignore
const firewall = (egress: unknown, name = 'default') => ({
  apiVersion: 'k8s.ovn.org/v1',
  kind: 'EgressFirewall',
  metadata: { name, namespace: 'app' },
  spec: { egress },
});
const older = (egress: unknown, name = 'default') => ({
  ...firewall(egress, name),
  apiVersion: 'network.openshift.io/v1',
  kind: 'EgressNetworkPolicy',
});
const allow = (to: object, ports?: object[]) => ({ type: 'Allow', to, ...(ports === undefined ? {} : { ports }) });
const deny = (to: object, ports?: object[]) => ({ ...allow(to, ports), type: 'Deny' });
const everything = { cidrSelector: '0.0.0.0/0' };
const block = { cidrSelector: '203.0.113.0/24' };
const np = (spec: object) => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name: 'np', namespace: 'app' },
  spec,
});

type Question = [from: string, to: string, port: number, verdict: string, protocol?: string];

function ask(objects: readonly unknown[], [from, to, port, , protocol = 'TCP']: Question): string {
  const model = modelOf(objects);
  const end = (text: string) =>
    text.includes('.') || text.includes(':')
      ? { ip: text }
      : { group: model.groups.findIndex(({ owner }) => owner.name === text) };
  return verdictOn(Reachability.build(model).explain(end(from), end(to)), protocol, port);
}

describe.each<{ name: string; objects: readonly unknown[]; questions: readonly Question[] }>([
  {
    name: 'what no rule mentions passes',
    objects: [firewall([])],
    questions: [[WEB, '203.0.113.5', 443, 'allowed']],
  },
  {
    name: 'the first rule that matches decides',
    objects: [firewall([allow(block), deny(everything)])],
    questions: [
      [WEB, '203.0.113.5', 443, 'allowed'],
      [WEB, '198.51.100.1', 443, 'denied'],
      [WEB, '2001:db8::1', 443, 'allowed'],
      ['cli', '198.51.100.1', 443, 'allowed'],
    ],
  },
  {
    name: 'an earlier deny wins over a later allow',
    objects: [firewall([deny(everything), allow(block)])],
    questions: [[WEB, '203.0.113.5', 443, 'denied']],
  },
  {
    name: 'pods are never outside',
    objects: [firewall([deny(everything)])],
    questions: [
      [WEB, 'db', 80, 'allowed'],
      [WEB, 'cli', 80, 'allowed'],
    ],
  },
  {
    name: 'ingress is not touched',
    objects: [firewall([deny(everything)])],
    questions: [['203.0.113.5', WEB, 80, 'allowed']],
  },
  {
    name: 'ports narrow a rule',
    objects: [firewall([allow(everything, [{ protocol: 'TCP', port: 443 }, { protocol: 'UDP' }]), deny(everything)])],
    questions: [
      [WEB, '203.0.113.5', 443, 'allowed'],
      [WEB, '203.0.113.5', 80, 'denied'],
      [WEB, '203.0.113.5', 53, 'allowed', 'UDP'],
      [WEB, '203.0.113.5', 53, 'denied', 'SCTP'],
    ],
  },
  {
    name: 'a name may stand for any address',
    objects: [firewall([allow({ dnsName: 'example.com' }, [{ protocol: 'TCP', port: 443 }]), deny(everything)])],
    questions: [
      [WEB, '203.0.113.5', 443, 'unknown'],
      [WEB, '203.0.113.5', 80, 'denied'],
    ],
  },
  {
    name: 'a node selector means the addresses of its nodes',
    objects: [
      ...nodes,
      podObject('app', 'agent', {}, { ip: '192.168.0.1', spec: { hostNetwork: true, nodeName: 'n1' } }),
      firewall([allow({ nodeSelector: { matchLabels: { role: 'edge' } } }), deny(everything)]),
    ],
    questions: [
      [WEB, '192.168.0.2', 6443, 'denied'],
      ['db', 'agent', 6443, 'allowed'],
    ],
  },
  {
    name: 'without nodes a node selector may mean any address',
    objects: [firewall([allow({ nodeSelector: { matchLabels: { role: 'edge' } } }), deny(everything)])],
    questions: [[WEB, '192.168.0.1', 6443, 'unknown']],
  },
  {
    name: 'only the object named default counts',
    objects: [firewall([deny(everything)], 'mine')],
    questions: [[WEB, '203.0.113.5', 443, 'allowed']],
  },
  {
    name: 'host-network pods are not covered',
    objects: [
      podObject('app', 'agent', {}, { ip: '192.168.0.1', spec: { hostNetwork: true } }),
      firewall([deny(everything)]),
    ],
    questions: [['agent', '203.0.113.5', 443, 'allowed']],
  },
  {
    name: 'NetworkPolicy comes first and both must agree',
    objects: [
      np({ podSelector: {}, policyTypes: ['Egress'], egress: [{ to: [{ ipBlock: { cidr: '203.0.113.0/24' } }] }] }),
      firewall([deny({ cidrSelector: '203.0.113.128/25' })]),
    ],
    questions: [
      [WEB, '203.0.113.5', 443, 'allowed'],
      [WEB, '203.0.113.200', 443, 'denied'],
      [WEB, '198.51.100.1', 443, 'denied'],
    ],
  },
  {
    name: 'a rule that cannot be read may go either way, what came before it may not',
    objects: [firewall([allow(block), { type: 'Maybe', to: everything }, deny(everything)])],
    questions: [
      [WEB, '203.0.113.5', 443, 'allowed'],
      [WEB, '198.51.100.1', 443, 'unknown'],
      [WEB, 'db', 443, 'allowed'],
    ],
  },
  {
    name: 'a spec that cannot be read leaves the outside unknown',
    objects: [firewall({})],
    questions: [
      [WEB, '203.0.113.5', 443, 'unknown'],
      [WEB, 'db', 443, 'allowed'],
      ['cli', '203.0.113.5', 443, 'allowed'],
    ],
  },
  {
    name: 'a bad block may be anything',
    objects: [firewall([deny({ cidrSelector: '10.0.0' })])],
    questions: [[WEB, '203.0.113.5', 443, 'unknown']],
  },
  {
    name: 'OpenShift SDN reads its own kind the same way',
    objects: [older([allow(block), deny(everything)])],
    questions: [
      [WEB, '203.0.113.5', 443, 'allowed'],
      [WEB, '198.51.100.1', 443, 'denied'],
    ],
  },
  {
    name: 'several EgressNetworkPolicies in one namespace are unknown',
    objects: [older([], 'one'), older([deny(everything)], 'two')],
    questions: [[WEB, '198.51.100.1', 443, 'unknown']],
  },
  {
    name: 'an EgressNetworkPolicy with another name may count',
    objects: [older([deny(everything)], 'mine')],
    questions: [[WEB, '198.51.100.1', 443, 'unknown']],
  },
])('$name', ({ objects, questions }) => {
  it.each(questions)('%s → %s:%i is %s %s', (...question) => {
    expect(ask([...pods, ...objects], question)).toBe(question[3]);
  });
});

describe('FQDNNetworkPolicy', () => {
  const fqdn = (spec: object, apiVersion = 'networking.gke.io/v1alpha1') => ({
    apiVersion,
    kind: 'FQDNNetworkPolicy',
    metadata: { name: 'f', namespace: 'app' },
    spec,
  });
  const toExample = { podSelector: {}, egress: [{ matches: [{ name: 'example.com' }], ports: [{ protocol: 'TCP', port: 443 }] }] }; // prettier-ignore
  const closed = np({ podSelector: {}, policyTypes: ['Egress'] });

  it.each<{ name: string; objects: readonly unknown[]; questions: readonly Question[] }>([
    {
      name: 'adds what a name may stand for to a NetworkPolicy',
      objects: [closed, fqdn(toExample)],
      questions: [
        [WEB, '203.0.113.5', 443, 'unknown'],
        [WEB, '203.0.113.5', 80, 'denied'],
        [WEB, 'db', 80, 'denied'],
      ],
    },
    {
      name: 'alone it may isolate',
      objects: [fqdn(toExample)],
      questions: [
        [WEB, '203.0.113.5', 80, 'unknown'],
        ['cli', '203.0.113.5', 80, 'allowed'],
        ['cli', WEB, 80, 'allowed'],
      ],
    },
    {
      name: 'of an unknown version leaves its namespace unknown',
      objects: [closed, fqdn(toExample, 'networking.gke.io/v7')],
      questions: [
        [WEB, '203.0.113.5', 80, 'unknown'],
        ['cli', '203.0.113.5', 80, 'allowed'],
      ],
    },
  ])('$name', ({ objects, questions }) => {
    for (const question of questions) expect([question, ask([...pods, ...objects], question)]).toEqual([question, question[3]]);
  }); // prettier-ignore
});

import { describe, expect, it } from 'vitest';
import type { CniFacts } from '#src/engine/model/network-model.js';
import { Reachability } from '#src/engine/reachability/reachability.js';
import {
  allNamespaces,
  anp,
  banp,
  cnp,
  from,
  namespace,
  networkPolicy,
  node,
  podsOf,
  tcp,
  to,
} from '../../support/admin-objects.js';
import { modelOf, podObject } from '../../support/network-model.js';

const HOST = { hostNetwork: true, nodeName: 'n1' };

const CLUSTER = [
  podObject('t1', 'a', { app: 'a' }, { ip: '10.0.0.1', spec: { nodeName: 'n2' } }),
  podObject('t2', 'b', { app: 'b' }, { ip: '10.0.0.2', spec: { nodeName: 'n2' }, ports: [{ name: 'web', containerPort: 8080 }] }),
  podObject('t3', 'h', { app: 'h' }, { ip: '192.0.2.10', spec: HOST }),
  podObject('kube-system', 'dns', { app: 'dns' }, { ip: '10.0.0.53', spec: { nodeName: 'n2' } }),
  node('n1', { pool: 'edge' }, { InternalIP: '192.0.2.10', ExternalIP: '203.0.113.10' }),
  node('n2', { pool: 'core' }, { InternalIP: '192.0.2.20' }),
]; // prettier-ignore

type Verdict = 'ALLOW' | 'DENY' | 'COND';
/** Source, destination (a pod, or an address outside), port of TCP, verdict. */
type Flow = readonly [src: string, dst: string, port: number, verdict: Verdict];

interface Row {
  readonly name: string;
  readonly objects: readonly object[];
  readonly profile?: CniFacts['profile'];
  /** What else is known of the plugin. */
  readonly cni?: Partial<CniFacts>;
  readonly flows: readonly Flow[];
}

const A1 = anp('a1', 10, namespace('t1'), { ingress: [from('Deny', [namespace('t2')])] });
const A4 = [
  anp('a4', 10, namespace('t1'), { ingress: [from('Pass', [namespace('t2')])] }),
  banp(namespace('t1'), { ingress: [from('Deny', [allNamespaces])] }),
];
const A6 = [...A4, networkPolicy('t1', { policyTypes: ['Egress'], egress: [{}] })];
const A7 = cnp('a7', 'Baseline', 1, allNamespaces, { egress: [to('Deny', [{ networks: ['0.0.0.0/0'] }])] });
const A8 = cnp('a8', 'Baseline', 0, allNamespaces, { egress: [to('Pass', [allNamespaces])] });
const A14 = anp('a14', 150, namespace('t1'), { ingress: [from('Deny', [namespace('t2')])] });

const TRUTH_TABLE: readonly Row[] = [
  { name: 'A1 an ANP denies what it selects', objects: [A1], flows: [['b', 'a', 80, 'DENY'], ['dns', 'a', 80, 'ALLOW']] },
  {
    name: 'A2 a NetworkPolicy cannot allow what an ANP denies',
    objects: [A1, networkPolicy('t1', { ingress: [{}] })],
    flows: [['b', 'a', 80, 'DENY'], ['dns', 'a', 80, 'ALLOW']],
  },
  {
    name: 'A3 a lower priority number comes first',
    objects: [A1, anp('a3', 5, namespace('t1'), { ingress: [from('Allow', [podsOf('t2', { app: 'b' })], tcp(80))] })],
    flows: [['b', 'a', 80, 'ALLOW'], ['b', 'a', 443, 'DENY']],
  },
  { name: 'A4 what is passed on meets the baseline', objects: A4, flows: [['b', 'a', 80, 'DENY'], ['dns', 'a', 80, 'DENY']] },
  {
    name: 'A5 a NetworkPolicy hides the baseline',
    objects: [...A4, networkPolicy('t1', { ingress: [{ from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 't2' } } }] }] })],
    flows: [['b', 'a', 80, 'ALLOW'], ['dns', 'a', 80, 'DENY']],
  },
  { name: 'A6 a NetworkPolicy hides the baseline only in its own direction', objects: A6, flows: [['b', 'a', 80, 'DENY']] },
  { name: 'A6 with kube-network-policies it hides the baseline altogether', objects: A6, profile: 'kindnet', cni: { switches: new Map([['flavour', 'npa-v1alpha1']]) }, flows: [['b', 'a', 80, 'ALLOW']] },
  { name: 'A6 on an unknown engine nobody knows', objects: A6, profile: 'unknown', flows: [['b', 'a', 80, 'COND']] },
  { name: 'A7 networks match pods of their family and nothing of the other', objects: [A7], flows: [['a', 'b', 80, 'DENY'], ['a', '2001:db8::1', 80, 'ALLOW'], ['a', '198.51.100.1', 80, 'DENY']] },
  { name: 'A8 a baseline policy can pass pods over a later one', objects: [A7, A8], flows: [['a', 'b', 80, 'ALLOW'], ['a', '198.51.100.1', 80, 'DENY']] },
  {
    name: 'A9 all namespaces are neither the outside nor nodes',
    objects: [cnp('a9', 'Admin', 1, namespace('t1'), { ingress: [from('Deny', [allNamespaces])] })],
    flows: [['198.51.100.1', 'a', 80, 'ALLOW'], ['h', 'a', 80, 'ALLOW'], ['b', 'a', 80, 'DENY']],
  },
  {
    name: 'A10 equal priorities that contradict each other',
    objects: [
      cnp('x', 'Admin', 7, namespace('t1'), { ingress: [from('Accept', [namespace('t2')])] }),
      cnp('y', 'Admin', 7, namespace('t1'), { ingress: [from('Deny', [namespace('t2')])] }),
    ],
    flows: [['b', 'a', 80, 'COND'], ['dns', 'a', 80, 'ALLOW']],
  },
  {
    name: 'A11 domain names are some addresses outside, and allow no DNS',
    objects: [
      cnp('a11', 'Admin', 1, namespace('t1'), {
        egress: [to('Accept', [{ domainNames: ['*.x.io'] }]), to('Deny', [{ networks: ['0.0.0.0/0'] }])],
      }),
    ],
    flows: [['a', '198.51.100.1', 443, 'COND'], ['a', 'dns', 53, 'DENY'], ['a', '2001:db8::1', 443, 'ALLOW']],
  },
  {
    name: 'A12 accepting egress does not override the other end',
    objects: [
      cnp('a12', 'Admin', 1, namespace('t1'), { egress: [to('Accept', [namespace('t2')])] }),
      networkPolicy('t2', { ingress: [] }),
    ],
    flows: [['a', 'b', 80, 'DENY']],
  },
  {
    name: 'A13 passing on to a peer nobody knows denies everything',
    objects: [cnp('a13', 'Admin', 1, namespace('t1'), { egress: [to('Pass', [{ galaxies: {} }])] })],
    flows: [['a', 'b', 80, 'DENY'], ['a', 'dns', 53, 'DENY'], ['a', '198.51.100.1', 80, 'DENY'], ['b', 'a', 80, 'ALLOW']],
  },
  { name: 'A14 OVN-Kubernetes does not enforce priorities above 99', objects: [A14], profile: 'ovn-kubernetes', cni: { switches: new Map([['enable-admin-network-policy', 'true']]) }, flows: [['b', 'a', 80, 'ALLOW']] },
  { name: 'A14 others do', objects: [A14], flows: [['b', 'a', 80, 'DENY']] },
]; // prettier-ignore

const ONE_DENY = (peer: object): object => anp('p', 1, namespace('t1'), { egress: [to('Deny', [peer])] });
const ONE_ALLOW = (peer: object): object[] => [
  anp('p', 1, namespace('t1'), { egress: [to('Allow', [peer])] }),
  anp('q', 2, namespace('t1'), { egress: [to('Deny', [{ networks: ['0.0.0.0/0', '::/0'] }, allNamespaces])] }),
];

const BEYOND_THE_TABLE: readonly Row[] = [
  {
    name: 'an accepting rule with a peer nobody knows matches nothing, not even its other peers',
    objects: [
      cnp('p', 'Admin', 1, namespace('t1'), { egress: [to('Accept', [namespace('t2'), { galaxies: {} }])] }),
      networkPolicy('t1', { policyTypes: ['Egress'] }),
    ],
    flows: [['a', 'b', 80, 'DENY']],
  },
  { name: 'a denying rule with an empty peer denies everyone', objects: [ONE_DENY({})], flows: [['a', 'b', 80, 'DENY'], ['a', '198.51.100.1', 80, 'DENY']] },
  {
    name: 'nodes are matched by label, at their internal address for certain',
    objects: [ONE_DENY({ nodes: { matchLabels: { pool: 'edge' } } })],
    flows: [['a', 'h', 80, 'DENY'], ['a', '192.0.2.10', 80, 'DENY'], ['a', '203.0.113.10', 80, 'COND'], ['a', '192.0.2.20', 80, 'ALLOW']],
  },
  {
    name: 'allowing nodes allows their external address perhaps',
    objects: ONE_ALLOW({ nodes: {} }),
    flows: [['a', 'h', 80, 'ALLOW'], ['a', '192.0.2.10', 80, 'ALLOW'], ['a', '203.0.113.10', 80, 'COND'], ['a', '198.51.100.1', 80, 'DENY']],
  },
  { name: 'Calico does not know nodes: allowing them allows nothing', objects: ONE_ALLOW({ nodes: {} }), profile: 'calico', cni: { version: '3.30.0' }, flows: [['a', 'h', 80, 'DENY']] },
  { name: 'networks match host-network pods by address', objects: [ONE_DENY({ networks: ['192.0.2.0/24'] })], flows: [['a', 'h', 80, 'DENY'], ['a', 'b', 80, 'ALLOW']] },
  {
    name: 'a named port is any protocol of the container port of that name',
    objects: [anp('p', 1, namespace('t1'), { egress: [to('Deny', [allNamespaces], { ports: [{ namedPort: 'web' }] })] })],
    flows: [['a', 'b', 8080, 'DENY'], ['a', 'b', 80, 'ALLOW'], ['a', 'dns', 8080, 'ALLOW']],
  },
  {
    name: 'a protocol without a port is all of its ports',
    objects: [cnp('p', 'Admin', 1, namespace('t1'), { egress: [to('Deny', [allNamespaces], { protocols: [{ udp: {} }, { tcp: { destinationPort: { range: { start: 80, end: 90 } } } }] })] })],
    flows: [['a', 'b', 80, 'DENY'], ['a', 'b', 91, 'ALLOW']],
  },
  { name: 'host-network pods are nobody’s subject', objects: [anp('p', 1, allNamespaces, { egress: [to('Deny', [allNamespaces])] })], flows: [['h', 'a', 80, 'ALLOW'], ['a', 'b', 80, 'DENY'], ['a', 'h', 80, 'ALLOW']] },
  { name: 'a policy without rules in a direction says nothing about it', objects: [anp('p', 1, namespace('t1'), { ingress: [] })], flows: [['b', 'a', 80, 'ALLOW'], ['a', 'b', 80, 'ALLOW']] },
  {
    name: 'passing on skips later admin policies too',
    objects: [anp('p', 1, namespace('t1'), { ingress: [from('Pass', [namespace('t2')])] }), anp('q', 2, namespace('t1'), { ingress: [from('Deny', [allNamespaces])] })],
    flows: [['b', 'a', 80, 'ALLOW'], ['dns', 'a', 80, 'DENY']],
  },
  { name: 'a baseline policy of another name does not exist', objects: [banp(namespace('t1'), { ingress: [from('Deny', [allNamespaces])] }, 'mine')], flows: [['b', 'a', 80, 'ALLOW']] },
  { name: 'an action of the other generation may be anything', objects: [anp('p', 1, namespace('t1'), { ingress: [from('Accept', [namespace('t2')])] })], flows: [['b', 'a', 80, 'COND'], ['dns', 'a', 80, 'ALLOW']] },
  {
    name: 'peers of an older release may be anyone',
    objects: [anp('p', 1, namespace('t1'), { ingress: [from('Deny', [{ namespaces: { sameLabels: ['x'] } }])] })],
    flows: [['b', 'a', 80, 'COND']],
  },
  {
    name: 'equal priorities that agree are exact',
    objects: [anp('x', 7, namespace('t1'), { ingress: [from('Deny', [namespace('t2')])] }), anp('y', 7, namespace('t1'), { ingress: [from('Deny', [allNamespaces])] })],
    flows: [['b', 'a', 80, 'DENY'], ['dns', 'a', 80, 'DENY']],
  },
  {
    name: 'both generations at once: each may be without effect',
    objects: [A1, cnp('y', 'Admin', 1, namespace('t2'), { egress: [to('Deny', [namespace('kube-system')])] })],
    flows: [['b', 'a', 80, 'COND'], ['b', 'dns', 53, 'COND']],
  },
  { name: 'a priority beyond 1000 could not exist', objects: [anp('p', 1001, namespace('t1'), { ingress: [from('Deny', [namespace('t2')])] })], flows: [['b', 'a', 80, 'COND']] },
  { name: 'a subject that cannot be read may be anyone', objects: [anp('p', 1, {}, { ingress: [from('Deny', [namespace('t2')])] })], flows: [['b', 'a', 80, 'COND'], ['a', 'b', 80, 'ALLOW']] },
  { name: 'a tier that cannot be read leaves everything open', objects: [cnp('p', 'admin', 1, namespace('t1'), { ingress: [from('Deny', [namespace('t2')])] })], flows: [['b', 'a', 80, 'COND']] },
  {
    name: 'Cilium rejects a policy with nodes peers unless they are switched on; nobody knows here',
    objects: [cnp('p', 'Admin', 1, namespace('t1'), { egress: [to('Deny', [{ nodes: {} }, namespace('t2')])] })],
    profile: 'cilium',
    flows: [['a', 'b', 80, 'COND']],
  },
  {
    name: 'OVN-Kubernetes keeps host-network pods out of subjects though its NetworkPolicies may not',
    objects: [anp('p', 1, allNamespaces, { egress: [to('Deny', [allNamespaces])] })],
    profile: 'ovn-kubernetes',
    cni: { switches: new Map([['enable-admin-network-policy', 'true']]) },
    flows: [['h', 'a', 80, 'ALLOW'], ['a', 'h', 80, 'ALLOW']],
  },
]; // prettier-ignore

describe.each([
  ['semantics 02 §8', TRUTH_TABLE],
  ['beyond the table', BEYOND_THE_TABLE],
])('%s', (_, rows) => {
  it.each(rows)('$name', ({ objects, profile, cni, flows }) => {
    const reach = reachOf(objects, profile, cni);
    expect(flows.map(([src, dst, port]) => [src, dst, port, verdictOf(reach, src, dst, port)])).toEqual(flows);
  });
});

describe('what is reported', () => {
  const codes = (...objects: object[]): unknown[] =>
    reachOf(objects).diagnostics.map(({ severity, code, field }) => [severity, code, field]);

  it.each<[string, object[], [string, string, string]]>([
    ['an unknown peer', [ONE_DENY({ galaxies: {} })], ['error', 'POLICY.UNKNOWN_PEER', 'spec.egress[0].to[0]']],
    ['two peers in one', [ONE_DENY({ ...namespace('t2'), networks: ['10.0.0.0/8'] })], ['error', 'POLICY.INVALID_PEER', 'spec.egress[0].to[0]']],
    ['a bad CIDR', [ONE_DENY({ networks: ['10.0.0.0'] })], ['error', 'POLICY.INVALID_CIDR', 'spec.egress[0].to[0].networks[0]']],
    ['a rule without peers', [anp('p', 1, allNamespaces, { egress: [to('Deny', [])] })], ['error', 'POLICY.INVALID_RULE', 'spec.egress[0].to']],
    ['ingress from networks', [anp('p', 1, allNamespaces, { ingress: [from('Deny', [{ networks: ['10.0.0.0/8'] }])] })], ['error', 'POLICY.UNKNOWN_PEER', 'spec.ingress[0].from[0]']],
    ['two kinds of port in one', [anp('p', 1, allNamespaces, { egress: [to('Deny', [allNamespaces], { ports: [{ portNumber: { port: 1 }, namedPort: 'x' }] })] })], ['error', 'POLICY.INVALID_PORT', 'spec.egress[0].ports[0]']],
    ['a range that ends before it begins', [anp('p', 1, allNamespaces, { egress: [to('Deny', [allNamespaces], { ports: [{ portRange: { start: 9, end: 8 } }] })] })], ['error', 'POLICY.INVALID_PORT', 'spec.egress[0].ports[0].portRange']],
    ['too many rules', [cnp('p', 'Admin', 1, allNamespaces, { egress: Array.from({ length: 26 }, () => to('Deny', [allNamespaces])) })], ['error', 'POLICY.TOO_MANY', 'spec.egress']],
    ['too many networks', [ONE_DENY({ networks: Array.from({ length: 26 }, (_, i) => `10.0.${String(i)}.0/24`) })], ['error', 'POLICY.TOO_MANY', 'spec.egress[0].to[0].networks']],
    ['a name for the baseline', [banp(allNamespaces, {}, 'mine')], ['error', 'POLICY.INVALID_NAME', 'metadata.name']],
    ['denied domain names', [ONE_DENY({ domainNames: ['x.io'] })], ['error', 'POLICY.INVALID_PEER', 'spec.egress[0]']],
    ['a bad domain name', [anp('p', 1, allNamespaces, { egress: [to('Allow', [{ domainNames: ['x.*.io'] }])] })], ['error', 'POLICY.INVALID_DOMAIN_NAME', 'spec.egress[0].to[0].domainNames[0]']],
    ['ports of the other generation', [cnp('p', 'Admin', 1, allNamespaces, { egress: [to('Deny', [allNamespaces], tcp(80))] })], ['error', 'POLICY.UNKNOWN_FIELD', 'spec.egress[0].ports']],
    ['equal priorities that contradict each other', [anp('x', 7, allNamespaces, { egress: [to('Deny', [allNamespaces])] }), anp('y', 7, namespace('t1'), { egress: [to('Allow', [allNamespaces])] })], ['error', 'POLICY.EQUAL_PRIORITY', 'spec.priority']],
    ['equal priorities of other pods', [anp('x', 7, namespace('t2'), { egress: [to('Deny', [allNamespaces])] }), anp('y', 7, namespace('t1'), { egress: [to('Allow', [allNamespaces])] })], ['warning', 'POLICY.EQUAL_PRIORITY', 'spec.priority']],
    ['a port name towards addresses', [anp('p', 1, allNamespaces, { egress: [to('Deny', [{ networks: ['10.0.0.0/8'] }], { ports: [{ namedPort: 'web' }] })] })], ['warning', 'POLICY.NAMED_PORT_EXTERNAL', 'spec.egress[0]']],
  ])('%s', (_, objects, expected) => {
    expect(codes(...objects)).toEqual([expected]);
  }); // prettier-ignore

  it('names the domains an answer depends on', () => {
    const reach = reachOf([anp('p', 1, namespace('t1'), { egress: [to('Allow', [{ domainNames: ['*.x.io'] }])] })]);
    const conditions = reach.policies.flatMap(({ egress }) => (egress ?? []).flatMap((rule) => rule.conditions ?? []));
    expect(conditions).toEqual(['domain name *.x.io']);
  });
});

function reachOf(
  objects: readonly object[],
  profile?: CniFacts['profile'],
  more: Partial<CniFacts> = {},
): Reachability {
  const model = modelOf([...CLUSTER, ...objects]);
  if (profile === undefined) return Reachability.build(model);
  const enforced = profile === 'unknown' ? 'unknown' : 'yes';
  return Reachability.build({ ...model, cni: { profile, enforced, evidence: '', assumed: false, ...more } });
}

function verdictOf(reach: Reachability, src: string, dst: string, port: number): Verdict {
  const end = (text: string) => {
    const group = reach.model.groups.findIndex(({ owner }) => owner.name === text);
    return group < 0 ? { ip: text } : { group };
  };
  const { must, may } = reach.explain(end(src), end(dst));
  if (must.contains('TCP', port)) return 'ALLOW';
  return may.contains('TCP', port) ? 'COND' : 'DENY';
}

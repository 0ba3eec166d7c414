import { CLUSTER, acnp, annp, config, namespace, np, pod } from '../../support/policy-objects.js';
import { serviceObject } from '../../support/network-model.js';
import type { VerdictCase } from '../../support/verdict-cases.js';

const APP = (app: string): object => ({ podSelector: { matchLabels: { app } } });
const TCP = (port: number | string, more: object = {}): object => ({ protocol: 'TCP', port, ...more });
const drop = (rule: object = {}): object => ({ action: 'Drop', ...rule });
const allow = (rule: object = {}): object => ({ action: 'Allow', ...rule });
const pass = (rule: object = {}): object => ({ action: 'Pass', ...rule });

function tier(name: string, priority: number): object {
  return { apiVersion: 'crd.antrea.io/v1beta1', kind: 'Tier', metadata: { name }, spec: { priority } };
}

function clusterGroup(name: string, spec: object): object {
  return { apiVersion: 'crd.antrea.io/v1beta1', kind: 'ClusterGroup', metadata: { name }, spec };
}

const DENY_ALL = np({ podSelector: { matchLabels: { app: 'db' } }, policyTypes: ['Ingress'] });

/** What semantics 02 §7 says of Antrea's own policies, a row for each statement. */
export const ROWS: readonly VerdictCase[] = [
  {
    name: 'A1 selecting a pod isolates nothing',
    objects: [...CLUSTER, acnp('p', { ingress: [drop({ from: [APP('web')] })] })],
    flows: { 'a/web -> a/db': 'DENY', 'b/cli -> a/db': 'ALLOW', '203.0.113.9 -> a/db': 'ALLOW' },
  },
  {
    name: 'A2 a rule without peers is about everyone, and Reject denies like Drop',
    objects: [...CLUSTER, acnp('p', { ingress: [{ action: 'Reject' }] })],
    flows: {
      'a/web -> a/db': 'DENY',
      '203.0.113.9 -> a/db': 'DENY',
      'kube-system/host1 -> a/db': 'ALLOW',
      'kube-system/host2 -> a/db': 'DENY',
    },
  },
  {
    name: 'A3 the first matching rule of a policy decides',
    objects: [...CLUSTER, acnp('p', { ingress: [allow({ from: [APP('web')] }), drop()] })],
    flows: { 'a/web -> a/db': 'ALLOW', 'b/cli -> a/db': 'DENY' },
  },
  {
    name: 'A4 a lower tier number comes first, whatever the priorities',
    objects: [
      ...CLUSTER,
      acnp('late', { tier: 'application', priority: 1, ingress: [allow()] }),
      acnp('early', { tier: 'emergency', priority: 100, ingress: [drop({ from: [APP('web')] })] }),
    ],
    flows: { 'a/web -> a/db': 'DENY', 'b/cli -> a/db': 'ALLOW' },
  },
  {
    name: 'A5 tiers of one own stand where their priority says',
    objects: [
      ...CLUSTER,
      tier('audit', 60),
      acnp('own', { tier: 'audit', ingress: [drop()] }),
      acnp('first', { tier: 'emergency', ingress: [allow({ from: [APP('web')] })] }),
      acnp('second', { tier: 'securityops', ingress: [allow()] }),
    ],
    flows: { 'a/web -> a/db': 'ALLOW', 'b/cli -> a/db': 'DENY' },
  },
  {
    name: 'A6 inside a tier the lower priority comes first',
    objects: [
      ...CLUSTER,
      acnp('x', { priority: 2, ingress: [drop()] }),
      annp('y', { priority: 1.5, ingress: [allow({ from: [APP('web')] })] }),
    ],
    flows: { 'a/web -> a/db': 'ALLOW', 'b/cli -> a/db': 'DENY' },
  },
  {
    name: 'A7 equal places contradict each other: nobody knows',
    objects: [...CLUSTER, acnp('x', { ingress: [drop()] }), acnp('y', { ingress: [allow({ from: [APP('web')] })] })],
    flows: { 'a/web -> a/db': 'COND', 'b/cli -> a/db': 'DENY' },
  },
  {
    name: 'A8 at equal priority the place in the list orders rules of different policies',
    objects: [
      ...CLUSTER,
      acnp('x', { ingress: [allow({ from: [APP('nobody')] }), drop()] }),
      acnp('y', { ingress: [allow({ from: [APP('web')] })] }),
    ],
    flows: { 'a/web -> a/db': 'ALLOW', 'b/cli -> a/db': 'DENY' },
  },
  {
    name: 'A9 an allowance skips NetworkPolicies',
    objects: [...CLUSTER, DENY_ALL, acnp('p', { ingress: [allow({ from: [APP('web')] })] })],
    flows: { 'a/web -> a/db': 'ALLOW', 'b/cli -> a/db': 'DENY' },
  },
  {
    name: 'A10 passing skips every later tier and leaves it to NetworkPolicies',
    objects: [
      ...CLUSTER,
      DENY_ALL,
      acnp('p', { tier: 'emergency', ingress: [pass({ from: [APP('web')] })] }),
      acnp('q', { tier: 'application', ingress: [allow()] }),
    ],
    flows: { 'a/web -> a/db': 'DENY', 'b/cli -> a/db': 'ALLOW' },
  },
  {
    name: 'A11 the baseline tier speaks only where no NetworkPolicy selects the pod',
    objects: [
      ...CLUSTER,
      np({ podSelector: { matchLabels: { app: 'db' } }, ingress: [{ from: [{ podSelector: {} }] }] }),
      acnp('base', { tier: 'baseline', appliedTo: [{ namespaceSelector: {} }], ingress: [drop()] }),
    ],
    flows: { 'a/web -> a/db': 'ALLOW', 'b/cli -> a/db': 'DENY', 'b/cli -> a/web': 'DENY' },
  },
  {
    name: 'A12 in a cluster-wide policy a pod selector means every namespace, in a namespaced one its own',
    objects: [
      ...CLUSTER,
      pod('b', 'db', 'n2', '10.0.1.2'),
      acnp('wide', { ingress: [drop({ from: [APP('web')] })] }),
      annp('own', { appliedTo: [APP('web')], ingress: [drop({ from: [APP('cli')] }), drop({ from: [APP('db')] })] }),
    ],
    flows: { 'a/web -> b/db': 'DENY', 'b/cli -> a/web': 'ALLOW', 'a/db -> a/web': 'DENY', 'b/db -> a/web': 'ALLOW' },
  },
  {
    name: 'A13 a rule may protect other pods than its policy',
    objects: [
      ...CLUSTER,
      acnp('p', {
        appliedTo: undefined,
        ingress: [drop({ appliedTo: [APP('web')] }), drop({ from: [APP('web')], appliedTo: [APP('cli')] })],
      }),
    ],
    flows: { 'b/cli -> a/web': 'DENY', 'a/web -> b/cli': 'DENY', 'b/cli -> a/db': 'ALLOW' },
  },
  {
    name: 'A14 peers of the same namespace as the protected pod',
    objects: [
      ...CLUSTER,
      pod('b', 'db', 'n2', '10.0.1.2'),
      acnp('p', {
        appliedTo: [{ namespaceSelector: {} }],
        ingress: [allow({ from: [{ namespaces: { match: 'Self' } }] }), drop({ from: [{ namespaceSelector: {} }] })],
      }),
    ],
    flows: {
      'a/web -> a/db': 'ALLOW',
      'b/cli -> a/db': 'DENY',
      'b/cli -> b/db': 'ALLOW',
      'a/web -> b/db': 'DENY',
      '203.0.113.9 -> a/db': 'ALLOW',
    },
  },
  {
    name: "A15 peers of namespaces that share a label with the protected pod's",
    objects: [
      ...CLUSTER,
      namespace('c', { team: 'red' }),
      pod('c', 'job', 'n1', '10.0.2.1'),
      acnp('p', {
        appliedTo: [APP('db')],
        ingress: [allow({ from: [{ namespaces: { sameLabels: ['team'] } }] }), drop()],
      }),
    ],
    flows: { 'c/job -> a/db': 'ALLOW', 'a/web -> a/db': 'ALLOW', 'b/cli -> a/db': 'DENY' },
  },
  {
    name: 'A16 blocks match pods and nodes by address',
    objects: [
      ...CLUSTER,
      acnp('p', {
        egress: [drop({ to: [{ ipBlock: { cidr: '10.0.0.0/8' } }, { ipBlock: { cidr: '192.168.0.2/32' } }] })],
      }),
    ],
    flows: {
      'a/db -> a/web': 'DENY',
      'a/db -> 10.9.9.9': 'DENY',
      'a/db -> kube-system/host2': 'DENY',
      'a/db -> 203.0.113.9': 'ALLOW',
    },
  },
  {
    name: 'A17 groups of pods, of groups and of blocks',
    objects: [
      ...CLUSTER,
      clusterGroup('clients', { podSelector: { matchLabels: { app: 'cli' } } }),
      clusterGroup('office', { ipBlocks: [{ cidr: '203.0.113.0/24' }] }),
      clusterGroup('all', { childGroups: ['clients', 'office'] }),
      clusterGroup('stores', { podSelector: { matchLabels: { app: 'db' } } }),
      acnp('p', { appliedTo: [{ group: 'stores' }], ingress: [allow({ from: [{ group: 'all' }] }), drop()] }),
    ],
    flows: {
      'b/cli -> a/db': 'ALLOW',
      '203.0.113.9 -> a/db': 'ALLOW',
      'a/web -> a/db': 'DENY',
      '198.51.100.1 -> a/db': 'DENY',
    },
  },
  {
    name: 'A18 a group nobody made has nobody in it',
    objects: [...CLUSTER, acnp('p', { ingress: [allow({ from: [{ group: 'missing' }] }), drop()] })],
    flows: { 'b/cli -> a/db': 'DENY' },
  },
  {
    name: 'A19 ports, ranges and names',
    objects: [
      ...CLUSTER,
      acnp('p', { ingress: [allow({ ports: [TCP('pg'), TCP(8000, { endPort: 8010 })] }), drop()] }),
    ],
    flows: {
      'b/cli -> a/db TCP/5432': 'ALLOW',
      'b/cli -> a/db TCP/8010': 'ALLOW',
      'b/cli -> a/db TCP/8011': 'DENY',
      'b/cli -> a/db UDP/5432': 'DENY',
    },
  },
  {
    name: 'A20 what a request or a source port decides',
    objects: [
      ...CLUSTER,
      acnp('p', {
        ingress: [
          allow({ from: [APP('web')], ports: [TCP(80)], l7Protocols: [{ http: { method: 'GET', path: '/' } }] }),
          allow({ ports: [TCP(443, { sourcePort: 5000 })] }),
          allow({ ports: [TCP(80)] }),
          drop(),
        ],
      }),
    ],
    flows: {
      'a/web -> a/db TCP/80': 'COND',
      'b/cli -> a/db TCP/80': 'ALLOW',
      'b/cli -> a/db TCP/443': 'COND',
      'b/cli -> a/db TCP/81': 'DENY',
    },
  },
  {
    name: 'A21 names outside the cluster',
    objects: [...CLUSTER, acnp('p', { egress: [allow({ to: [{ fqdn: '*.example.com' }] }), drop()] })],
    flows: { 'a/db -> 203.0.113.9': 'COND', 'a/db -> a/web': 'DENY' },
  },
  {
    name: 'A22 a denied name leaves nothing outside certain',
    objects: [...CLUSTER, acnp('p', { egress: [drop({ to: [{ fqdn: 'bad.example.com' }] })] })],
    flows: { 'a/db -> 203.0.113.9': 'COND', 'a/db -> a/web': 'ALLOW' },
  },
  {
    name: 'A23 traffic through a Service does not show as such',
    objects: [
      ...CLUSTER,
      serviceObject('a', 'web', { selector: { app: 'web' }, ports: [{ port: 80 }] }),
      acnp('p', { egress: [drop({ toServices: [{ name: 'web', namespace: 'a' }] })] }),
    ],
    flows: { 'a/db -> a/web': 'COND', 'a/db -> b/cli': 'ALLOW' },
  },
  {
    name: 'A24 service accounts, as peers and as subjects',
    objects: [
      ...CLUSTER,
      pod('b', 'bot', 'n2', '10.0.1.3', { spec: { serviceAccountName: 'robot' } }),
      acnp('p', { ingress: [drop({ from: [{ serviceAccount: { name: 'robot', namespace: 'b' } }] })] }),
      acnp('q', { appliedTo: [{ serviceAccount: { name: 'robot', namespace: 'b' } }], ingress: [drop()] }),
    ],
    flows: { 'b/bot -> a/db': 'DENY', 'b/cli -> a/db': 'ALLOW', 'a/web -> b/bot': 'DENY' },
  },
  {
    name: 'A25 nodes as peers',
    objects: [...CLUSTER, acnp('p', { ingress: [drop({ from: [{ nodeSelector: {} }] })] })],
    flows: {
      'kube-system/host2 -> a/db': 'DENY',
      '192.168.0.2 -> a/db': 'DENY',
      'kube-system/host1 -> a/db': 'ALLOW',
      'b/cli -> a/db': 'ALLOW',
    },
  },
  {
    name: 'A26 policies for nodes are off by default',
    objects: [...CLUSTER, acnp('p', { appliedTo: [{ nodeSelector: {} }], ingress: [drop()] })],
    flows: { 'b/cli -> kube-system/host1': 'ALLOW' },
  },
  {
    name: 'A27 and hold where the gate is open',
    objects: [
      ...CLUSTER,
      { ...config({ NodeNetworkPolicy: 'true' }), metadata: { name: 'antrea-config', namespace: 'kube-system' } },
      acnp('p', { appliedTo: [{ nodeSelector: {} }], ingress: [drop({ from: [APP('cli')] })] }),
    ],
    flows: { 'b/cli -> kube-system/host1': 'DENY', 'b/cli -> a/db': 'ALLOW' },
  },
  {
    name: 'A28 a policy on a Service is about its node ports',
    objects: [
      ...CLUSTER,
      serviceObject('a', 'db', { type: 'NodePort', selector: { app: 'db' }, ports: [{ port: 80, nodePort: 30080 }] }),
      acnp('p', {
        appliedTo: [{ service: { name: 'db', namespace: 'a' } }],
        ingress: [drop({ from: [{ ipBlock: { cidr: '203.0.113.0/24' } }] })],
      }),
    ],
    flows: { '203.0.113.9 -> a/db': 'COND', '198.51.100.1 -> a/db': 'ALLOW', 'a/web -> a/db': 'ALLOW' },
  },
  {
    name: 'A29 a tier nobody made leaves its pods unknown',
    objects: [...CLUSTER, acnp('p', { tier: 'missing', ingress: [drop()] })],
    flows: { 'b/cli -> a/db': 'COND' },
  },
  {
    name: 'A30 a policy without anybody to protect has no effect',
    objects: [...CLUSTER, acnp('p', { appliedTo: [APP('nobody')], ingress: [drop()] })],
    flows: { 'b/cli -> a/db': 'ALLOW' },
  },
  {
    name: 'A31 a misspelt rule leaves unknown what it would do',
    objects: [...CLUSTER, acnp('p', { ingress: [{ action: 'Allow', form: [] }, drop()] })],
    flows: { 'b/cli -> a/db': 'COND', 'b/cli -> a/web': 'ALLOW' },
  },
  {
    name: 'A32 host-network pods are no pods',
    objects: [
      ...CLUSTER,
      acnp('p', { appliedTo: [{ namespaceSelector: {} }], ingress: [drop({ from: [{ namespaceSelector: {} }] })] }),
    ],
    flows: { 'b/cli -> kube-system/host1': 'ALLOW', 'kube-system/host2 -> a/db': 'ALLOW', 'b/cli -> a/db': 'DENY' },
  },
  {
    name: 'A33 on other plugins the objects have no effect',
    cni: 'calico',
    objects: [...CLUSTER, acnp('p', { ingress: [drop()] })],
    flows: { 'b/cli -> a/db': 'ALLOW' },
  },
];

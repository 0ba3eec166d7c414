import { CLUSTER, ccnp, cnp, config, np, pod } from '../../support/policy-objects.js';
import { serviceObject } from '../../support/network-model.js';
import type { VerdictCase } from '../../support/verdict-cases.js';

const APP = (app: string): object => ({ matchLabels: { app } });
const TCP = (port: string, more: object = {}): object => ({
  toPorts: [{ ports: [{ port, protocol: 'TCP', ...more }] }],
});
const APPS_B: object = { matchLabels: { 'kubernetes.io/metadata.name': 'b' } };
const HOST_POLICY = {
  apiVersion: 'cilium.io/v2',
  kind: 'CiliumClusterwideNetworkPolicy',
  metadata: { name: 'nodes' },
  spec: { nodeSelector: {}, ingress: [TCP('22')] },
};
const API_SERVER = {
  apiVersion: 'v1',
  kind: 'Endpoints',
  metadata: { name: 'kubernetes', namespace: 'default' },
  subsets: [{ addresses: [{ ip: '198.51.100.7' }] }],
};

function cidrGroup(name: string, blocks: readonly string[], labels: object = {}): object {
  return {
    apiVersion: 'cilium.io/v2alpha1',
    kind: 'CiliumCIDRGroup',
    metadata: { name, labels },
    spec: { externalCIDRs: blocks },
  };
}

function agent(image: string): object {
  const template = {
    metadata: { labels: { 'k8s-app': 'cilium' } },
    spec: { containers: [{ name: 'cilium-agent', image }], hostNetwork: true },
  };
  return {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name: 'cilium', namespace: 'kube-system' },
    spec: { template },
  };
}

/** The usual mistakes of semantics 04 §9, and statements of its other sections that its table does not show. */
export const MISTAKES: readonly VerdictCase[] = [
  {
    name: 'L13 a policy nobody enforces allows everything',
    objects: [
      ...CLUSTER,
      agent('quay.io/cilium/cilium:v1.18.0'),
      config({ 'enable-policy': 'never' }),
      cnp({ ingress: [{}] }),
    ],
    flows: { 'b/cli -> a/db': 'ALLOW' },
    detected: true,
  },
  {
    name: 'L14 a filtered label in a NetworkPolicy selects nobody either',
    objects: [...CLUSTER, np({ podSelector: { matchLabels: { 'pod-template-hash': 'abc' } } })],
    flows: { 'b/cli -> a/db': 'ALLOW' },
  },
  {
    name: '§5 always isolates everybody, both ways',
    objects: [...CLUSTER, config({ 'enable-policy': 'always' }), cnp({ ingress: [{ fromEndpoints: [APP('web')] }] })],
    flows: {
      'a/web -> b/cli': 'DENY',
      '203.0.113.9 -> a/web': 'DENY',
      'kube-system/host1 -> a/db': 'ALLOW',
      'a/web -> a/db': 'DENY',
    },
  },
  {
    name: '§5 allowances of both languages unite',
    objects: [
      ...CLUSTER,
      cnp({ ingress: [{ fromEndpoints: [APP('web')] }] }),
      np({ podSelector: APP('db'), ingress: [{ from: [{ namespaceSelector: APPS_B }] }] }),
    ],
    flows: { 'a/web -> a/db': 'ALLOW', 'b/cli -> a/db': 'ALLOW', '203.0.113.9 -> a/db': 'DENY' },
  },
  {
    name: '§5 a denial beats a NetworkPolicy, too',
    objects: [
      ...CLUSTER,
      cnp({ ingressDeny: [{ fromEndpoints: [APP('web')] }] }),
      np({ podSelector: APP('db'), ingress: [{}] }),
    ],
    flows: { 'a/web -> a/db': 'DENY', 'b/cli -> a/db': 'ALLOW' },
  },
  {
    name: '§5 a plain rule wins over one that asks for requests',
    objects: [
      ...CLUSTER,
      cnp({
        ingress: [
          {
            fromEndpoints: [APP('web')],
            toPorts: [{ ports: [{ port: '80', protocol: 'TCP' }], rules: { http: [{ method: 'GET' }] } }],
          },
          { fromEntities: ['all'] },
        ],
      }),
    ],
    flows: { 'a/web -> a/db': 'ALLOW' },
  },
  {
    name: '§5 authentication is asked for even where another rule allows',
    objects: [
      ...CLUSTER,
      cnp({
        ingress: [{ fromEntities: ['all'] }, { fromEndpoints: [APP('web')], authentication: { mode: 'required' } }],
      }),
    ],
    flows: { 'a/web -> a/db': 'COND', 'b/cli -> a/db': 'ALLOW' },
  },
  {
    name: '§7 requests are judged where nothing isolates, too',
    objects: [
      ...CLUSTER,
      cnp({
        enableDefaultDeny: { ingress: false },
        ingress: [
          {
            fromEndpoints: [APP('web')],
            toPorts: [{ ports: [{ port: '80', protocol: 'TCP' }], rules: { http: [{ method: 'GET' }] } }],
          },
        ],
      }),
    ],
    flows: { 'a/web -> a/db TCP/80': 'COND', 'a/web -> a/db TCP/81': 'ALLOW' },
  },
  {
    name: '§9.6 every rule of specs applies',
    objects: [
      ...CLUSTER,
      {
        ...cnp({ ingress: [{ fromEndpoints: [APP('web')] }] }),
        specs: [{ endpointSelector: APP('web'), ingress: [{}] }],
      },
    ],
    flows: { 'b/cli -> a/db': 'DENY', 'a/db -> a/web': 'DENY', 'a/web -> a/db': 'ALLOW' },
  },
  {
    name: '§9.9 policies for nodes need the host firewall',
    objects: [...CLUSTER, HOST_POLICY],
    flows: { 'b/cli -> kube-system/host1': 'ALLOW' },
  },
  {
    name: '§7 with it they protect nodes and nothing else',
    objects: [...CLUSTER, config({ 'enable-host-firewall': 'true' }), HOST_POLICY],
    flows: {
      'b/cli -> kube-system/host1 TCP/80': 'DENY',
      'b/cli -> kube-system/host1 TCP/22': 'ALLOW',
      '203.0.113.9 -> a/db TCP/80': 'ALLOW',
    },
  },
  {
    name: '§9.14 the API server outside the cluster may be more than an address',
    objects: [
      ...CLUSTER,
      API_SERVER,
      cnp({ egress: [{ toEntities: ['world'] }] }, { on: APP('web') }),
      cnp({ egress: [{ toEntities: ['kube-apiserver'] }] }, { on: APP('db'), name: 'q' }),
    ],
    flows: {
      'a/web -> 198.51.100.7': 'COND',
      'a/web -> 198.51.100.8': 'ALLOW',
      'a/db -> 198.51.100.7': 'ALLOW',
      'a/db -> 198.51.100.8': 'DENY',
    },
  },
  {
    name: '§6 groups of blocks, by name and by label',
    objects: [
      ...CLUSTER,
      cidrGroup('office', ['203.0.113.0/24']),
      cidrGroup('home', ['198.51.100.0/24'], { site: 'home' }),
      cnp({
        ingress: [
          {
            fromCIDRSet: [
              { cidrGroupRef: 'office', except: ['203.0.113.9/32'] },
              { cidrGroupSelector: { matchLabels: { site: 'home' } } },
            ],
          },
        ],
      }),
    ],
    flows: {
      '203.0.113.8 -> a/db': 'ALLOW',
      '203.0.113.9 -> a/db': 'DENY',
      '198.51.100.9 -> a/db': 'ALLOW',
      '192.0.2.1 -> a/db': 'DENY',
    },
  },
  {
    name: '§6 a Service stands for the pods it selects',
    objects: [
      ...CLUSTER,
      serviceObject('b', 'clients', { selector: { app: 'cli' }, ports: [{ port: 80 }] }),
      cnp(
        { egress: [{ toServices: [{ k8sService: { serviceName: 'clients', namespace: 'b' } }] }] },
        { on: APP('web') },
      ),
    ],
    flows: { 'a/web -> b/cli': 'ALLOW', 'a/web -> a/db': 'DENY' },
  },
  {
    name: '§4 labels of namespaces may or may not leave the own one',
    objects: [
      ...CLUSTER,
      cnp({ ingress: [{ fromEndpoints: [{ matchLabels: { 'io.cilium.k8s.namespace.labels.team': 'blue' } }] }] }),
    ],
    flows: { 'b/cli -> a/db': 'COND', 'a/web -> a/db': 'DENY' },
  },
  {
    name: '§4 a negated namespace may or may not mean the world',
    objects: [
      ...CLUSTER,
      ccnp({
        ingressDeny: [
          {
            fromEndpoints: [
              { matchExpressions: [{ key: 'io.kubernetes.pod.namespace', operator: 'NotIn', values: ['a'] }] },
            ],
          },
        ],
        enableDefaultDeny: { ingress: false },
      }),
    ],
    flows: { 'b/cli -> a/db': 'DENY', '203.0.113.9 -> a/db': 'COND', 'a/web -> a/db': 'ALLOW' },
  },
  {
    name: '§4 a namespaced policy never protects another namespace',
    objects: [...CLUSTER, cnp({ ingress: [{}] }, { on: { matchLabels: { 'io.kubernetes.pod.namespace': 'b' } } })],
    flows: { 'a/web -> b/cli': 'ALLOW', 'b/cli -> a/web': 'DENY' },
  },
  {
    name: '§3 service accounts are part of identities',
    objects: [
      ...CLUSTER,
      pod('a', 'bot', 'n1', '10.0.0.9', { spec: { serviceAccountName: 'robot' } }),
      cnp({ ingress: [{ fromEndpoints: [{ matchLabels: { 'io.cilium.k8s.policy.serviceaccount': 'robot' } }] }] }),
    ],
    flows: { 'a/bot -> a/db': 'ALLOW', 'a/web -> a/db': 'DENY' },
  },
  {
    name: '§3 one inclusive pattern drops every other label',
    objects: [...CLUSTER, config({ labels: 'k8s:team' }), cnp({ ingress: [{}] })],
    flows: { 'b/cli -> a/db': 'ALLOW' },
  },
  {
    name: "§7 port 0 is any port of the protocol, a name is the destination's",
    objects: [...CLUSTER, cnp({ ingress: [TCP('pg')] }), cnp({ ingress: [TCP('0')] }, { on: APP('web'), name: 'q' })],
    flows: {
      'b/cli -> a/db TCP/5432': 'ALLOW',
      'b/cli -> a/db TCP/80': 'DENY',
      'b/cli -> a/web TCP/81': 'ALLOW',
      'b/cli -> a/web UDP/81': 'DENY',
    },
  },
  {
    name: '§2 the own node is a client like any other where the switch says so',
    objects: [
      ...CLUSTER,
      config({ 'allow-localhost': 'policy' }),
      cnp({ ingress: [{ fromEndpoints: [APP('web')] }] }),
      cnp({ ingress: [{ fromEntities: ['cluster'] }] }, { on: APP('web'), name: 'q' }),
    ],
    flows: { 'kube-system/host1 -> a/db': 'COND', 'kube-system/host1 -> a/web': 'ALLOW', 'a/web -> a/db': 'ALLOW' },
  },
  {
    name: '§9.13 what is redirected by address is unknown',
    objects: [
      ...CLUSTER,
      {
        apiVersion: 'cilium.io/v2',
        kind: 'CiliumLocalRedirectPolicy',
        metadata: { name: 'meta', namespace: 'b' },
        spec: { redirectFrontend: { addressMatcher: { ip: '169.254.169.254' } } },
      },
    ],
    flows: { 'a/web -> 169.254.169.254': 'COND', 'a/web -> 203.0.113.9': 'ALLOW' },
  },
  {
    name: 'a misspelt field leaves its pods unknown',
    objects: [...CLUSTER, cnp({ ingress: [{ fromEndpoint: [APP('web')] }] })],
    flows: { 'b/cli -> a/db': 'COND', 'b/cli -> a/web': 'ALLOW' },
  },
  {
    name: 'a policy without a subject leaves its namespace unknown',
    objects: [...CLUSTER, { ...cnp({}), spec: { ingress: [{}] } }],
    flows: { 'b/cli -> a/db': 'COND', 'a/db -> b/cli': 'COND', 'b/cli -> kube-system/host1': 'ALLOW' },
  },
  {
    name: 'both families of the world',
    objects: [...CLUSTER, cnp({ ingress: [{ fromEntities: ['world-ipv6'] }] })],
    flows: { '2001:db8::1 -> a/db': 'ALLOW', '203.0.113.9 -> a/db': 'DENY' },
  },
];

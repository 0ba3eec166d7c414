import type { VerdictCase } from '../../support/verdict-cases.js';
import { serviceObject } from '../../support/network-model.js';
import { CLUSTER, ccnp, cnp, config, np } from '../../support/policy-objects.js';

const APP = (app: string): object => ({ matchLabels: { app } });
const FROM_B: object = { matchLabels: { 'k8s:io.kubernetes.pod.namespace': 'b' } };

/** The table of semantics 04 §8. */
export const EXAMPLES: readonly VerdictCase[] = [
  {
    name: 'L1 a list of one empty rule allows nobody but the own node',
    objects: [...CLUSTER, cnp({ ingress: [{}] })],
    flows: {
      'a/web -> a/db': 'DENY',
      'b/cli -> a/db': 'DENY',
      '203.0.113.9 -> a/db': 'DENY',
      'kube-system/host1 -> a/db': 'ALLOW',
    },
  },
  {
    name: 'L2 an empty list has no effect',
    objects: [...CLUSTER, cnp({ ingress: [] })],
    flows: { 'b/cli -> a/db': 'ALLOW', '203.0.113.9 -> a/db': 'ALLOW' },
  },
  {
    name: 'L3 an empty selector means the own namespace',
    objects: [...CLUSTER, cnp({ ingress: [{ fromEndpoints: [{}] }] })],
    flows: { 'a/web -> a/db': 'ALLOW', 'b/cli -> a/db': 'DENY', '203.0.113.9 -> a/db': 'DENY' },
  },
  {
    name: 'L4 in a cluster-wide policy it means every namespace, and no node',
    objects: [...CLUSTER, ccnp({ ingress: [{ fromEndpoints: [{}] }] })],
    flows: { 'b/cli -> a/db': 'ALLOW', 'kube-system/host2 -> a/db': 'DENY', '192.168.0.2 -> a/db': 'DENY' },
  },
  {
    name: 'L5 ports without peers admit anyone',
    objects: [...CLUSTER, cnp({ ingress: [{ toPorts: [{ ports: [{ port: '5432', protocol: 'TCP' }] }] }] })],
    flows: {
      '203.0.113.9 -> a/db TCP/5432': 'ALLOW',
      'b/cli -> a/db TCP/5432': 'ALLOW',
      'b/cli -> a/db TCP/80': 'DENY',
      'b/cli -> a/db UDP/5432': 'DENY',
    },
  },
  {
    name: 'L6 denials alone isolate, too',
    objects: [...CLUSTER, cnp({ ingressDeny: [{ fromEndpoints: [APP('web')] }] })],
    flows: { 'a/web -> a/db': 'DENY', 'b/cli -> a/db': 'DENY' },
  },
  {
    name: 'L7 unless the policy leaves default deny out',
    objects: [
      ...CLUSTER,
      cnp({ ingressDeny: [{ fromEndpoints: [APP('web')] }], enableDefaultDeny: { ingress: false } }),
    ],
    flows: { 'a/web -> a/db': 'DENY', 'b/cli -> a/db': 'ALLOW' },
  },
  {
    name: 'L8 a denial beats every allowance',
    objects: [
      ...CLUSTER,
      cnp({
        ingress: [{ fromEntities: ['all'] }],
        ingressDeny: [{ toPorts: [{ ports: [{ port: '22', protocol: 'TCP' }] }] }],
      }),
    ],
    flows: { 'b/cli -> a/db TCP/22': 'DENY', 'b/cli -> a/db TCP/80': 'ALLOW' },
  },
  {
    name: 'L9 a block never matches pods or nodes',
    objects: [...CLUSTER, cnp({ egress: [{ toCIDR: ['0.0.0.0/0'] }] }, { on: APP('web') })],
    flows: {
      'a/web -> 203.0.113.9': 'ALLOW',
      'a/web -> a/db': 'DENY',
      'a/web -> 192.168.0.2': 'DENY',
      'a/web -> kube-system/host2': 'DENY',
      'a/web -> 169.254.169.254': 'ALLOW',
      'a/web -> 2001:db8::1': 'DENY',
    },
  },
  {
    name: 'L9 unless nodes are matched by address',
    objects: [
      ...CLUSTER,
      config({ 'policy-cidr-match-mode': 'nodes' }),
      cnp({ egress: [{ toCIDR: ['0.0.0.0/0'] }] }, { on: APP('web') }),
    ],
    flows: { 'a/web -> 192.168.0.2': 'ALLOW', 'a/web -> kube-system/host2': 'ALLOW', 'a/web -> a/db': 'DENY' },
  },
  {
    name: 'L10 an ipBlock of a NetworkPolicy does not match pods either',
    objects: [
      ...CLUSTER,
      np({ podSelector: APP('web'), policyTypes: ['Egress'], egress: [{ to: [{ ipBlock: { cidr: '10.0.0.0/8' } }] }] }),
    ],
    flows: { 'a/web -> a/db': 'DENY', 'a/web -> 10.9.9.9': 'ALLOW' },
  },
  {
    name: 'L11 names lead nowhere while nobody listens to DNS',
    objects: [...CLUSTER, cnp({ egress: [{ toFQDNs: [{ matchPattern: '*.x.io' }] }] }, { on: APP('web') })],
    flows: { 'a/web -> 203.0.113.9': 'DENY', 'a/web -> b/cli UDP/53': 'DENY' },
  },
  {
    name: 'L11 with a DNS rule they lead somewhere outside',
    objects: [
      ...CLUSTER,
      cnp(
        {
          egress: [
            { toFQDNs: [{ matchPattern: '*.x.io' }] },
            {
              toEndpoints: [FROM_B],
              toPorts: [{ ports: [{ port: '53', protocol: 'UDP' }], rules: { dns: [{ matchPattern: '*' }] } }],
            },
          ],
        },
        { on: APP('web') },
      ),
    ],
    flows: {
      'a/web -> 203.0.113.9': 'COND',
      'a/web -> a/db': 'DENY',
      'a/web -> 192.168.0.2': 'DENY',
      'a/web -> b/cli UDP/53': 'COND',
    },
  },
  {
    name: 'L12 a request decides behind a proxy',
    objects: [
      ...CLUSTER,
      cnp({
        ingress: [
          {
            fromEndpoints: [FROM_B],
            toPorts: [{ ports: [{ port: '80', protocol: 'TCP' }], rules: { http: [{ method: 'GET', path: '/' }] } }],
          },
        ],
      }),
    ],
    flows: { 'b/cli -> a/db TCP/80': 'COND', 'b/cli -> a/db TCP/81': 'DENY', 'a/web -> a/db TCP/80': 'DENY' },
  },
  {
    name: 'L14 a filtered label selects nobody',
    objects: [
      ...CLUSTER,
      cnp({ ingress: [{}] }, { on: { matchLabels: { 'pod-template-hash': 'abc' } } }),
      cnp({ ingress: [{}] }, { on: { matchExpressions: [{ key: 'k8s.io/tier', operator: 'Exists' }] }, name: 'q' }),
    ],
    flows: { 'b/cli -> a/db': 'ALLOW', 'b/cli -> a/web': 'ALLOW' },
  },
  {
    name: 'L15 the world can be denied without isolating',
    objects: [...CLUSTER, ccnp({ egressDeny: [{ toEntities: ['world'] }], enableDefaultDeny: { egress: false } }, {})],
    flows: {
      'a/web -> 203.0.113.9': 'DENY',
      'a/web -> 2001:db8::1': 'DENY',
      'a/web -> a/db': 'ALLOW',
      'a/web -> 169.254.169.254': 'DENY',
    },
  },
  {
    name: 'L16 an empty list of peers names nobody and still isolates',
    objects: [...CLUSTER, cnp({ ingress: [{ fromCIDRSet: [] }] })],
    flows: { '203.0.113.9 -> a/db': 'DENY', 'a/web -> a/db': 'DENY' },
  },
  {
    name: 'L17 without tunnels a forwarding node hides the internet behind it',
    objects: [
      ...CLUSTER,
      config({ 'routing-mode': 'native' }),
      serviceObject('a', 'db', {
        type: 'NodePort',
        selector: { app: 'db' },
        ports: [{ port: 80, targetPort: 80, nodePort: 30080 }],
      }),
      cnp({ ingress: [{ fromEntities: ['cluster'] }] }),
    ],
    flows: { '203.0.113.9 -> a/db': 'COND', 'b/cli -> a/db': 'ALLOW', 'kube-system/host2 -> a/db': 'ALLOW' },
  },
  {
    name: 'L17 in tunnels the client stays visible',
    objects: [
      ...CLUSTER,
      config({ 'routing-mode': 'tunnel' }),
      serviceObject('a', 'db', {
        type: 'NodePort',
        selector: { app: 'db' },
        ports: [{ port: 80, targetPort: 80, nodePort: 30080 }],
      }),
      cnp({ ingress: [{ fromEntities: ['cluster'] }] }),
    ],
    flows: { '203.0.113.9 -> a/db': 'DENY' },
  },
  {
    name: 'L18 mutual authentication may fail',
    objects: [...CLUSTER, cnp({ ingress: [{ fromEndpoints: [APP('web')], authentication: { mode: 'required' } }] })],
    flows: { 'a/web -> a/db': 'COND', 'b/cli -> a/db': 'DENY' },
  },
];

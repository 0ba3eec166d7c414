import { describe, expect, it } from 'vitest';
import { Asked, calico, gnp, type Verdict } from './calico-cluster.js';

const hep = (spec: object, labels: object = { role: 'node' }): object =>
  calico('HostEndpoint', 'n1', { node: 'node1', ...spec }, { labels });
const whole = (more: object = {}): object => hep({ interfaceName: '*', expectedIPs: ['192.0.2.10'], ...more });
const automatic = whole({ profiles: ['projectcalico-default-allow'] });
const toNode = { selector: "role == 'node'", types: ['Ingress'] };
const felix = (spec: object): object => calico('FelixConfiguration', 'default', spec);

interface Row {
  readonly name: string;
  readonly objects: readonly object[];
  readonly flows: Readonly<Record<string, Verdict>>;
}

/** Pods db and apiserver (host network) run on node1, the others on node2. */
const ROWS: readonly Row[] = [
  {
    name: 'a node without host endpoint is not policed',
    objects: [gnp('p', toNode)],
    flows: { 'cli→apiserver': 'ALLOW' },
  },
  {
    name: 'a named host endpoint without policy leaves failsafe ports only',
    objects: [whole()],
    flows: {
      'cli→apiserver': 'DENY',
      'world→apiserver': 'DENY',
      'cli→apiserver 6443': 'ALLOW',
      'apiserver→cli': 'DENY',
    },
  },
  {
    name: 'one interface of several filters perhaps',
    objects: [hep({ interfaceName: 'eth0' })],
    flows: { 'cli→apiserver': 'UNKNOWN', 'cli→apiserver 22': 'ALLOW' },
  },
  {
    name: 'an automatic host endpoint allows what no policy decides',
    objects: [automatic],
    flows: { 'cli→apiserver': 'ALLOW' },
  },
  {
    name: 'a GNP protects the host endpoints it selects',
    objects: [automatic, gnp('p', { ...toNode, ingress: [{ action: 'Allow', source: { selector: "app == 'cli'" } }] })],
    flows: { 'cli→apiserver': 'ALLOW', 'web→apiserver': 'DENY', 'web→apiserver 22': 'ALLOW', 'apiserver→web': 'ALLOW' },
  },
  {
    name: 'a GNP for one interface denies perhaps and allows surely',
    objects: [
      hep({ interfaceName: 'eth0', profiles: ['projectcalico-default-allow'] }),
      gnp('p', { ...toNode, ingress: [{ action: 'Allow', source: { selector: "app == 'cli'" } }] }),
    ],
    flows: { 'cli→apiserver': 'ALLOW', 'web→apiserver': 'UNKNOWN' },
  },
  {
    name: 'a namespaceSelector, even all(), keeps a GNP off host endpoints',
    objects: [automatic, gnp('p', { namespaceSelector: 'all()', types: ['Ingress'] })],
    flows: { 'cli→apiserver': 'ALLOW', 'cli→db': 'DENY' },
  },
  {
    name: 'selectors of rules mean the addresses of host endpoints',
    objects: [
      automatic,
      gnp('p', {
        selector: "app == 'web'",
        types: ['Egress'],
        egress: [{ action: 'Allow', destination: { selector: 'has(role)' } }],
      }),
    ],
    flows: { 'web→apiserver': 'ALLOW', 'web→cli': 'DENY', 'web→192.0.2.10': 'ALLOW' },
  },
  {
    name: 'applyOnForward filters pods behind the node perhaps',
    objects: [
      automatic,
      gnp('p', {
        ...toNode,
        applyOnForward: true,
        ingress: [{ action: 'Allow', source: { selector: "app == 'cli'" } }],
      }),
    ],
    flows: { 'web→db': 'UNKNOWN', 'cli→db': 'ALLOW', 'web→db2': 'ALLOW', 'db→web': 'ALLOW' },
  },
  {
    name: 'preDNAT may keep the outside from pods, and has no end of its own',
    objects: [
      automatic,
      gnp('p', {
        ...toNode,
        preDNAT: true,
        applyOnForward: true,
        ingress: [{ action: 'Deny', source: { nets: ['203.0.113.0/24'] } }],
      }),
    ],
    flows: { 'ext→db': 'UNKNOWN', 'world→db': 'ALLOW', 'ext→apiserver': 'DENY', 'world→apiserver': 'ALLOW' },
  },
  {
    name: 'doNotTrack does not exist on endpoints for all interfaces',
    objects: [
      automatic,
      gnp('p', { ...toNode, doNotTrack: true, applyOnForward: true, ingress: [{ action: 'Deny' }] }),
    ],
    flows: { 'cli→apiserver': 'ALLOW' },
  },
  {
    name: 'pods reach their own node unless Felix drops it',
    objects: [felix({ defaultEndpointToHostAction: 'Drop' })],
    flows: { 'db→apiserver': 'DENY', 'web→apiserver': 'ALLOW' },
  },
  {
    name: 'a node always reaches its own pods',
    objects: [whole(), gnp('p', { selector: "app == 'db'", types: ['Ingress'] })],
    flows: { 'apiserver→db': 'ALLOW', 'apiserver→web': 'DENY' },
  },
  {
    name: 'failsafe ports are what Felix is told',
    objects: [whole(), felix({ failsafeInboundHostPorts: [{ protocol: 'TCP', port: 2222, net: '10.65.1.0/24' }] })],
    flows: { 'cli→apiserver 22': 'DENY', 'cli→apiserver 2222': 'ALLOW', 'web→apiserver 2222': 'DENY' },
  },
  {
    name: 'a policy nobody can place leaves the host endpoints it selects in doubt',
    objects: [automatic, gnp('p', { ...toNode, order: 'first' })],
    flows: { 'cli→apiserver': 'UNKNOWN' },
  },
];

describe('semantics 03 §7', () => {
  it.each(ROWS)('$name', ({ objects, flows }) => {
    const asked = new Asked(objects);
    const answers = Object.keys(flows).map((flow) => {
      const [from = '', rest = ''] = flow.split('→');
      const [to = '', port = '80'] = rest.split(' ');
      return [flow, asked.verdict(from, to, Number(port))];
    });
    expect(Object.fromEntries(answers)).toEqual(flows);
  });
});

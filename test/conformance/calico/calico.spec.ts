import { describe, expect, it } from 'vitest';
import { Asked, calico, EXT, gnp, k8s, np, type Verdict } from './calico-cluster.js';

/** One row of the table of semantics 03 §8: `from→to[:port]` and what happens. */
interface Row {
  readonly name: string;
  readonly objects: readonly object[];
  readonly flows: Readonly<Record<string, Verdict>>;
}

function check({ objects, flows }: Row): void {
  const asked = new Asked([EXT, ...objects]);
  const answers = Object.keys(flows).map((flow) => {
    const [from = '', rest = ''] = flow.split('→');
    const [to = '', port = '80'] = rest.split(' ');
    return [flow, asked.verdict(from, to, Number(port))];
  });
  expect(Object.fromEntries(answers)).toEqual(flows);
}

const ALL_PODS = 'all()';
const denyX = {
  selector: ALL_PODS,
  types: ['Ingress'],
  ingress: [{ action: 'Deny', source: { selector: "app == 'cli'" } }],
};
const fromWeb = { ingress: [{ from: [{ podSelector: { matchLabels: { app: 'web' } } }] }] };
const denyA = {
  selector: "app == 'db'",
  types: ['Ingress'],
  ingress: [{ action: 'Deny', source: { namespaceSelector: "projectcalico.org/name == 'a'" } }],
};
const db = { selector: "app == 'db'", types: ['Ingress'] };

const ROWS: readonly Row[] = [
  {
    name: 'C1 a GNP that only denies isolates whom it selects',
    objects: [gnp('p', { order: 10, ...denyX })],
    flows: { 'web→db': 'DENY', 'cli→db': 'DENY' },
  },
  {
    name: 'C2 in a tier that passes on, what it does not deny is allowed',
    objects: [
      calico('Tier', 'own', { order: 100, defaultAction: 'Pass' }),
      gnp('p', { tier: 'own', order: 10, ...denyX }),
    ],
    flows: { 'web→db': 'ALLOW', 'cli→db': 'DENY' },
  },
  {
    name: 'C3 a GNP before order 1000 overrides a NetworkPolicy',
    objects: [k8s('allow-web', fromWeb), gnp('p', { order: 500, ...denyA })],
    flows: { 'web→db': 'DENY' },
  },
  {
    name: 'C4 a GNP after order 1000 comes too late to deny',
    objects: [k8s('allow-web', fromWeb), gnp('p', { order: 2_000, ...denyA })],
    flows: { 'web→db': 'ALLOW' },
  },
  {
    name: 'C5 a GNP without order can only add to a NetworkPolicy',
    objects: [
      k8s('isolate', { policyTypes: ['Ingress'] }),
      gnp('p', { ...db, ingress: [{ action: 'Allow', source: { selector: 'all()' } }] }),
    ],
    flows: { 'cli→db': 'ALLOW' },
  },
  {
    name: 'C6 a rule selector of an NP means its own namespace',
    objects: [np('p', { ...db, ingress: [{ action: 'Allow', source: { selector: 'all()' } }] })],
    flows: { 'cli→db': 'DENY', 'web→db': 'ALLOW', 'ext→db': 'DENY' },
  },
  {
    name: 'C7 a rule without source means everyone',
    objects: [np('p', { ...db, ingress: [{ action: 'Allow' }] })],
    flows: { 'ext→db': 'ALLOW', 'cli→db': 'ALLOW' },
  },
  {
    name: 'C8 global() means what is in no namespace',
    objects: [
      np('p', {
        ...db,
        ingress: [{ action: 'Allow', source: { namespaceSelector: 'global()', selector: "role == 'ext'" } }],
      }),
    ],
    flows: { 'ext→db': 'ALLOW', 'world→db': 'DENY', 'cli→db': 'DENY' },
  },
  {
    name: 'C9 notSelector in an NP adds its namespace',
    objects: [np('p', { ...db, ingress: [{ action: 'Allow', source: { notSelector: "app == 'web'" } }] })],
    flows: { 'web→db': 'DENY', 'db2→db': 'ALLOW', 'ext→db': 'DENY', 'cli→db': 'DENY' },
  },
  {
    name: 'C10 notSelector in a GNP lets the outside in',
    objects: [gnp('p', { ...db, ingress: [{ action: 'Allow', source: { notSelector: "app == 'web'" } }] })],
    flows: { 'ext→db': 'ALLOW', 'cli→db': 'ALLOW', 'web→db': 'DENY' },
  },
  {
    name: 'C11 Pass leaves the tier before its end denies',
    objects: [
      calico('Tier', 'sec', { order: 50, defaultAction: 'Deny' }),
      gnp('p', { tier: 'sec', selector: "app == 'web'", types: ['Egress'], egress: [{ action: 'Pass' }] }),
    ],
    flows: { 'web→ext': 'ALLOW', 'web→db': 'ALLOW' },
  },
  {
    name: 'C12 a policy about ingress leaves egress alone',
    objects: [
      calico('Tier', 'sec', { order: 50, defaultAction: 'Deny' }),
      gnp('p', { tier: 'sec', selector: "app == 'web'", types: ['Ingress'] }),
    ],
    flows: { 'web→ext': 'ALLOW', 'ext→web': 'DENY' },
  },
  {
    name: 'C13 staged policies enforce nothing',
    objects: [calico('StagedGlobalNetworkPolicy', 'p', { selector: 'all()', ingress: [{ action: 'Deny' }] })],
    flows: { 'web→db': 'ALLOW', 'ext→db': 'ALLOW' },
  },
  {
    name: 'C14 != selects pods without the label',
    objects: [gnp('p', { selector: "env != 'dev'", types: ['Ingress'] })],
    flows: { 'cli→db': 'DENY', 'cli→db2': 'ALLOW' },
  },
  {
    name: 'C15 a stored policy without types filters both directions',
    objects: [
      calico(
        'GlobalNetworkPolicy',
        'p',
        { selector: "app == 'db'", ingress: [{ action: 'Allow' }] },
        { api: 'crd.projectcalico.org/v1' },
      ),
    ],
    flows: { 'db→ext': 'DENY', 'ext→db': 'ALLOW' },
  },
  {
    name: 'C16 a Service means the addresses and ports of its endpoints',
    objects: [
      {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name: 'kubernetes', namespace: 'default' },
        spec: { ports: [{ port: 443 }] },
      },
      {
        apiVersion: 'discovery.k8s.io/v1',
        kind: 'EndpointSlice',
        metadata: { name: 'kubernetes', namespace: 'default', labels: { 'kubernetes.io/service-name': 'kubernetes' } },
        endpoints: [{ addresses: ['192.0.2.10'] }],
        ports: [{ name: 'https', port: 6443, protocol: 'TCP' }],
      },
      gnp('p', {
        selector: "app == 'web'",
        types: ['Egress'],
        egress: [{ action: 'Allow', destination: { services: { name: 'kubernetes', namespace: 'default' } } }],
      }),
    ],
    flows: { 'web→192.0.2.10 6443': 'ALLOW', 'web→192.0.2.10 22': 'DENY', 'web→world 6443': 'DENY' },
  },
  {
    name: 'C17 Log decides nothing',
    objects: [gnp('p', { ...db, ingress: [{ action: 'Log' }] })],
    flows: { 'web→db': 'DENY' },
  },
  {
    name: 'C18 notNets of the other family drop the rule',
    objects: [gnp('p', { ...db, ingress: [{ action: 'Allow', source: { nets: ['10.0.0.0/8'], notNets: ['::/0'] } }] })],
    flows: { 'ten→db': 'DENY', 'web→db': 'DENY' },
  },
];

describe('semantics 03 §8', () => {
  it.each(ROWS)('$name', check);
});

import { describe, expect, it } from 'vitest';
import { podObject } from '../../support/network-model.js';
import { Asked, calico, EXT, gnp, k8s, np, type Verdict } from './calico-cluster.js';

/** Rules of semantics 03 §1–§6 and its usual mistakes that the table does not show. */
interface Row {
  readonly name: string;
  readonly objects: readonly object[];
  readonly flows: Readonly<Record<string, Verdict>>;
}

const db = { selector: "app == 'db'", types: ['Ingress'] };
const web = { selector: "app == 'web'", types: ['Egress'] };
const store = { api: 'crd.projectcalico.org/v1' };
const allow = (source: object, more: object = {}): object => ({
  ...db,
  ingress: [{ action: 'Allow', source, ...more }],
});
const tcp = (ports: object): object => allow({}, { protocol: 'TCP', destination: ports });

const GROUPS: readonly Row[] = [
  {
    name: 'the stored object wins over the one of the newer API',
    objects: [
      calico('GlobalNetworkPolicy', 'default.p', { ...db, ingress: [{ action: 'Allow' }] }, store),
      gnp('p', { ...db, ingress: [{ action: 'Deny' }] }),
    ],
    flows: { 'cli→db': 'ALLOW' },
  },
  {
    name: 'the newer API fills types in from the rules',
    objects: [gnp('p', { selector: "app == 'db'", egress: [{ action: 'Deny' }] })],
    flows: { 'cli→db': 'ALLOW', 'db→cli': 'DENY' },
  },
  {
    name: 'without rules it means ingress',
    objects: [gnp('p', { selector: "app == 'db'" })],
    flows: { 'cli→db': 'DENY', 'db→cli': 'ALLOW' },
  },
];

const ORDER: readonly Row[] = [
  {
    name: 'lower orders come first and absent ones last',
    objects: [
      gnp('last', { ...db, ingress: [{ action: 'Deny' }] }),
      gnp('first', { ...db, order: 5, ingress: [{ action: 'Allow' }] }),
    ],
    flows: { 'cli→db': 'ALLOW' },
  },
  {
    name: 'equal orders are broken by name',
    objects: [gnp('b', { ...db, ingress: [{ action: 'Allow' }] }), gnp('a', { ...db, ingress: [{ action: 'Deny' }] })],
    flows: { 'cli→db': 'DENY' },
  },
  {
    name: 'at exactly order 1000 nobody knows who speaks first',
    objects: [k8s('k', { ingress: [{}] }), gnp('p', { ...db, order: 1_000, ingress: [{ action: 'Deny' }] })],
    flows: { 'cli→db': 'UNKNOWN' },
  },
  {
    name: 'custom tiers stand between the built-in ones by their orders',
    objects: [
      calico('Tier', 'early', { order: 999 }),
      calico('Tier', 'late', { order: 2_000_000 }),
      gnp('a', { ...db, tier: 'kube-admin', ingress: [{ action: 'Deny', source: { selector: "app == 'cli'" } }] }),
      gnp('b', {
        ...db,
        tier: 'early',
        ingress: [{ action: 'Allow', source: { selector: "app == 'cli'" } }, { action: 'Pass' }],
      }),
      gnp('c', {
        ...db,
        tier: 'late',
        ingress: [{ action: 'Deny', source: { selector: "app == 'web'" } }, { action: 'Pass' }],
      }),
    ],
    flows: { 'cli→db': 'ALLOW', 'web→db': 'DENY', 'job→db': 'ALLOW' },
  },
  {
    name: 'Pass from tier default goes on to kube-baseline',
    objects: [
      gnp('p', { ...db, ingress: [{ action: 'Pass' }] }),
      gnp('b', { ...db, tier: 'kube-baseline', ingress: [{ action: 'Deny', source: { selector: "app == 'cli'" } }] }),
    ],
    flows: { 'cli→db': 'DENY', 'web→db': 'ALLOW' },
  },
  {
    name: 'a tier without order is the last of all',
    objects: [
      calico('Tier', 'zz', {}),
      gnp('b', { ...db, tier: 'kube-baseline', ingress: [{ action: 'Allow', source: { selector: "app == 'cli'" } }] }),
      gnp('z', { ...db, tier: 'zz', ingress: [] }),
    ],
    flows: { 'cli→db': 'ALLOW', 'web→db': 'DENY' },
  },
  {
    name: 'a staged policy does not make the end of its tier deny',
    objects: [
      calico('Tier', 'sec', { order: 50 }),
      calico('StagedNetworkPolicy', 'p', { tier: 'sec', ...db }, { namespace: 'a' }),
    ],
    flows: { 'cli→db': 'ALLOW' },
  },
  {
    name: 'what is under an undeclared tier is perhaps not in force',
    objects: [
      gnp('p', { ...db, tier: 'nowhere', ingress: [{ action: 'Allow', source: { selector: "app == 'web'" } }] }),
    ],
    flows: { 'cli→db': 'UNKNOWN', 'cli→db2': 'ALLOW' },
  },
];

const MATCHING: readonly Row[] = [
  {
    name: 'namespaces by their inherited labels',
    objects: [gnp('p', allow({ selector: "pcns.team == 'b'" }))],
    flows: { 'cli→db': 'ALLOW', 'web→db': 'DENY' },
  },
  {
    name: 'namespaces by name',
    objects: [np('p', allow({ namespaceSelector: "kubernetes.io/metadata.name == 'b'" }))],
    flows: { 'cli→db': 'ALLOW', 'web→db': 'DENY', 'ext→db': 'DENY' },
  },
  {
    name: 'all() as namespaceSelector means every namespace and nothing outside them',
    objects: [np('p', allow({ namespaceSelector: 'all()' }))],
    flows: { 'cli→db': 'ALLOW', 'web→db': 'ALLOW', 'ext→db': 'DENY' },
  },
  {
    name: 'service accounts by name and by label',
    objects: [gnp('p', allow({ serviceAccounts: { names: ['robot', 'other'], selector: "trust == 'high'" } }))],
    flows: { 'job→db': 'ALLOW', 'cli→db': 'DENY' },
  },
  {
    name: 'a subject by service account',
    objects: [gnp('p', { serviceAccountSelector: "trust == 'high'", types: ['Ingress'] })],
    flows: { 'web→job': 'DENY', 'web→cli': 'ALLOW' },
  },
  {
    name: 'Profile objects hand labels on',
    objects: [
      calico('Profile', 'kns.b', { labelsToApply: { zone: 'red' } }),
      gnp('p', allow({ selector: "zone == 'red'" })),
    ],
    flows: { 'cli→db': 'ALLOW', 'web→db': 'DENY' },
  },
  {
    name: 'selectors of a GNP include network sets',
    objects: [gnp('p', allow({ selector: 'has(role)' }))],
    flows: { 'ext→db': 'ALLOW', 'world→db': 'DENY', 'cli→db': 'DENY' },
  },
  {
    name: 'a NetworkSet belongs to its namespace, and pods in its range match by address',
    objects: [
      calico(
        'NetworkSet',
        's',
        { nets: ['10.65.1.1', '198.51.100.0/24'] },
        { namespace: 'a', labels: { role: 'far' } },
      ),
      np('p', allow({ selector: "role == 'far'" })),
    ],
    flows: { 'cli→db': 'ALLOW', 'job→db': 'DENY', 'world→db': 'ALLOW', 'ext→db': 'DENY' },
  },
  {
    name: 'nets match pods by address, notNets take out',
    objects: [gnp('p', allow({ nets: ['10.65.0.0/16'], notNets: ['10.65.1.2/32'] }))],
    flows: { 'cli→db': 'ALLOW', 'job→db': 'DENY', 'ext→db': 'DENY' },
  },
  {
    name: 'a negated whole family drops the rule',
    objects: [gnp('p', allow({ notNets: ['0.0.0.0/0'] }))],
    flows: { 'cli→db': 'DENY', 'world6→db': 'DENY' },
  },
  {
    name: 'ipVersion',
    objects: [gnp('p', allow({}, { ipVersion: 6 }))],
    flows: { 'cli→db': 'DENY', 'ext→db': 'DENY' },
  },
  {
    name: 'one rule for each family is exact for dual-stack pods and the outside',
    objects: [
      {
        ...podObject('b', 'both', { app: 'both' }),
        status: { phase: 'Running', podIPs: [{ ip: '10.65.1.9' }, { ip: 'fd00::9' }] },
      },
      gnp('p', {
        selector: "app == 'both'",
        types: ['Egress'],
        egress: [
          { action: 'Allow', destination: { nets: ['203.0.113.0/24'] } },
          { action: 'Allow', destination: { nets: ['2001:db8::/32'] } },
        ],
      }),
    ],
    flows: { 'both→ext': 'ALLOW', 'both→world6': 'ALLOW', 'both→world': 'DENY' },
  },
  {
    name: 'a destination selector in ingress narrows whom the rule protects',
    objects: [
      gnp('p', { types: ['Ingress'], ingress: [{ action: 'Allow', destination: { selector: "app == 'db'" } }] }),
    ],
    flows: { 'cli→db': 'ALLOW', 'cli→web': 'DENY' },
  },
  {
    name: 'a source selector in egress narrows whom the rule protects',
    objects: [
      gnp('p', {
        types: ['Egress'],
        egress: [{ action: 'Deny', source: { selector: "app == 'web'" } }, { action: 'Allow' }],
      }),
    ],
    flows: { 'web→db': 'DENY', 'cli→db': 'ALLOW' },
  },
];

const PORTS: readonly Row[] = [
  {
    name: 'numbers, texts and ranges',
    objects: [gnp('p', tcp({ ports: [80, '443', '8000:8080'] }))],
    flows: { 'cli→db 80': 'ALLOW', 'cli→db 443': 'ALLOW', 'cli→db 8050': 'ALLOW', 'cli→db 81': 'DENY' },
  },
  {
    name: 'notPorts',
    objects: [gnp('p', tcp({ notPorts: ['1:100'] }))],
    flows: { 'cli→db 80': 'DENY', 'cli→db 101': 'ALLOW' },
  },
  {
    name: 'names of the protected pod',
    objects: [gnp('p', tcp({ ports: ['pg'] }))],
    flows: { 'cli→db 5432': 'ALLOW', 'cli→db 80': 'DENY' },
  },
  {
    name: 'not a name of the protected pod',
    objects: [gnp('p', tcp({ notPorts: ['pg'] }))],
    flows: { 'cli→db 5432': 'DENY', 'cli→db 80': 'ALLOW' },
  },
  {
    name: 'names of each far pod, and none outside',
    objects: [gnp('p', { ...web, egress: [{ action: 'Allow', protocol: 'TCP', destination: { notPorts: ['pg'] } }] })],
    flows: { 'web→db 5432': 'DENY', 'web→cli 5432': 'ALLOW', 'web→ext 5432': 'ALLOW' },
  },
  { name: 'numeric protocols', objects: [gnp('p', allow({}, { protocol: 6 }))], flows: { 'cli→db': 'ALLOW' } },
  { name: 'another protocol', objects: [gnp('p', allow({}, { protocol: 'UDP' }))], flows: { 'cli→db': 'DENY' } },
  { name: 'notProtocol', objects: [gnp('p', allow({}, { notProtocol: 'TCP' }))], flows: { 'cli→db': 'DENY' } },
  {
    name: 'a Service in ingress means its addresses, any port',
    objects: [
      {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name: 's', namespace: 'b' },
        spec: { selector: { app: 'cli' }, ports: [{ port: 1 }] },
      },
      gnp('p', allow({ services: { name: 's', namespace: 'b' } })),
    ],
    flows: { 'cli→db': 'ALLOW', 'job→db': 'DENY' },
  },
  {
    name: 'a missing Service matches nothing',
    objects: [
      gnp('p', { ...web, egress: [{ action: 'Allow', destination: { services: { name: 'none', namespace: 'a' } } }] }),
    ],
    flows: { 'web→db': 'DENY', 'web→ext': 'DENY' },
  },
];

const UNSURE: readonly Row[] = [
  {
    name: 'source ports are a condition',
    objects: [gnp('p', allow({ ports: [1_000] }, { protocol: 'TCP' }))],
    flows: { 'cli→db': 'UNKNOWN' },
  },
  {
    name: 'every source port is none',
    objects: [gnp('p', allow({ ports: ['0:65535'] }, { protocol: 'TCP' }))],
    flows: { 'cli→db': 'ALLOW' },
  },
  {
    name: 'HTTP is a condition',
    objects: [gnp('p', allow({}, { http: { methods: ['GET'], paths: [{ exact: '/a' }] } }))],
    flows: { 'cli→db': 'UNKNOWN' },
  },
  {
    name: 'a denial under a condition leaves the rest exact',
    objects: [
      gnp('p', {
        ...db,
        ingress: [
          { action: 'Deny', protocol: 'TCP', source: { ports: [1_000] }, destination: { ports: [80] } },
          { action: 'Allow' },
        ],
      }),
    ],
    flows: { 'cli→db 80': 'UNKNOWN', 'cli→db 81': 'ALLOW' },
  },
  {
    name: 'an unknown action may end either way, after what comes before',
    objects: [
      gnp('p', { ...db, ingress: [{ action: 'Allow', source: { selector: "app == 'web'" } }, { action: 'Reject' }] }),
      gnp('q', { ...db, order: 1, ingress: [{ action: 'Deny', source: { selector: "app == 'job'" } }] }),
    ],
    flows: { 'cli→db': 'UNKNOWN', 'job→db': 'DENY', 'web→db2': 'ALLOW' },
  },
  {
    name: 'an unknown field narrows a rule',
    objects: [gnp('p', { ...web, egress: [{ action: 'Allow', destination: { domains: ['x.example'] } }] })],
    flows: { 'web→ext': 'UNKNOWN', 'cli→ext': 'ALLOW' },
  },
  {
    name: 'a selector that is refused leaves everything it could select in doubt',
    objects: [np('p', { selector: "app = 'db'", types: ['Ingress'] })],
    flows: { 'cli→db': 'UNKNOWN', 'cli→web': 'UNKNOWN', 'web→cli': 'ALLOW', 'db→cli': 'ALLOW' },
  },
  {
    name: 'an order that is no number leaves the selected pods in doubt',
    objects: [gnp('p', { ...db, order: 'first' })],
    flows: { 'cli→db': 'UNKNOWN', 'cli→web': 'ALLOW' },
  },
  {
    name: 'a built-in tier that contradicts Calico leaves its policies in doubt',
    objects: [calico('Tier', 'default', { order: 1, defaultAction: 'Pass' }), gnp('p', db)],
    flows: { 'cli→db': 'UNKNOWN', 'cli→web': 'ALLOW' },
  },
  {
    name: 'a set with an unreadable range may hold anyone',
    objects: [
      calico('GlobalNetworkSet', 's', { nets: ['10.0.0'] }, { labels: { role: 'far' } }),
      gnp('p', allow({ selector: "role == 'far'" })),
    ],
    flows: { 'ext→db': 'UNKNOWN', 'cli→db': 'UNKNOWN' },
  },
  {
    name: 'the addresses behind default/kubernetes are never in manifests',
    objects: [
      gnp('p', {
        ...web,
        egress: [{ action: 'Allow', destination: { services: { name: 'kubernetes', namespace: 'default' } } }],
      }),
    ],
    flows: { 'web→ext': 'UNKNOWN' },
  },
];

const SECTIONS: readonly (readonly [string, readonly Row[]])[] = [
  ['§1 and §4 API groups and types', GROUPS],
  ['§6 order of evaluation', ORDER],
  ['§5 who matches', MATCHING],
  ['§5 ports and protocols', PORTS],
  ['what cannot be known', UNSURE],
];

describe.each(SECTIONS)('semantics 03 %s', (_section, rows) => {
  it.each(rows)('$name', ({ objects, flows }) => {
    const asked = new Asked([EXT, ...objects]);
    const answers = Object.keys(flows).map((flow) => {
      const [from = '', rest = ''] = flow.split('→');
      const [to = '', port = '80'] = rest.split(' ');
      return [flow, asked.verdict(from, to, Number(port))];
    });
    expect(Object.fromEntries(answers)).toEqual(flows);
  });
});

it('says why an answer is not certain', () => {
  const { reach } = new Asked([gnp('p', { ...db, ingress: [{ action: 'Reject' }] })]);
  const group = (name: string): number => reach.model.groups.findIndex(({ owner }) => owner.name === name);
  expect(reach.explain({ group: group('cli') }, { group: group('db') }).because).not.toEqual([]);
  expect(reach.diagnostics).toContainEqual(
    expect.objectContaining({ severity: 'error', code: 'POLICY.UNKNOWN_ACTION', field: 'spec.ingress[0].action' }),
  );
});

it('reports what is staged', () => {
  const { reach } = new Asked([calico('StagedGlobalNetworkPolicy', 'p', {})]);
  expect(reach.diagnostics).toEqual([expect.objectContaining({ severity: 'info', code: 'POLICY.STAGED' })]);
});

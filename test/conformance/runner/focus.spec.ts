import { expect, it } from 'vitest';
import type { CorpusConnection } from './connections.js';
import { focused } from './focus.js';

const connections: CorpusConnection[] = [
  { src: 'shop/web[Deployment]', dst: 'shop/db[StatefulSet]', ports: [{ protocol: 'TCP', ranges: [[5000, 6000]] }] },
  { src: 'shop/db[StatefulSet]', dst: '0.0.0.0-255.255.255.255', ports: 'All Connections' },
  { src: '{ingress-controller}', dst: 'shop/web[Deployment]', ports: [{ protocol: 'TCP', ranges: [[80, 80]] }] },
];

it.each<[string, Record<string, unknown>, string[]]>([
  ['nothing asked for', {}, ['web>db', 'db>any', 'in>web']],
  ['a workload by name', { focusWorkloads: ['web'] }, ['web>db', 'in>web']],
  ['a workload with its namespace', { focusWorkloads: ['shop/db'] }, ['web>db', 'db>any']],
  ['the same name elsewhere', { focusWorkloads: ['blog/db'] }, []],
  ['the ingress controller', { focusWorkloads: ['ingress-controller'] }, ['in>web']],
  ['what enters a workload', { focusWorkloads: ['db'], focusDirection: 'ingress' }, ['web>db']],
  ['what leaves a workload', { focusWorkloads: ['db'], focusDirection: 'egress' }, ['db>any']],
  ['a workload and a peer', { focusWorkloads: ['web'], focusWorkloadPeers: ['shop/db'] }, ['web>db']],
  ['one port', { focusConn: 'tcp-5432' }, ['web>db', 'db>any']],
  ['a port of another protocol', { focusConn: 'udp-80' }, ['db>any']],
])('%s', (_case, options, expected) => {
  const short: Record<string, string> = {
    'shop/web[Deployment]': 'web',
    'shop/db[StatefulSet]': 'db',
    '0.0.0.0-255.255.255.255': 'any',
    '{ingress-controller}': 'in',
  };
  const got = focused(connections, options).map(({ src, dst }) => `${short[src] ?? src}>${short[dst] ?? dst}`);
  expect(got).toEqual(expected);
});

it('reports only the port that was asked for', () => {
  expect(focused(connections, { focusConn: 'tcp-5432' })[1]?.ports).toEqual([
    { protocol: 'TCP', ranges: [[5432, 5432]] },
  ]);
});

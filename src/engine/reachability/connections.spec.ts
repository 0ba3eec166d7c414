import { describe, expect, it } from 'vitest';
import { clusterOf, deployment, networkPolicy } from '../../../test/support/small-cluster.js';
import { listConnections, nameOfEnd } from './connections.js';
import { Reachability } from './reachability.js';

function linesOf(...objects: Parameters<typeof clusterOf>[0]): string[] {
  const reach = Reachability.build(clusterOf(objects));
  return listConnections(reach, { families: [4] }).map(
    ({ src, dst, must, may }) =>
      `${nameOfEnd(src)} => ${nameOfEnd(dst)} : ${must === may ? '' : 'perhaps '}${may.toString()}`,
  );
}

const web = deployment('a', 'web', { app: 'web' }, 3);
const db = deployment('a', 'db', { app: 'db' }, 1);
const toDb = networkPolicy('a', 'db', {
  podSelector: { matchLabels: { app: 'db' } },
  ingress: [{ from: [{ podSelector: { matchLabels: { app: 'web' } } }], ports: [{ port: 5432 }] }],
});

describe('the list of connections', () => {
  it('has every pair of workloads and the outside, but no workload with itself', () => {
    expect(linesOf(web, db)).toEqual([
      '0.0.0.0-255.255.255.255 => a/db[Deployment] : all',
      '0.0.0.0-255.255.255.255 => a/web[Deployment] : all',
      'a/db[Deployment] => 0.0.0.0-255.255.255.255 : all',
      'a/db[Deployment] => a/web[Deployment] : all',
      'a/web[Deployment] => 0.0.0.0-255.255.255.255 : all',
      'a/web[Deployment] => a/db[Deployment] : all',
    ]);
  });

  it('leaves out what policies close', () => {
    expect(linesOf(web, db, toDb).filter((line) => line.includes('=> a/db'))).toEqual([
      'a/web[Deployment] => a/db[Deployment] : TCP 5432',
    ]);
  });

  it('cuts the outside at block edges and merges parts with equal ports', () => {
    const cut = networkPolicy('a', 'cut', {
      podSelector: { matchLabels: { app: 'db' } },
      ingress: [
        { from: [{ ipBlock: { cidr: '10.0.0.0/8', except: ['10.1.0.0/16'] } }, { ipBlock: { cidr: '11.0.0.0/8' } }] },
      ],
    });
    expect(linesOf(db, cut).filter((line) => line.includes('=> a/db'))).toEqual([
      '10.0.0.0-10.0.255.255,10.2.0.0-11.255.255.255 => a/db[Deployment] : all',
    ]);
  });

  it('says when a connection is not certain', () => {
    const odd = networkPolicy('a', 'odd', { podSelector: { app: 'db' } });
    expect(linesOf(web, db, odd)).toContain('a/web[Deployment] => a/db[Deployment] : perhaps all');
  });
});

describe('the ingress controller', () => {
  const served = [
    { ...deployment('a', 'web', { app: 'web' }, 1, [{ name: 'http', containerPort: 8080 }]) },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'web', namespace: 'a' },
      spec: { selector: { app: 'web' }, ports: [{ port: 80, targetPort: 'http' }] },
    },
    {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata: { name: 'web', namespace: 'a' },
      spec: { defaultBackend: { service: { name: 'web', port: { number: 80 } } } },
    },
  ];

  it.each([
    {
      name: 'reaches the declared port without policies',
      policy: [],
      lines: ['{ingress-controller} => a/web[Deployment] : TCP 8080'],
    },
    {
      name: 'is cut to what any pod of the cluster may send',
      policy: [
        networkPolicy('a', 'np', {
          podSelector: {},
          ingress: [{ from: [{ namespaceSelector: {} }], ports: [{ port: 8080 }] }],
        }),
      ],
      lines: ['{ingress-controller} => a/web[Deployment] : TCP 8080'],
    },
    {
      name: 'is left out when only the own namespace is let in',
      policy: [networkPolicy('a', 'np', { podSelector: {}, ingress: [{ from: [{ podSelector: {} }] }] })],
      lines: [],
    },
    {
      name: 'is left out when another port is let in',
      policy: [networkPolicy('a', 'np', { podSelector: {}, ingress: [{ ports: [{ port: 80 }] }] })],
      lines: [],
    },
  ])('$name', ({ policy, lines }) => {
    expect(linesOf(...served, ...policy).filter((line) => line.startsWith('{'))).toEqual(lines);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomCluster } from '../../../test/support/packet-oracle-clusters.js';
import { clusterOf, deployment, networkPolicy } from '../../../test/support/small-cluster.js';
import type { NetworkModel } from '../model/network-model.js';
import { listConnections, nameOfEnd, nameOfWorkload } from '../reachability/connections.js';
import type { Flow } from '../reachability/flow.js';
import { Reachability } from '../reachability/reachability.js';
import { type ConnectionSide, diffConnections } from './diff-connections.js';

function sideOf(model: NetworkModel): ConnectionSide {
  return {
    connections: listConnections(Reachability.build(model)),
    workloads: new Set(model.workloads.map(nameOfWorkload)),
  };
}

function linesOf(before: NetworkModel, after: NetworkModel): string[] {
  const text = (flow: Flow | null): string => flow?.must.toString() ?? '-';
  return diffConnections(sideOf(before), sideOf(after)).map(
    ({ type, src, dst, before: old, after: fresh, workloads }) =>
      `${type} ${nameOfEnd(src)} => ${nameOfEnd(dst)} : ${text(old)} -> ${text(fresh)}${workloads.map(({ name, change }) => ` (${name} ${change})`).join('')}`,
  );
}

const db = deployment('a', 'db', { app: 'db' });
const web = deployment('a', 'web', { app: 'web' });
const fromBlock = (cidr: string) =>
  networkPolicy('a', 'np', {
    podSelector: { matchLabels: { app: 'db' } },
    ingress: [{ from: [{ ipBlock: { cidr } }], ports: [{ port: 80 }] }],
  });
const fromWeb = (port: number) =>
  networkPolicy('a', 'np', {
    podSelector: { matchLabels: { app: 'db' } },
    ingress: [{ from: [{ podSelector: { matchLabels: { app: 'web' } } }], ports: [{ port }] }],
  });

describe('the difference of two clusters', () => {
  it('names changed ports', () => {
    expect(linesOf(clusterOf([db, web, fromWeb(80)]), clusterOf([db, web, fromWeb(81)]))).toEqual([
      'changed a/web[Deployment] => a/db[Deployment] : TCP 80 -> TCP 81',
    ]);
  });

  it('cuts addresses at the edges of both sides', () => {
    expect(linesOf(clusterOf([db, fromBlock('10.0.0.0/9')]), clusterOf([db, fromBlock('10.64.0.0/10')]))).toEqual([
      'removed 10.0.0.0-10.63.255.255 => a/db[Deployment] : TCP 80 -> -',
    ]);
  });

  it('says which workload came or went', () => {
    expect(
      linesOf(clusterOf([db, fromWeb(80)]), clusterOf([db, web, fromWeb(80)])).filter((line) =>
        line.includes('=> a/db'),
      ),
    ).toEqual(['added a/web[Deployment] => a/db[Deployment] : - -> TCP 80 (a/web[Deployment] added)']);
  });

  it('is empty between a cluster and itself, and symmetric', () => {
    fc.assert(
      fc.property(randomCluster, randomCluster, (one, other) => {
        expect(linesOf(one.model, one.model)).toEqual([]);
        const forth = diffConnections(sideOf(one.model), sideOf(other.model));
        const back = diffConnections(sideOf(other.model), sideOf(one.model));
        const swap = { added: 'removed', removed: 'added', changed: 'changed' } as const;
        expect(back.map(({ type, src, dst }) => [type, nameOfEnd(src), nameOfEnd(dst)])).toEqual(
          forth.map(({ type, src, dst }) => [swap[type], nameOfEnd(src), nameOfEnd(dst)]),
        );
      }),
      { numRuns: 60 },
    );
  });
});

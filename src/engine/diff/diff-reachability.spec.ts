import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomCluster } from '../../../test/support/packet-oracle-clusters.js';
import { clusterOf, deployment, networkPolicy } from '../../../test/support/small-cluster.js';
import type { NetworkModel } from '../model/network-model.js';
import { listConnections, nameOfWorkload } from '../reachability/connections.js';
import { Reachability } from '../reachability/reachability.js';
import { diffConnections } from './diff-connections.js';
import { diffReachability } from './diff-reachability.js';

const db = deployment('a', 'db', { app: 'db' });
const web = deployment('a', 'web', { app: 'web' });
const other = deployment('b', 'other', { app: 'other' });
const closed = networkPolicy('a', 'closed', { podSelector: { matchLabels: { app: 'db' } }, policyTypes: ['Ingress'] });

function diffOf(before: NetworkModel, after: NetworkModel, limit?: number) {
  return diffReachability(Reachability.build(before), Reachability.build(after), limit === undefined ? {} : { limit });
}

describe('exact differences', () => {
  it('counts pairs, by party too', () => {
    const diff = diffOf(clusterOf([db, web, other]), clusterOf([db, web, other, closed]));
    expect(diff.must).toEqual({ added: 0, removed: 2, changed: 0 });
    expect(diff.may).toEqual(diff.must);
    expect(diff.byParty.map(({ from, to, must }) => [from, to, must.removed])).toEqual([
      ['a', 'a', 1],
      ['b', 'a', 1],
    ]);
    expect(diff.pairs.map(({ type, from, to }) => [type, from.name, to.name])).toEqual([
      ['removed', 'a/web[Deployment]', 'a/db[Deployment]'],
      ['removed', 'b/other[Deployment]', 'a/db[Deployment]'],
    ]);
    expect(diff.outside.map(({ type, direction, workload }) => [type, direction, workload.name])).toEqual([
      ['removed', 'ingress', 'a/db[Deployment]'],
    ]);
    expect(diff.isEmpty).toBe(false);
  });

  it('cuts examples, never totals', () => {
    const diff = diffOf(clusterOf([db, web, other]), clusterOf([db, web, other, closed]), 1);
    expect(diff.pairs).toHaveLength(1);
    expect(diff.must.removed).toBe(2);
    expect(diff.truncated).toBe(true);
  });

  it('names workloads that came and went', () => {
    const diff = diffOf(clusterOf([db, web]), clusterOf([db, other]));
    expect(diff.workloads).toEqual({ added: ['b/other[Deployment]'], removed: ['a/web[Deployment]'] });
  });
});

/** The workload pairs and outside ends that the complete lists of both sides say changed. */
function listed(before: Reachability, after: Reachability) {
  const side = (reach: Reachability) => ({
    connections: listConnections(reach),
    workloads: new Set(reach.model.workloads.map(nameOfWorkload)),
  });
  const changes = diffConnections(side(before), side(after));
  const inside = changes.filter(({ src, dst }) => src.kind === 'workload' && dst.kind === 'workload');
  const count = (type: string) => inside.filter((change) => change.type === type).length;
  return {
    may: {
      added: count('added'),
      removed: count('removed'),
      changed: inside.filter(
        ({ type, before: was, after: is }) => type === 'changed' && was?.may.toString() !== is?.may.toString(),
      ).length,
    },
    pairs: inside.length,
    outside: changes.filter(({ src, dst }) => src.kind === 'addresses' || dst.kind === 'addresses').length,
  };
}

it('totals equal those of the complete lists; empty exactly when nothing differs', () => {
  fc.assert(
    fc.property(randomCluster, randomCluster, (one, two) => {
      const before = Reachability.build(one.model);
      const after = Reachability.build(two.model);
      const diff = diffReachability(before, after, { limit: 100_000 });
      const truth = listed(before, after);
      expect(diff.may).toEqual(truth.may);
      expect(diff.pairs).toHaveLength(truth.pairs);
      expect(diff.outside).toHaveLength(truth.outside);
      expect(diff.isEmpty).toBe(truth.pairs + truth.outside === 0);
      expect(diffReachability(before, before).isEmpty).toBe(true);
    }),
    { numRuns: 100 },
  );
});

it('one edited policy: totals equal those of the complete lists', () => {
  fc.assert(
    fc.property(randomCluster, fc.nat(), ({ model }, pick) => {
      const policies = model.objects.get('networking.k8s.io/NetworkPolicy') ?? [];
      const dropped = policies[pick % Math.max(1, policies.length)];
      const objects = new Map(model.objects);
      objects.set(
        'networking.k8s.io/NetworkPolicy',
        policies.filter((policy) => policy !== dropped),
      );
      const before = Reachability.build(model);
      const after = Reachability.build({ ...model, objects });
      const diff = diffReachability(before, after, { limit: 100_000 });
      const truth = listed(before, after);
      expect(diff.may).toEqual(truth.may);
      expect(diff.pairs).toHaveLength(truth.pairs);
      expect(diff.outside).toHaveLength(truth.outside);
    }),
    { numRuns: 100 },
  );
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { factsOf, podObject } from '../../../../test/support/network-model.js';
import { randomCluster } from '../../../../test/support/packet-oracle-clusters.js';
import { clusterOf, deployment, networkPolicy } from '../../../../test/support/small-cluster.js';
import { buildModel } from '../../model/build-model.js';
import { type RawObject, refOf } from '../../model/raw-object.js';
import { nameOfWorkload } from '../../reachability/connections.js';
import { Reachability } from '../../reachability/reachability.js';
import { diffReachability } from '../../diff/diff-reachability.js';
import type { ObjectEdit } from './object-edit.js';
import { whatIf } from './what-if.js';

const db = deployment('a', 'db', { app: 'db' });
const web = deployment('a', 'web', { app: 'web' });
const closed = networkPolicy('a', 'closed', { podSelector: { matchLabels: { app: 'db' } }, policyTypes: ['Ingress'] });
const onlyWeb = networkPolicy('a', 'closed', {
  podSelector: { matchLabels: { app: 'db' } },
  ingress: [{ from: [{ podSelector: { matchLabels: { app: 'web' } } }], ports: [{ port: 5432 }] }],
});
const ns: RawObject = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'a' } };

describe('what if', () => {
  it.each<[string, readonly RawObject[], readonly ObjectEdit[], readonly string[], object]>([
    ['a policy is added', [db, web], [{ apply: closed }], ['added'], { added: 0, removed: 1, changed: 0 }],
    [
      'a policy is replaced',
      [db, web, closed],
      [{ apply: onlyWeb }],
      ['replaced'],
      { added: 1, removed: 0, changed: 0 },
    ],
    [
      'the same policy is applied',
      [db, web, closed],
      [{ apply: closed }],
      ['unchanged'],
      { added: 0, removed: 0, changed: 0 },
    ],
    [
      'a policy is removed',
      [db, web, closed],
      [{ remove: refOf(closed) }],
      ['removed'],
      { added: 1, removed: 0, changed: 0 },
    ],
    [
      'something is removed that is not there',
      [db, web],
      [{ remove: refOf(closed) }],
      ['missing'],
      { added: 0, removed: 0, changed: 0 },
    ],
    ['a Deployment is added', [db], [{ apply: web }], ['added'], { added: 2, removed: 0, changed: 0 }],
    ['a Deployment is removed', [db, web], [{ remove: refOf(web) }], ['removed'], { added: 0, removed: 2, changed: 0 }],
    [
      'labels change so that a policy no longer selects',
      [db, web, closed],
      [{ apply: deployment('a', 'db', { app: 'x' }) }],
      ['replaced'],
      { added: 1, removed: 0, changed: 0 },
    ],
    [
      'a namespace is removed with all in it',
      [ns, db, web],
      [{ remove: refOf(ns) }],
      ['removed'],
      { added: 0, removed: 2, changed: 0 },
    ],
    [
      'edits follow each other',
      [db, web],
      [{ apply: closed }, { remove: refOf(closed) }],
      ['added', 'removed'],
      { added: 0, removed: 0, changed: 0 },
    ],
  ])('%s', (_, objects, edits, actions, counts) => {
    const answer = whatIf(Reachability.build(clusterOf(objects)), edits);
    expect(answer.applied.map(({ action }) => action)).toEqual(actions);
    expect(answer.diff.must).toEqual(counts);
  });

  it('replaces one running pod and keeps its siblings', () => {
    const facts = factsOf([podObject('a', 'one', { app: 'x' }), podObject('a', 'two', { app: 'x' })], 'live');
    const before = Reachability.build(buildModel(facts));
    const { after, applied } = whatIf(before, [{ apply: podObject('a', 'one', { app: 'y' }) as RawObject }]);
    expect(applied.map(({ action }) => action)).toEqual(['replaced']);
    expect(after.model.workloads.map(nameOfWorkload)).toEqual(['a/one[Pod]', 'a/two[Pod]']);
    expect(after.model.groups.map(({ labels }) => labels['app']).sort()).toEqual(['x', 'y']);
  });

  it('tells what is wrong with the edit only', () => {
    const broken = networkPolicy('a', 'broken', { podSelector: { matchLabels: { app: 7 } } });
    const answer = whatIf(Reachability.build(clusterOf([db, web, broken])), [
      { apply: networkPolicy('a', 'worse', { podSelector: {}, ingress: [{ from: [{ ipBlock: { cidr: 'x' } }] }] }) },
    ]);
    expect(answer.diagnostics.map(({ object }) => object?.name)).toEqual(['worse']);
  });
});

it('equals collecting the edited cluster, on random clusters', () => {
  fc.assert(
    fc.property(randomCluster, randomCluster, fc.nat(), (one, two, pick) => {
      const own = one.model.facts.objects.filter(({ kind }) => kind === 'NetworkPolicy');
      const others = two.model.facts.objects.filter(({ kind }) => kind === 'NetworkPolicy');
      const victim = own[pick % Math.max(1, own.length)];
      const edits: ObjectEdit[] = [
        ...others.slice(0, 2).map((apply) => ({ apply })),
        ...(victim === undefined ? [] : [{ remove: refOf(victim) }]),
      ];
      const before = Reachability.build(buildModel(one.model.facts));
      const { diff, after } = whatIf(before, edits, { limit: 100_000 });
      const key = (object: RawObject) =>
        `${object.kind}/${object.metadata.namespace ?? 'default'}/${object.metadata.name}`;
      const touched = new Set([...others.slice(0, 2), ...(victim === undefined ? [] : [victim])].map(key));
      const kept = one.model.facts.objects.filter((object) => !touched.has(key(object)));
      const fresh = others.slice(0, 2).filter((object) => victim === undefined || key(object) !== key(victim));
      const full = Reachability.build(buildModel({ ...one.model.facts, objects: [...kept, ...fresh] }));
      expect(diffReachability(full, after).isEmpty).toBe(true);
      const expected = diffReachability(before, full, { limit: 100_000 });
      expect({ ...diff, pairs: diff.pairs.length, outside: diff.outside.length }).toEqual({
        ...expected,
        pairs: expected.pairs.length,
        outside: expected.outside.length,
      });
    }),
    { numRuns: 100 },
  );
});

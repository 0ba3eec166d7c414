import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clusterOf, deployment, networkPolicy } from '../../../../test/support/small-cluster.js';
import type { RawObject } from '../../model/raw-object.js';
import { type BlameQuestion, blame } from './blame.js';
import type { FactChange } from './fact-changes.js';
import { smallestCause } from './smallest-cause.js';

const db = deployment('a', 'db', { app: 'db' });
const web = deployment('b', 'web', { app: 'web' });
const nsB = (labels: object): RawObject => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name: 'b', labels: labels as Record<string, string> },
});
const deny = networkPolicy('a', 'deny', { podSelector: {}, policyTypes: ['Ingress'] });
const denyEgress = networkPolicy('b', 'deny-egress', { podSelector: {}, policyTypes: ['Egress'] });
const allowFrom = (selector: object, port = 5432): RawObject =>
  networkPolicy('a', 'allow', {
    podSelector: { matchLabels: { app: 'db' } },
    ingress: [{ from: [{ namespaceSelector: selector }], ports: [{ port }] }],
  });
const allowOut = networkPolicy('b', 'allow-out', { podSelector: {}, egress: [{}], policyTypes: ['Egress'] });
const noise = Array.from({ length: 20 }, (_, at) => networkPolicy('c', `noise-${String(at)}`, { podSelector: {} }));

const question: BlameQuestion = {
  from: { namespace: 'b', name: 'web' },
  to: { namespace: 'a', name: 'db', kind: 'Deployment' },
  protocol: 'TCP',
  port: 5432,
};

function ask(before: readonly RawObject[], after: readonly RawObject[]) {
  return blame(clusterOf(before).facts, clusterOf(after).facts, question);
}

const told = ({ change, kind, namespace, name }: FactChange): string =>
  `${change} ${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;

describe('which change did it', () => {
  it.each<[string, readonly RawObject[], readonly RawObject[], string, readonly string[]]>([
    ['a policy that was added', [db, web], [db, web, deny], 'allowed denied', ['added NetworkPolicy a/deny']],
    ['a policy that was removed', [db, web, deny], [db, web], 'denied allowed', ['removed NetworkPolicy a/deny']],
    [
      'a changed rule among much else',
      [db, web, allowFrom({}, 80)],
      [db, web, allowFrom({}), ...noise],
      'denied allowed',
      ['changed NetworkPolicy a/allow'],
    ],
    [
      'a label of a namespace',
      [db, web, nsB({}), allowFrom({ matchLabels: { team: 'x' } })],
      [db, web, nsB({ team: 'x' }), allowFrom({ matchLabels: { team: 'x' } })],
      'denied allowed',
      ['changed Namespace b'],
    ],
    [
      'a label of the workload',
      [deployment('a', 'db', { app: 'old' }), web, allowFrom({}, 80)],
      [db, web, allowFrom({}, 80)],
      'allowed denied',
      ['changed Deployment a/db'],
    ],
    ['a workload that came', [db], [db, web, ...noise], 'absent allowed', ['added Deployment b/web']],
    [
      'two that only work together',
      [db, web, deny, denyEgress],
      [db, web, deny, denyEgress, allowFrom({}), allowOut, ...noise],
      'denied allowed',
      ['added NetworkPolicy a/allow', 'added NetworkPolicy b/allow-out'],
    ],
    ['nothing', [db, web], [db, web, ...noise], 'allowed allowed', []],
  ])('%s', (_, before, after, verdicts, causes) => {
    const answer = ask(before, after);
    expect(`${answer.before} ${answer.after}`).toBe(verdicts);
    expect(answer.causes.map(told).sort()).toEqual([...causes].sort());
    expect(answer.minimal).toBe(true);
    expect(answer.unchanged).toBe(causes.length === 0);
  });

  it('names the fields and revisions of the change, and what would have done it alone', () => {
    const revised = (object: RawObject, generation: number): RawObject => ({
      ...object,
      metadata: { ...object.metadata, generation, resourceVersion: String(generation) },
    });
    const answer = ask([db, web, revised(allowFrom({}), 3)], [db, web, revised(allowFrom({}, 80), 4), denyEgress]);
    expect(answer.causes).toEqual([
      {
        change: 'changed',
        kind: 'NetworkPolicy',
        namespace: 'a',
        name: 'allow',
        fields: ['spec.ingress[0].ports[0].port'],
        before: { generation: 3, resourceVersion: '3' },
        after: { generation: 4, resourceVersion: '4' },
      },
    ]);
    expect(answer.alternatives.map(told)).toEqual(['added NetworkPolicy b/deny-egress']);
  });
});

it('finds a smallest set of causes', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 60 }),
      fc.array(fc.nat(59), { minLength: 1, maxLength: 4 }),
      (size, picks) => {
        const needed = new Set(picks.map((pick) => pick % size));
        const all = [...Array(size).keys()];
        const { causes, minimal } = smallestCause(
          all,
          (part) => [...needed].every((one) => part.includes(one)),
          10_000,
        );
        expect([...causes].sort((a, b) => a - b)).toEqual([...needed].sort((a, b) => a - b));
        expect(minimal).toBe(true);
      },
    ),
  );
});

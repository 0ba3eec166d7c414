import fc from 'fast-check';
import { expect, it } from 'vitest';
import { randomCluster } from '../../../test/support/packet-oracle-clusters.js';
import { clusterOf, deployment, networkPolicy } from '../../../test/support/small-cluster.js';
import type { Workload } from '../model/network-model.js';
import type { CountedUnit } from './party-cell.js';
import { Reachability } from './reachability.js';

const PARTIES = 3;

/** What the matrix must say, counted one pair at a time. */
function countByPairs(
  reach: Reachability,
  partyOf: readonly number[],
  unit: CountedUnit,
  reading: 'must' | 'may',
): Map<string, { pairs: number; ports: string }> {
  const totals = new Map<string, { pairs: number; ports: number }>();
  const add = (from: number, to: number, ports: number): void => {
    if (from < 0 || to < 0 || ports === reach.ports.none.id) return;
    const key = `${String(from)}→${String(to)}`;
    const total = totals.get(key) ?? { pairs: 0, ports: reach.ports.none.id };
    totals.set(key, { pairs: total.pairs + 1, ports: reach.ports.union(total.ports, ports) });
  };
  const party = (group: number): number => partyOf[group] ?? -1;
  if (unit === 'pods') {
    const pods = reach.model.groups.flatMap((group, id) => group.members.map((member) => ({ id, member })));
    for (const src of pods)
      for (const dst of pods)
        if (src !== dst) add(party(src.id), party(dst.id), reach.flow(src.id, dst.id)[reading].id);
  } else {
    const parts = reach.model.workloads.flatMap((workload) => partsOf(workload, party));
    for (const src of parts) {
      for (const dst of parts) {
        if (src === dst) continue;
        const open = src.groups.flatMap((from) => dst.groups.map((to) => reach.flow(from, to)[reading].id));
        add(
          src.party,
          dst.party,
          open.reduce((sum, ports) => reach.ports.union(sum, ports), reach.ports.none.id),
        );
      }
    }
  }
  return new Map(
    [...totals].map(([key, { pairs, ports }]) => [key, { pairs, ports: reach.ports.get(ports).toString() }]),
  );
}

function partsOf({ groups }: Workload, party: (group: number) => number): { party: number; groups: number[] }[] {
  return [...new Set(groups.map(party))].map((own) => ({
    party: own,
    groups: groups.filter((group) => party(group) === own),
  }));
}

it.each<CountedUnit>(['pods', 'workloads'])(
  'counts %s like an enumeration of all pairs',
  (unit) => {
    fc.assert(
      fc.property(
        randomCluster,
        fc.array(fc.integer({ min: -1, max: PARTIES - 1 }), { minLength: 5, maxLength: 5 }),
        (cluster, partyOf) => {
          const reach = Reachability.build(mergeOwners(cluster.model));
          const matrix = reach.partyMatrix(partyOf, PARTIES, unit);
          for (const reading of ['must', 'may'] as const) {
            const counted = new Map(
              matrix[reading].cells.map(({ from, to, pairs, ports }) => [
                `${String(from)}→${String(to)}`,
                { pairs, ports: ports.toString() },
              ]),
            );
            expect(counted).toEqual(countByPairs(reach, partyOf, unit, reading));
          }
        },
      ),
      { numRuns: 400 },
    );
  },
  60_000,
);

/** Clusters large and open enough that exceptions of both ends meet where both defaults are open, too. */
const openCluster = fc
  .array(
    fc.record({
      subject: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
      far: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
      direction: fc.constantFrom('ingress', 'egress'),
      anyone: fc.constantFrom(80, 81),
      some: fc.constantFrom(80, 82),
    }),
    { minLength: 2, maxLength: 8 },
  )
  .map((policies) =>
    clusterOf([
      ...['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map((app) =>
        deployment('ns', app, { app }, 1 + (app.charCodeAt(0) % 3)),
      ),
      ...policies.map(({ subject, far, direction, anyone, some }, id) =>
        networkPolicy('ns', `p${String(id)}`, {
          podSelector: { matchLabels: { app: subject } },
          policyTypes: [direction === 'ingress' ? 'Ingress' : 'Egress'],
          [direction]: [
            { ports: [{ port: anyone }] },
            {
              [direction === 'ingress' ? 'from' : 'to']: [{ podSelector: { matchLabels: { app: far } } }],
              ports: [{ port: some }],
            },
          ],
        }),
      ),
    ]),
  );

it('counts clusters in which exceptions of both ends meet', () => {
  fc.assert(
    fc.property(openCluster, (model) => {
      const reach = Reachability.build(model);
      const partyOf = model.groups.map((_, group) => group % PARTIES);
      const { must } = reach.partyMatrix(partyOf, PARTIES, 'pods');
      const counted = new Map(
        must.cells.map(({ from, to, pairs, ports }) => [
          `${String(from)}→${String(to)}`,
          { pairs, ports: ports.toString() },
        ]),
      );
      expect(counted).toEqual(countByPairs(reach, partyOf, 'pods', 'must'));
    }),
    { numRuns: 300 },
  );
}, 60_000);

it('proves every open cell between different parties with two groups', () => {
  fc.assert(
    fc.property(
      randomCluster,
      fc.array(fc.integer({ min: 0, max: PARTIES - 1 }), { minLength: 5, maxLength: 5 }),
      (cluster, partyOf) => {
        const reach = Reachability.build(cluster.model);
        const { may } = reach.partyMatrix(partyOf, PARTIES);
        for (const { from, to } of may.cells) {
          const witness = may.witness(from, to);
          expect(witness).toBeDefined();
          if (witness === undefined) continue;
          expect([partyOf[witness.src], partyOf[witness.dst]]).toEqual([from, to]);
          expect(reach.flow(witness.src, witness.dst).may.isEmpty).toBe(false);
        }
      },
    ),
    { numRuns: 200 },
  );
}, 60_000);

/** Makes the second and third group one workload, so that some workloads lie in several classes. */
function mergeOwners(model: Reachability['model']): Reachability['model'] {
  const [first, second, third, ...rest] = model.workloads;
  if (first === undefined || second === undefined || third === undefined) return model;
  const workloads = [first, { ...second, groups: [...second.groups, ...third.groups] }, ...rest];
  const workloadOf = Int32Array.from(model.workloadOf);
  for (const [id, workload] of workloads.entries()) for (const group of workload.groups) workloadOf[group] = id;
  return { ...model, workloads, workloadOf };
}

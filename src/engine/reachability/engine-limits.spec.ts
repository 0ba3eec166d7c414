import fc from 'fast-check';
import { expect, it } from 'vitest';
import { randomCluster } from '../../../test/support/packet-oracle-clusters.js';
import { networkPolicyDialect } from '../dialects/networkpolicy/networkpolicy.dialect.js';
import { PortSets } from '../sets/port-sets.js';
import { Reachability } from './reachability.js';

const OPTIONS = { dialects: [networkPolicyDialect] };

it('beyond its limits the engine widens what may pass, narrows what must, and says so', () => {
  let widened = 0;
  fc.assert(
    fc.property(randomCluster, fc.integer({ min: 4, max: 12 }), fc.nat(20), ({ model }, portSets, rowEntries) => {
      const exact = Reachability.build(model, OPTIONS);
      const limited = Reachability.build(model, { ...OPTIONS, limits: { portSets, rowEntries } });
      const isFlagged = limited.diagnostics.some(({ code }) => code === 'ENGINE.LIMIT');
      for (const [src] of model.groups.entries()) {
        for (const [dst] of model.groups.entries()) {
          const want = exact.flow(src, dst);
          const got = limited.flow(src, dst);
          const text = (flow: typeof want): string => `${flow.must.toString()} ${flow.may.toString()}`;
          if (text(want) !== text(got)) {
            widened += 1;
            expect(isFlagged).toBe(true);
            const doubts = [...limited.doubts('egress', src), ...limited.doubts('ingress', dst)];
            expect(doubts.some((doubt) => doubt.includes('wider than the truth'))).toBe(true);
          }
          for (const { lane, lo, hi } of got.must.ranges()) {
            expect(limited.ports.of(lane, lo, hi).isWithin(got.may)).toBe(true);
            expect(exact.ports.of(lane, lo, hi).isWithin(want.must)).toBe(true);
          }
          for (const { lane, lo, hi } of want.may.ranges()) {
            expect(limited.ports.of(lane, lo, hi).isWithin(got.may)).toBe(true);
          }
        }
      }
    }),
    { numRuns: 300 },
  );
  expect(widened).toBeGreaterThan(100);
});

it('rounded port algebra stays on its side of the truth', () => {
  const range = fc
    .tuple(
      fc.constantFrom('TCP' as const, 'UDP' as const, 'SCTP' as const),
      fc.integer({ min: 1, max: 60_000 }),
      fc.nat(5_000),
    )
    .map(([lane, lo, size]) => ({ lane, lo, hi: lo + size }));
  const set = fc.array(range, { maxLength: 4 });
  fc.assert(
    fc.property(set, set, (left, right) => {
      const ports = new PortSets();
      const idOf = (ranges: typeof left): number =>
        ranges.reduce((sum, { lane, lo, hi }) => ports.union(sum, ports.of(lane, lo, hi).id), ports.none.id);
      const [a, b] = [idOf(left), idOf(right)];
      const union = { up: ports.boundedUnion(a, b, 'up', 0), down: ports.boundedUnion(a, b, 'down', 0) };
      const meet = { up: ports.boundedIntersection(a, b, 'up', 0), down: ports.boundedIntersection(a, b, 'down', 0) };
      const isWithin = (x: number, y: number): boolean => ports.get(x).isWithin(ports.get(y));
      const exact = { union: ports.union(a, b), meet: ports.intersect(a, b) };
      expect([isWithin(union.down, exact.union), isWithin(exact.union, union.up)]).toEqual([true, true]);
      expect([isWithin(meet.down, exact.meet), isWithin(exact.meet, meet.up)]).toEqual([true, true]);
    }),
    { numRuns: 500 },
  );
});

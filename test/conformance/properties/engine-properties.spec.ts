import fc from 'fast-check';
import { expect, it } from 'vitest';
import { diffReachability } from '#src/engine/diff/diff-reachability.js';
import { isSameFlow } from '#src/engine/diff/same-flow.js';
import { portsLetThrough } from '#src/engine/reachability/decision.js';
import type { End } from '#src/engine/reachability/flow.js';
import { Reachability } from '#src/engine/reachability/reachability.js';
import type { IpRange } from '#src/engine/sets/ip-range.js';
import type { PortSet } from '#src/engine/sets/port-set.js';
import { clusterWith, mixedObjects } from './mixed-cluster.js';

const RUNS = Math.max(60, Math.ceil(Number(process.env['FENCELINE_RANDOM_CLUSTERS'] ?? 500) / 5));
const TIMEOUT = 60_000 + RUNS * 400;
const OUTSIDE = ['203.0.113.5', '203.0.113.200', '198.51.100.1', '192.168.0.1', '2001:db8::1'];

function buildWith(objects: readonly object[]): Reachability {
  return Reachability.build(clusterWith(objects));
}

/** Everything two clusters of the same pods may differ in, as text. */
function matrixOf(reach: Reachability): string[] {
  const groups = [...reach.model.groups.keys()];
  const flows = groups.flatMap((src) =>
    groups.filter((dst) => dst !== src).map((dst) => `${String(src)} ${String(dst)} ${textOf(reach.flow(src, dst))}`),
  );
  const outside = groups.flatMap((group) =>
    [reach.externalTo(group), reach.externalFrom(group)].map((list) =>
      list.map((flow) => `${textOfRanges(flow.ranges)} ${textOf(flow)}`).sort().join(';'),
    ),
  );
  return [...flows, ...outside];
} // prettier-ignore

function textOfRanges(ranges: readonly IpRange[]): string {
  return ranges.map(({ family, lo, hi }) => `${String(family)}:${String(lo)}-${String(hi)}`).join(',');
}

function textOf({ must, may }: ReturnType<Reachability['flow']>): string {
  return `${must.bounds.join(',')}|${may.bounds.join(',')}`;
}

it(
  'what must pass may pass, whatever languages are mixed',
  () => {
    fc.assert(
      fc.property(mixedObjects, (objects) => {
        const reach = buildWith(objects);
        const wrong: unknown[] = [];
        for (const src of reach.model.groups.keys()) {
          for (const dst of reach.model.groups.keys()) {
            const { must, may } = reach.flow(src, dst);
            if (!must.isWithin(may)) wrong.push({ src, dst, must: must.toString(), may: may.toString() });
          }
          for (const { must, may, ranges } of [...reach.externalTo(src), ...reach.externalFrom(src)]) {
            if (!must.isWithin(may)) wrong.push({ src, ranges: textOfRanges(ranges) });
          }
        }
        expect(wrong).toEqual([]);
      }),
      { numRuns: RUNS },
    );
  },
  TIMEOUT,
);

it(
  'the decisions of an explanation alone reproduce the verdict at each end',
  () => {
    fc.assert(
      fc.property(mixedObjects, (objects) => {
        const reach = buildWith(objects);
        const ids = [...reach.model.groups.keys()];
        const ends: End[] = [...ids.map((group) => ({ group })), ...OUTSIDE.map((ip) => ({ ip }))];
        const wrong: unknown[] = [];
        for (const from of ends) {
          for (const to of ends) {
            if (('ip' in from && 'ip' in to) || ('group' in from && 'group' in to && from.group === to.group)) continue;
            const explained = reach.explain(from, to);
            for (const end of [explained.egress, explained.ingress]) {
              if (end === null) continue;
              for (const bound of ['must', 'may'] as const) {
                const told = portsLetThrough(end.decisions[bound], reach.ports.all);
                if (told !== end[bound]) wrong.push({ from, to, direction: end.direction, bound, told: told.toString(), engine: end[bound].toString() });
              }
            }
            const { egress, ingress, must } = explained;
            const joined = (egress?.must ?? reach.ports.all).intersect(ingress?.must ?? reach.ports.all);
            if (joined !== must) wrong.push({ from, to, must: must.toString() });
          }
        }
        expect(wrong.slice(0, 3)).toEqual([]);
      }),
      { numRuns: Math.ceil(RUNS / 2) },
    );
  },
  TIMEOUT,
); // prettier-ignore

it(
  'the difference of two clusters is empty exactly when their matrices are equal',
  () => {
    fc.assert(
      fc.property(mixedObjects, mixedObjects, fc.boolean(), (one, two, isSame) => {
        const before = buildWith(one);
        const after = buildWith(isSame ? [...one].reverse() : two);
        const isEqual = JSON.stringify(matrixOf(before)) === JSON.stringify(matrixOf(after));
        expect(diffReachability(before, after).isEmpty).toBe(isEqual);
        if (isSame) expect(isEqual).toBe(true);
        if (isEqual) expect(isSameFlow(before.flow(0, 1), after.flow(0, 1))).toBe(true);
      }),
      { numRuns: RUNS },
    );
  },
  TIMEOUT,
);

const opening = fc.record({
  direction: fc.constantFrom('ingress', 'egress'),
  peer: fc.constantFrom<object>(
    { podSelector: {} },
    { podSelector: { matchLabels: { app: 'y' } } },
    { namespaceSelector: { matchLabels: { team: 'green' } } },
    { ipBlock: { cidr: '203.0.113.0/24' } },
    { podSelector: { bad: 1 } },
  ),
  ports: fc.constantFrom<object[]>([], [{ port: 80 }], [{ port: 'http' }], [{ protocol: 'UDP' }]),
});

it(
  'one more allow rule for a pod that is isolated already never removes a flow',
  () => {
    fc.assert(
      fc.property(mixedObjects, fc.array(opening, { maxLength: 2 }), opening, (objects, rules, added) => {
        const policy = (list: readonly (typeof added)[]): object => ({
          apiVersion: 'networking.k8s.io/v1',
          kind: 'NetworkPolicy',
          metadata: { name: 'isolating', namespace: 'a' },
          spec: {
            podSelector: { matchLabels: { app: 'x' } },
            policyTypes: ['Ingress', 'Egress'],
            ingress: list.filter(({ direction }) => direction === 'ingress').map(({ peer, ports }) => ({ from: [peer], ports })),
            egress: list.filter(({ direction }) => direction === 'egress').map(({ peer, ports }) => ({ to: [peer], ports })),
          },
        });
        const before = buildWith([...objects, policy(rules)]);
        const after = buildWith([...objects, policy([...rules, added])]);
        const lost: unknown[] = [];
        for (const src of before.model.groups.keys()) {
          for (const dst of before.model.groups.keys()) {
            for (const bound of ['must', 'may'] as const) {
              const old = before.flow(src, dst)[bound];
              const fresh = after.flow(src, dst)[bound];
              if (!isInside(old, fresh)) lost.push({ src, dst, bound, old: old.toString(), fresh: fresh.toString() });
            }
          }
        }
        expect(lost).toEqual([]);
      }),
      { numRuns: RUNS },
    );
  },
  TIMEOUT,
); // prettier-ignore

/** Is a set of one cluster inside a set of another? Their tables differ, so ranges are compared. */
function isInside(small: PortSet, large: PortSet): boolean {
  return small.ranges().every((inner) =>
    large.ranges().some((outer) => outer.lane === inner.lane && outer.lo <= inner.lo && inner.hi <= outer.hi),
  );
} // prettier-ignore

it('answers alike whatever the order of the objects', () => {
  fc.assert(
    fc.property(mixedObjects, (objects) => {
      const one = matrixOf(buildWith(objects));
      const two = matrixOf(Reachability.build(clusterWith([...objects].reverse())));
      expect(two).toEqual(one);
    }),
    { numRuns: Math.ceil(RUNS / 4) },
  );
});

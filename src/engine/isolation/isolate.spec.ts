import fc from 'fast-check';
import { expect, it } from 'vitest';
import { randomCluster } from '../../../test/support/packet-oracle-clusters.js';
import { Reachability } from '../reachability/reachability.js';
import { isolate } from './isolate.js';
import { portText, verdictOf } from './crossings.js';
import { parseTenancyRules } from './tenancy.js';

const tenancy = parseTenancyRules({
  tenants: [{ slug: 'a', contracts: [{ from: 'b', to: 'a', ports: 'TCP 80' }] }],
  rules: [
    { tenant: 'a', namespaceGlob: 'alpha' },
    { tenant: 'b', namespaceGlob: 'beta' },
    { tenant: 'c', podSelector: { matchLabels: { app: 'db' } } },
  ],
});

it('counts what asking every pair of workloads counts', () => {
  fc.assert(
    fc.property(randomCluster, ({ model }) => {
      const reach = Reachability.build(model);
      const sensitive = reach.ports.of('TCP', 5432);
      const { membership, crossings, facts } = isolate(reach, tenancy, sensitive);
      const { units } = membership;
      for (const crossing of crossings) {
        if (crossing.from === 'external' || crossing.to === 'external') continue;
        let [must, may, mustPairs, mayPairs] = [reach.ports.none, reach.ports.none, 0, 0];
        for (const from of units) {
          for (const to of units) {
            if (from.party !== crossing.from || to.party !== crossing.to) continue;
            const flows = from.groups.flatMap((a) => to.groups.map((b) => reach.flow(a, b)));
            const [pairMust, pairMay] = (['must', 'may'] as const).map((bound) =>
              flows.reduce((union, flow) => union.union(flow[bound]), reach.ports.none),
            );
            must = must.union(pairMust!);
            may = may.union(pairMay!);
            if (!pairMust!.isEmpty) mustPairs++;
            if (!pairMay!.isEmpty) mayPairs++;
          }
        }
        expect(crossing).toMatchObject({
          verdict: verdictOf(must, may),
          must: portText(must),
          may: portText(may),
          pairs: { must: mustPairs, may: mayPairs },
        });
        expect(crossing.witness === undefined).toBe(may.isEmpty);
        if (must.id === may.id) expect(crossing.because).toEqual([]);
      }
      for (const fact of facts) {
        const peers = units.filter(({ peer }) => peer === fact.peer);
        for (const own of fact.units) {
          const open = peers.filter(({ groups }) => {
            const ends = groups.flatMap((p) =>
              (units[own]?.groups ?? []).map((o) => (fact.direction === 'ingress' ? [p, o] : [o, p])),
            );
            return ends.some(
              ([source, destination]) => !reach.flow(source!, destination!).may.intersect(sensitive).isEmpty,
            );
          });
          // Contracts only cover TCP 80, so the share on the sensitive port is that of the plain flows.
          expect(fact.sensitive.may).toBeCloseTo(open.length / peers.length);
        }
      }
    }),
    { numRuns: 400 },
  );
}, 60_000);

it('lists every ordered pair of parties once, sorted', () => {
  fc.assert(
    fc.property(randomCluster, ({ model }) => {
      const reach = Reachability.build(model);
      const { crossings, membership } = isolate(reach, tenancy, reach.ports.of('TCP', 5432));
      const parties = new Set(membership.units.map(({ party }) => party)).size;
      const keys = crossings.map(({ from, to }) => `${from}\n${to}`);
      expect(new Set(keys).size).toBe(keys.length);
      expect(keys).toHaveLength(parties * (parties - 1) + 2 * parties);
      expect(crossings.every((crossing, i) => i === 0 || (crossings[i - 1]?.from ?? '') <= crossing.from)).toBe(true);
    }),
    { numRuns: 50 },
  );
});

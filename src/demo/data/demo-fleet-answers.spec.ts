import { expect, it } from 'vitest';
import { crossingsBetween, linksBetween } from '#src/engine/fleet/fleet.js';
import { FleetMember } from '#src/engine/fleet/fleet-member.js';
import { parseTenancyRules } from '#src/engine/isolation/tenancy.js';
import { buildModel } from '#src/engine/model/build-model.js';
import { KNOWN_KINDS } from '#src/engine/model/known-kinds.js';
import { factsOf } from '../../../test/support/network-model.js';
import { demoClusters } from './demo-clusters.js';
import { demoTenants } from './demo-tenants.js';

const tenancy = parseTenancyRules({
  tenants: demoTenants().map(({ slug, name, tier }) => ({ slug, name, tier })),
  rules: demoTenants().flatMap(({ slug, rules }) => rules.map((rule) => ({ tenant: slug, ...rule }))),
});
const coverage = [...KNOWN_KINDS.keys()].map((kind) => ({ kind, state: 'COMPLETE', items: 0 }) as const);
const fleet = new Map(
  demoClusters().map(({ name, objects }) => {
    const model = buildModel({ ...factsOf(objects, 'live'), coverage });
    return [name, new FleetMember(name, model, tenancy)];
  }),
);
const between = (from: string, to: string) => crossingsBetween(fleet.get(from)!, fleet.get(to)!);

it('joins the prod clusters for certain, and staging to nobody', () => {
  const technologies = (from: string, to: string) =>
    linksBetween(fleet.get(from)!, fleet.get(to)!)
      .filter(({ premise, kind }) => premise === 'proven' && kind === 'R1')
      .map(({ technology }) => technology);
  expect(technologies('prod-eu', 'prod-us')).toEqual(['submariner']);
  expect(technologies('prod-us', 'prod-eu')).toEqual(['submariner']);
  expect(technologies('staging', 'prod-eu')).toEqual([]);
});

it('lets blog of prod-eu into the orders of shop in prod-us, and nobody into payments', () => {
  const crossings = between('prod-eu', 'prod-us').filter(({ technology }) => technology === 'submariner');
  const from = (party: string, to: string) => crossings.find((one) => one.from.party === party && one.to.party === to);
  expect(from('blog', 'shop')).toMatchObject({
    verdict: 'allowed',
    must: 'TCP 5432',
    because: [],
    witness: { from: { name: 'wordpress' }, to: { name: 'orders-db' } },
  });
  expect(from('blog', 'payments')).toMatchObject({
    verdict: 'denied',
    barriers: [expect.stringContaining('payments')],
  });
});

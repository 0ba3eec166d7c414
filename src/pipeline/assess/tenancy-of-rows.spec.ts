import { expect, it } from 'vitest';
import type { TenantRow } from '#src/adapters/store/tenants.repository.js';
import { tenancyOfRows } from './tenancy-of-rows.js';

function tenant(slug: string, ...rules: { clusterId: number | null; namespaceGlob: string | null }[]): TenantRow {
  const row = { id: 1, slug, name: slug.toUpperCase(), tier: 2, declaredPorts: [], contracts: [] };
  return {
    ...row,
    rules: rules.map((rule, i) => ({ id: `r${i}`, namespaceLabel: null, podSelector: null, ...rule })),
  } as unknown as TenantRow;
}

it('keeps rules for all clusters and for this one', () => {
  const rows = [
    tenant(
      'shop',
      { clusterId: null, namespaceGlob: 'shop-*' },
      { clusterId: 7, namespaceGlob: 'legacy' },
      { clusterId: 8, namespaceGlob: 'other' },
    ),
  ];
  expect(tenancyOfRows(rows, 7).rules.map(({ namespaceGlob }) => namespaceGlob)).toEqual(['shop-*', 'legacy']);
});

it('does not depend on the order of rows', () => {
  const shop = tenant('shop', { clusterId: null, namespaceGlob: 'shop' });
  const blog = tenant('blog', { clusterId: null, namespaceGlob: 'blog' });
  expect(tenancyOfRows([shop, blog], 1)).toEqual(tenancyOfRows([blog, shop], 1));
});

it('takes tenants without rules: namespace labels may still name them', () => {
  expect(tenancyOfRows([tenant('shop')], 1)).toMatchObject({
    tenants: [{ slug: 'shop', name: 'SHOP', tier: 2 }],
    rules: [],
  });
});

import { expect, it } from 'vitest';
import { type RegisteredTenant, registeredTenancy } from './registered-tenancy.js';

function tenant(
  slug: string,
  ...rules: { clusterId: number | null; namespaceGlob: string | null }[]
): RegisteredTenant {
  const row = { slug, name: slug.toUpperCase(), tier: 2, declaredPorts: [], contracts: [] };
  return {
    ...row,
    rules: rules.map((rule, i) => ({ id: `r${i}`, namespaceLabel: null, podSelector: null, ...rule })),
  };
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
  expect(registeredTenancy(rows, 7).rules.map(({ namespaceGlob }) => namespaceGlob)).toEqual(['shop-*', 'legacy']);
});

it('does not depend on the order of rows', () => {
  const shop = tenant('shop', { clusterId: null, namespaceGlob: 'shop' });
  const blog = tenant('blog', { clusterId: null, namespaceGlob: 'blog' });
  expect(registeredTenancy([shop, blog], 1)).toEqual(registeredTenancy([blog, shop], 1));
});

it('takes tenants without rules: namespace labels may still name them', () => {
  expect(registeredTenancy([tenant('shop')], 1)).toMatchObject({
    tenants: [{ slug: 'shop', name: 'SHOP', tier: 2 }],
    rules: [],
  });
});

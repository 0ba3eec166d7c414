/** A tenant as `POST /api/v1/tenants` takes it. */
export interface DemoTenant {
  readonly slug: string;
  readonly name: string;
  /** 0 public … 3 regulated. */
  readonly tier: 0 | 1 | 2 | 3;
  readonly dataClass: string;
  readonly contacts: readonly string[];
  readonly declaredPorts: readonly { readonly protocol: 'TCP'; readonly port: number; readonly description: string }[];
  readonly contracts: readonly { readonly from: string; readonly to: string; readonly ports: string }[];
  readonly rules: readonly { readonly namespaceGlob: string }[];
}

/** The tenants of the demo, strongest demand first. */
export function demoTenants(): readonly DemoTenant[] {
  return [
    {
      slug: 'payments',
      name: 'Payments',
      tier: 3,
      dataClass: 'pci',
      contacts: ['payments@example.com'],
      declaredPorts: [{ protocol: 'TCP', port: 8443, description: 'Gateway, for customers and partners' }],
      contracts: [{ from: 'shop', to: 'payments', ports: 'TCP 8443' }],
      rules: [{ namespaceGlob: 'payments-*' }],
    },
    {
      slug: 'shop',
      name: 'Web shop',
      tier: 2,
      dataClass: 'personal',
      contacts: ['shop@example.com'],
      declaredPorts: [{ protocol: 'TCP', port: 8080, description: 'Storefront' }],
      contracts: [],
      rules: [{ namespaceGlob: 'shop' }, { namespaceGlob: 'shop-*' }],
    },
    {
      slug: 'blog',
      name: 'Company blog',
      tier: 0,
      dataClass: 'public',
      contacts: ['blog@example.com'],
      declaredPorts: [{ protocol: 'TCP', port: 80, description: 'WordPress' }],
      contracts: [],
      rules: [{ namespaceGlob: 'blog' }],
    },
  ];
}

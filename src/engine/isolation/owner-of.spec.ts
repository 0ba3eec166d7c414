import { describe, expect, it } from 'vitest';
import { buildModel } from '../model/build-model.js';
import type { PodGroup } from '../model/pod-group.js';
import type { RawObject } from '../model/raw-object.js';
import { OwnerChain, type Ownership } from './owner-of.js';
import { partyName } from './party.js';
import { parseTenancyRules } from './tenancy.js';

function group(namespace: string, labels: Record<string, string> = {}): PodGroup {
  return {
    namespace,
    owner: { kind: 'Deployment', name: 'web' },
    labels,
    serviceAccount: 'default',
    hostNetwork: false,
    ports: [],
    images: [],
    automountToken: null,
    annotations: {},
    members: [{ name: 'web-0', ips: [] }],
    fromTemplate: false,
  };
}

interface Given {
  readonly name?: string;
  readonly labels?: Record<string, string>;
  readonly annotations?: Record<string, string>;
  readonly owners?: RawObject['metadata']['ownerReferences'];
  readonly pod?: Record<string, string>;
  readonly tenancy?: unknown;
}

function ownerOf({ name = 'ns', labels = {}, annotations = {}, owners, pod, tenancy = {} }: Given): Ownership {
  const metadata = { name, labels, annotations, ...(owners === undefined ? {} : { ownerReferences: owners }) };
  const pods = group(name, pod);
  const model = buildModel({
    cluster: { name: 'prod' },
    observedAt: '2026-11-22T03:00:00Z',
    objects: [{ apiVersion: 'v1', kind: 'Namespace', metadata }],
    podGroups: [pods],
    coverage: [],
    origin: 'offline',
  });
  return new OwnerChain(model, parseTenancyRules(tenancy)).ownerOf(pods);
}

const rules = (...list: object[]): object => ({ rules: list });

describe('the chain of scoring §4', () => {
  it.each<{ name: string; given: Given; party: string; rule: string }>([
    {
      name: 'registration by pattern',
      given: { tenancy: rules({ id: 'r', tenant: 'shop', namespaceGlob: 'n*' }) },
      party: 'shop',
      rule: 'registration:r',
    },
    {
      name: 'registration by pods',
      given: {
        pod: { app: 'web' },
        tenancy: rules(
          { tenant: 'all', namespaceGlob: 'ns' },
          { tenant: 'web', podSelector: { matchLabels: { app: 'web' } } },
        ),
      },
      party: 'web',
      rule: 'registration:1',
    },
    {
      name: 'an exact namespace before a pattern, whatever the order',
      given: { tenancy: rules({ tenant: 'wide', namespaceGlob: '*' }, { tenant: 'exact', namespaceGlob: 'ns' }) },
      party: 'exact',
      rule: 'registration:1',
    },
    {
      name: 'registration before override',
      given: {
        labels: { p: 'x' },
        tenancy: rules({ tenant: 'override', namespaceLabel: 'p=x' }, { tenant: 'registered', namespaceGlob: 'ns' }),
      },
      party: 'registered',
      rule: 'registration:1',
    },
    {
      name: 'override before labels',
      given: { labels: { p: 'x', tenant: 'label' }, tenancy: rules({ tenant: 'mapped', namespaceLabel: 'p=x' }) },
      party: 'mapped',
      rule: 'override:0',
    },
    {
      name: 'a virtual cluster by pod',
      given: { labels: { tenant: 'host' }, pod: { 'vcluster.loft.sh/managed-by': 'vc-1' } },
      party: 'vc-1',
      rule: 'pod-label:vcluster.loft.sh/managed-by',
    },
    {
      name: 'a configured key first',
      given: { labels: { owner: 'x', 'capsule.clastix.io/tenant': 'oil' }, tenancy: { labelKeys: ['owner'] } },
      party: 'x',
      rule: 'namespace-label:owner',
    },
    {
      name: 'Capsule',
      given: { labels: { 'capsule.clastix.io/tenant': 'oil', team: 'z' } },
      party: 'oil',
      rule: 'namespace-label:capsule.clastix.io/tenant',
    },
    {
      name: 'the root of hierarchical namespaces',
      given: {
        labels: {
          'ns.tree.hnc.x-k8s.io/depth': '0',
          'team.tree.hnc.x-k8s.io/depth': '1',
          'org.tree.hnc.x-k8s.io/depth': '2',
        },
      },
      party: 'org',
      rule: 'namespace-label:*.tree.hnc.x-k8s.io/depth',
    },
    {
      name: 'a Rancher project of this cluster',
      given: { labels: { 'field.cattle.io/projectId': 'p-x7k' } },
      party: 'prod-p-x7k',
      rule: 'namespace-label:field.cattle.io/projectId',
    },
    {
      name: 'a Rancher project with its cluster',
      given: { annotations: { 'field.cattle.io/projectId': 'c-m1:p-x7k' } },
      party: 'c-m1-p-x7k',
      rule: 'namespace-label:field.cattle.io/projectId',
    },
    {
      name: 'KubeSphere',
      given: { labels: { 'kubesphere.io/workspace': 'ws' } },
      party: 'ws',
      rule: 'namespace-label:kubesphere.io/workspace',
    },
    {
      name: 'tenant before team',
      given: { labels: { team: 'b', tenant: 'a' } },
      party: 'a',
      rule: 'namespace-label:tenant',
    },
    {
      name: 'a Capsule owner',
      given: { owners: [{ apiVersion: 'capsule.clastix.io/v1beta2', kind: 'Tenant', name: 'gas' }] },
      party: 'gas',
      rule: 'owner:capsule.clastix.io/Tenant',
    },
    { name: 'nobody', given: {}, party: 'unowned', rule: 'default:unowned' },
    {
      name: 'a tenant of its own, on request',
      given: { tenancy: { unassigned: 'namespace' } },
      party: 'ns',
      rule: 'default:namespace',
    },
    {
      name: 'a system namespace, whatever its labels say',
      given: { name: 'kube-system', labels: { tenant: 'mine' } },
      party: 'shared',
      rule: 'system:kubernetes',
    },
    { name: 'a shared service by habit', given: { name: 'ingress-nginx' }, party: 'shared', rule: 'system:ingress' },
    {
      name: 'a tenant that owns such a name',
      given: { name: 'monitoring', labels: { tenant: 'ops' } },
      party: 'ops',
      rule: 'namespace-label:tenant',
    },
    {
      name: 'a registered system namespace',
      given: { name: 'kube-system', tenancy: rules({ tenant: 'ops', namespaceGlob: 'kube-*' }) },
      party: 'ops',
      rule: 'registration:0',
    },
    {
      name: 'a label in capitals',
      given: { labels: { tenant: 'Web.Shop' } },
      party: 'web-shop',
      rule: 'namespace-label:tenant',
    },
  ])('$name', ({ given, party, rule }) => {
    const owner = ownerOf(given);
    expect([partyName(owner.party), owner.rule, owner.conflicts]).toEqual([party, rule, []]);
  });

  it.each<{ name: string; given: Given; conflicts: string[] }>([
    {
      name: 'two patterns',
      given: { tenancy: rules({ tenant: 'a', namespaceGlob: 'n*' }, { tenant: 'b', namespaceGlob: '*s' }) },
      conflicts: ['b'],
    },
    {
      name: 'two products',
      given: { labels: { 'capsule.clastix.io/tenant': 'a', 'kubesphere.io/workspace': 'b' } },
      conflicts: ['b'],
    },
    {
      name: 'two names for one tenant',
      given: { tenancy: rules({ tenant: 'a', namespaceGlob: 'n*' }, { tenant: 'a', namespaceGlob: '*s' }) },
      conflicts: [],
    },
  ])('reports conflicts of equal rank: $name', ({ given, conflicts }) => {
    expect(ownerOf(given)).toMatchObject({ party: { slug: 'a' }, conflicts });
  });

  it.each(['shared', 'unowned', 'external', 'Shared'])('refuses the reserved name %s', (tenant) => {
    expect(ownerOf({ labels: { tenant } })).toMatchObject({
      party: { kind: 'unowned' },
      refused: tenant.toLowerCase(),
    });
  });

  it('knows which owners rest on labels', () => {
    expect(ownerOf({ labels: { tenant: 'a' } }).byLabel).toBe(true);
    expect(ownerOf({ tenancy: rules({ tenant: 'a', namespaceGlob: 'ns' }) }).byLabel).toBe(false);
  });
});

it.each([
  { name: 'a reserved slug', given: { tenants: [{ slug: 'shared' }] }, field: 'tenants.0.slug' },
  { name: 'a slug with capitals', given: { tenants: [{ slug: 'Shop' }] }, field: 'tenants.0.slug' },
  { name: 'a slug twice', given: { tenants: [{ slug: 'a' }, { slug: 'a' }] }, field: 'tenants.1.slug' },
  { name: 'an unknown tier', given: { tenants: [{ slug: 'a', tier: 4 }] }, field: 'tenants.0.tier' },
  {
    name: 'a port that does not exist',
    given: { tenants: [{ slug: 'a', declaredPorts: [{ port: 70_000 }] }] },
    field: 'tenants.0.declaredPorts.0.port',
  },
  {
    name: 'ports nobody can read',
    given: { tenants: [{ slug: 'a', contracts: [{ from: 'b', to: 'a', ports: 'http' }] }] },
    field: 'tenants.0.contracts.0.ports',
  },
  { name: 'a rule without a condition', given: { rules: [{ tenant: 'a' }] }, field: 'rules.0' },
  {
    name: 'a label without a value',
    given: { rules: [{ tenant: 'a', namespaceLabel: 'team' }] },
    field: 'rules.0.namespaceLabel',
  },
  { name: 'an unknown field', given: { tenant: [] }, field: 'tenancy' },
])('refuses tenancy rules with $name, naming the field', ({ given, field }) => {
  expect(() => parseTenancyRules(given)).toThrow(
    expect.objectContaining({ code: 'INPUT.INVALID', facts: { fields: [expect.objectContaining({ field })] } }),
  );
});

import { z } from 'zod';
import type { TenantRow } from '#src/adapters/store/tenants.repository.js';
import type { ClusterRef } from '../clusters/cluster.view.js';
import { tenantView, type TenantView } from './tenant.view.js';

const texts = z.array(z.string()).catch([]);
const ports = tenantView.shape.declaredPorts.element.partial({ description: true });

/** The answer about one tenant. `clusters`: names of the clusters its rules mention, by row id. */
export function tenantViewOf(row: TenantRow, clusters: ReadonlyMap<number, ClusterRef>): TenantView {
  const { origin, contracts } = tenantView.shape;
  return {
    id: row.uid,
    slug: row.slug,
    name: row.name,
    tier: row.tier,
    contacts: texts.parse(row.contacts),
    dataClass: row.dataClass,
    declaredPorts: z
      .array(ports)
      .catch([])
      .parse(row.declaredPorts)
      .map((port) => ({ ...port, description: port.description ?? null })),
    contracts: contracts.catch([]).parse(row.contracts),
    origin: origin.parse(row.origin),
    rules: row.rules.map((rule) => ({
      id: rule.id,
      cluster: rule.clusterId === null ? null : refOf(clusters.get(rule.clusterId)),
      namespaceGlob: rule.namespaceGlob,
      namespaceLabel: rule.namespaceLabel,
      podSelector: rule.podSelector,
      validFrom: rule.validFrom.toISOString(),
    })),
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}

function refOf(cluster: ClusterRef | undefined): ClusterRef | null {
  return cluster === undefined ? null : { id: cluster.id, name: cluster.name };
}

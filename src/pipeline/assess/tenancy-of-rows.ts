import type { TenantRow } from '#src/adapters/store/tenants.repository.js';
import { parseTenancyRules, type TenancyRules } from '#src/engine/isolation/tenancy.js';

/**
 * The registry as the engine reads it for one cluster: every tenant, and the rules in force for all clusters or for this
 * one. Sorted, so that equal registries give equal judgements. A tenant that was only discovered gives no rule.
 * @throws Problem `INPUT.INVALID` when a stored tenant is not valid any more
 */
export function tenancyOfRows(tenants: readonly TenantRow[], clusterId: number): TenancyRules {
  const sorted = [...tenants].sort((a, b) => (a.slug < b.slug ? -1 : 1));
  return parseTenancyRules({
    tenants: sorted.map(({ slug, name, tier, declaredPorts, contracts }) => ({
      slug,
      name,
      tier,
      declaredPorts,
      contracts,
    })),
    rules: sorted.flatMap(({ slug, rules }) =>
      rules
        .filter((rule) => rule.clusterId === null || rule.clusterId === clusterId)
        .map(({ id, namespaceGlob, namespaceLabel, podSelector }) => ({
          id,
          tenant: slug,
          ...(namespaceGlob === null ? {} : { namespaceGlob }),
          ...(namespaceLabel === null ? {} : { namespaceLabel }),
          ...(podSelector === null ? {} : { podSelector }),
        })),
    ),
  });
}

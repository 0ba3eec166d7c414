import { parseTenancyRules, type TenancyRules } from './tenancy.js';

/** A tenant as the registry keeps it; what the engine reads of it is checked here. */
export interface RegisteredTenant {
  readonly slug: string;
  readonly name: string;
  readonly tier: number | null;
  readonly declaredPorts: unknown;
  readonly contracts: unknown;
  readonly rules: readonly {
    readonly id: string;
    /** Row id of the only cluster the rule is for; null for all clusters. */
    readonly clusterId: number | null;
    readonly namespaceGlob: string | null;
    readonly namespaceLabel: string | null;
    readonly podSelector: unknown;
  }[];
}

/**
 * The registry as the engine reads it for one cluster: every tenant, and the rules in force for all clusters or for this
 * one. Sorted, so that equal registries give equal judgements. A tenant that was only discovered gives no rule.
 * @throws Problem `INPUT.INVALID` when a stored tenant is not valid any more
 */
export function registeredTenancy(tenants: readonly RegisteredTenant[], clusterId: number): TenancyRules {
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

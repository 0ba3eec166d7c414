/**
 * Who stands at one end of a crossing. Written as one string in answers:
 * the tenant's slug, or `shared`, `unowned`, `external`.
 */
export type Party =
  | { readonly kind: 'tenant'; readonly slug: string }
  /** System and shared services, reachable inside their contract. */
  | { readonly kind: 'shared' }
  /** Namespaces that no rule assigns to a tenant. */
  | { readonly kind: 'unowned' }
  /** Addresses outside the cluster. */
  | { readonly kind: 'external' };

/** Slugs a tenant may not take, because they name the other parties. */
export const RESERVED_SLUGS = ['shared', 'unowned', 'external'] as const;

/** The party as answers print it. */
export function partyName(party: Party): string {
  return party.kind === 'tenant' ? party.slug : party.kind;
}

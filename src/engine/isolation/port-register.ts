import type { EntryFlow } from './entry-exposure.js';
import type { TenancyRules } from './tenancy.js';

/** Is this door in the tenant's port register? It counts by its outer port or by the port of the pod. */
export function isDeclaredEntry(tenancy: TenancyRules, tenant: string, { entry, target }: EntryFlow): boolean {
  const register = tenancy.tenants.find(({ slug }) => slug === tenant)?.declaredPorts ?? [];
  return register.some(
    ({ protocol, port }) => protocol === target.protocol && (port === entry.port || port === target.port),
  );
}

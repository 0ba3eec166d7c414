import type { z } from 'zod';
import type { meView } from './api-key.view.js';
import { permissionsOf } from './role.js';
import type { Scope } from './scope.js';

/** Who the caller is and what it may do. */
export function meOf({ principal, tenants }: Scope): z.infer<typeof meView> {
  return {
    principal: principal.id,
    name: principal.name,
    role: principal.role,
    permissions: [...permissionsOf(principal.role)],
    tenants: tenants === null ? null : tenants.map(({ slug }) => slug).sort(),
  };
}

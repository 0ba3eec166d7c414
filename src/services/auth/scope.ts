import type { Scope as RowScope } from '#src/adapters/store/scope.js';
import { Problem } from '#src/lib/problem.js';
import type { Permission } from './permission.js';
import { permits, type Role } from './role.js';

/** Who asks. */
export interface Principal {
  /** `api-key:<keyId>`, or `system` for the service itself. */
  readonly id: string;
  readonly name: string;
  readonly role: Role;
}

/** One tenant a scope includes. */
export interface ScopedTenant {
  readonly id: number;
  readonly slug: string;
}

/**
 * Who asks and which tenants it may see. Every use case takes one: no reader without it exists.
 * Invariant: `tenants` is null (everything) unless the principal is restricted to the tenants listed.
 */
export class Scope {
  private constructor(
    readonly principal: Principal,
    /** Null: all tenants. Otherwise only these, and never the name of another one. */
    readonly tenants: readonly ScopedTenant[] | null,
    /** The same as row ids, for the repositories. */
    readonly rows: RowScope,
  ) {}

  /** Sees every tenant. */
  static all(principal: Principal): Scope {
    return new Scope(principal, null, { tenants: 'all', clusters: 'all' });
  }

  /** Sees these tenants, and the clusters they are in, only; even when the lists are empty. */
  static of(principal: Principal, tenants: readonly ScopedTenant[], clusterIds: readonly number[]): Scope {
    return new Scope(principal, tenants, { tenants: tenants.map(({ id }) => id), clusters: clusterIds });
  }

  /** The service acting on its own behalf: bootstrap and the demo. */
  static system(): Scope {
    return Scope.all({ id: 'system', name: 'system', role: 'admin' });
  }

  /** True when some tenants are hidden, so names of others must be masked. */
  get isRestricted(): boolean {
    return this.tenants !== null;
  }

  /** Whether a tenant of this slug is visible. */
  includes(slug: string): boolean {
    return this.tenants === null || this.tenants.some((tenant) => tenant.slug === slug);
  }

  can(permission: Permission): boolean {
    return permits(this.principal.role, permission);
  }

  /** @throws Problem `AUTH.FORBIDDEN` when the role does not permit the action. */
  require(permission: Permission): void {
    if (this.can(permission)) return;
    throw new Problem('AUTH.FORBIDDEN', `The role ${this.principal.role} does not permit ${permission}`, {
      permission,
    });
  }
}

import { createHmac } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { TenantsRepository } from '#src/adapters/store/tenants.repository.js';
import { ApiKeyPeppers } from '../auth/api-key-peppers.js';
import type { Scope } from '../auth/scope.js';
import { Membership } from '../tenants/membership.js';
import { NameMask } from './name-mask.js';

/** Knows which names a caller must not read. */
@Injectable()
export class Neighbours {
  /** One mask for each request: a scope lives as long as the request that made it. */
  private readonly masks = new WeakMap<Scope, Promise<NameMask>>();

  constructor(
    private readonly tenants: TenantsRepository,
    private readonly membership: Membership,
    private readonly peppers: ApiKeyPeppers,
  ) {}

  /** The mask for a caller's answers. */
  maskFor(scope: Scope): Promise<NameMask> {
    if (!scope.isRestricted) return Promise.resolve(NameMask.none);
    const known = this.masks.get(scope) ?? this.build(scope);
    this.masks.set(scope, known);
    return known;
  }

  private async build(scope: Scope): Promise<NameMask> {
    const visible = new Set(scope.tenants?.map(({ slug }) => slug));
    const clusterIds = scope.rows.clusters === 'all' ? [] : scope.rows.clusters;
    const [names, owned, namespaces] = await Promise.all([
      this.tenants.names(),
      this.membership.inClusters(clusterIds),
      this.tenants.namespacesIn(clusterIds),
    ]);
    const ownNamespaces = new Set(
      owned.filter(({ tenant }) => visible.has(tenant)).flatMap((member) => member.namespaces),
    );
    const foreign = new Set<string>();
    for (const { slug, name } of names) {
      if (visible.has(slug)) continue;
      foreign.add(slug);
      if (name.length > 2) foreign.add(name);
    }
    for (const namespace of namespaces) if (!ownNamespaces.has(namespace)) foreign.add(namespace);
    for (const slug of visible) foreign.delete(slug);
    return new NameMask({ visible, ownNamespaces, foreign, pseudonym: this.pseudonymFor(visible) });
  }

  /** Salted with what the caller sees: two tenants cannot compare notes about a third. */
  private pseudonymFor(visible: ReadonlySet<string>): (name: string) => string {
    const salt = [...visible].sort().join(',');
    return (name) => {
      const mac = createHmac('sha256', this.peppers.current).update(`pseudonym\0${salt}\0${name}`).digest('hex');
      return `neighbour-${mac.slice(0, 10)}`;
    };
  }
}

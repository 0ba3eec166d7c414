import { Injectable } from '@nestjs/common';
import { ApiKeysRepository } from '#src/adapters/store/api-keys.repository.js';
import { EVERYTHING, type Scope } from '#src/adapters/store/scope.js';

const API_KEY = 'api-key:';

/** The rights of whoever set something up, as they are now: periodic work must not outlive them (exports §2). */
@Injectable()
export class CreatorScope {
  constructor(private readonly apiKeys: ApiKeysRepository) {}

  /** What the creator may see at `now`; null when its key is gone, revoked or expired. */
  async of(createdBy: string, now: Date): Promise<Scope | null> {
    if (createdBy === 'system') return EVERYTHING;
    if (!createdBy.startsWith(API_KEY)) return null;
    const key = await this.apiKeys.findByKeyId(createdBy.slice(API_KEY.length));
    if (key === null || key.revokedAt !== null || key.expiresAt <= now) return null;
    if (key.allTenants) return EVERYTHING;
    const { tenants, clusterIds } = await this.apiKeys.reachOf(key.tenantIds);
    return { tenants: tenants.map(({ id }) => id), clusters: clusterIds };
  }
}

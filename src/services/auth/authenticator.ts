import { Inject, Injectable } from '@nestjs/common';
import { ApiKeysRepository } from '#src/adapters/store/api-keys.repository.js';
import { CLOCK } from '#src/config/config.token.js';
import type { Clock } from '#src/lib/clock.js';
import { Problem } from '#src/lib/problem.js';
import { ApiKeyPeppers } from './api-key-peppers.js';
import { matchesApiKey, parseApiKey } from './api-key-text.js';
import { ROLES, type Role } from './role.js';
import { Scope } from './scope.js';

/** Turns what a caller presents into who it is. One answer for every failure, so that nothing can be learned from it. */
@Injectable()
export class Authenticator {
  constructor(
    private readonly keys: ApiKeysRepository,
    private readonly peppers: ApiKeyPeppers,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @throws Problem `AUTH.REQUIRED` when the key is unknown, wrong, expired or revoked. */
  async authenticate(token: string): Promise<Scope> {
    const key = parseApiKey(token);
    const row = key === null ? null : await this.keys.findByKeyId(key.keyId);
    if (key === null || row === null || !matchesApiKey(key, row.hash, this.peppers.all)) throw refused();
    const role = ROLES.find((known) => known === row.role);
    if (role === undefined || row.revokedAt !== null || row.expiresAt <= this.clock.now()) throw refused();
    await this.keys.touch(row.id);
    return this.scopeOf(row, role);
  }

  private async scopeOf(
    row: {
      readonly keyId: string;
      readonly name: string;
      readonly allTenants: boolean;
      readonly tenantIds: readonly number[];
    },
    role: Role,
  ): Promise<Scope> {
    const principal = { id: `api-key:${row.keyId}`, name: row.name, role };
    if (row.allTenants) return Scope.all(principal);
    const { tenants, clusterIds } = await this.keys.reachOf(row.tenantIds);
    return Scope.of(principal, tenants, clusterIds);
  }
}

function refused(): Problem {
  return new Problem('AUTH.REQUIRED', 'The API key is not valid: it is unknown, expired or revoked');
}

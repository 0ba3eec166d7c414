import { Injectable } from '@nestjs/common';
import { SealedSecretsRepository } from '#src/adapters/store/sealed-secrets.repository.js';
import { Vault } from '#src/adapters/vault/vault.js';
import type { Scope } from './scope.js';

/** Moves stored secrets to the newest master key, after which older keys can be taken away. */
@Injectable()
export class SecretRotationService {
  constructor(
    private readonly secrets: SealedSecretsRepository,
    private readonly vault: Vault,
  ) {}

  /** @returns how many secrets were rewrapped @throws Problem `CREDENTIAL.UNREADABLE` when an older key is missing already */
  rotate(scope: Scope): Promise<number> {
    return this.secrets.rewrapAll(
      ({ record, binding }) => (this.vault.isCurrent(record) ? null : this.vault.rewrap(record, binding)),
      (count) => ({ principal: scope.principal.id, action: 'secrets.rotate', subject: 'secrets', facts: { count } }),
    );
  }
}

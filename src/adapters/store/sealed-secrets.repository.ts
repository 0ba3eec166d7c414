import { Injectable } from '@nestjs/common';
import type { SealBinding, SealedRecord } from '#src/adapters/vault/vault.js';
import { recordAudit, type AuditEntry } from './audit.repository.js';
import { Store } from './store.js';
import { subscriptionSecretBinding } from './subscriptions.repository.js';

/** A sealed secret with the row it is bound to. */
export interface BoundSecret {
  readonly record: SealedRecord;
  readonly binding: SealBinding;
}

/** Gives a sealed secret another wrapping; null leaves it as it is. */
export type Rewrap = (secret: BoundSecret) => SealedRecord | null;

/** Every secret the service keeps encrypted, for rotating master keys. */
@Injectable()
export class SealedSecretsRepository {
  constructor(private readonly store: Store) {}

  /**
   * Rewraps every secret in one transaction: either all of them move to the new key or none does. Secrets replaced
   * meanwhile keep what the replacement wrote. Returns how many were rewritten.
   */
  rewrapAll(rewrap: Rewrap, audit: (count: number) => AuditEntry): Promise<number> {
    return this.store.transaction(async (tx) => {
      let count = 0;
      for (const { id, clusterId, version, ...record } of await tx.credential.findMany()) {
        const fresh = rewrap({ record, binding: { table: 'credential', clusterId, recordId: id, version } });
        if (fresh === null) continue;
        const data = { kid: fresh.kid, wrappedKey: Uint8Array.from(fresh.wrappedKey) };
        count += (await tx.credential.updateMany({ where: { id, kid: record.kid }, data })).count;
      }
      for (const { id, ...record } of await tx.subscription.findMany()) {
        const fresh = rewrap({ record, binding: subscriptionSecretBinding(id) });
        if (fresh === null) continue;
        const data = { kid: fresh.kid, wrappedKey: Uint8Array.from(fresh.wrappedKey) };
        count += (await tx.subscription.updateMany({ where: { id, kid: record.kid }, data })).count;
      }
      await recordAudit(tx, audit(count));
      return count;
    });
  }
}

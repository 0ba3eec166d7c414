import { randomBytes } from 'node:crypto';
import type { MasterKey } from '#src/config/config.js';
import { Problem } from '#src/lib/problem.js';
import { Secret } from '#src/lib/secret.js';
import { openBox, sealBox } from './sealed-box.js';

/** The row a sealed record belongs to; opening it for any other row fails. */
export interface SealBinding {
  readonly table: string;
  readonly clusterId: number;
  readonly recordId: string;
  /** Version of the row's secret; grows when the secret is replaced, so that an old one cannot be put back. */
  readonly version: number;
}

/** What is stored: useless without the master key `kid`, and useless in another row. */
export interface SealedRecord {
  /** Id of the master key that wraps the data key. */
  readonly kid: string;
  readonly wrappedKey: Uint8Array;
  readonly ciphertext: Uint8Array;
}

const KEY_BYTES = 32;

/**
 * Envelope encryption of secrets at rest: a random data key for each record, wrapped by a master key. Rotation re-wraps
 * data keys ({@link rewrap}) and never touches the secrets, so it needs no downtime. Works on plain data, without a store.
 */
export class Vault {
  readonly #keys = new Map<string, Buffer>();
  readonly #current: MasterKey;

  /**
   * @param masterKeys newest first: the first wraps, all unwrap.
   * @throws Problem `CONFIG.INVALID` when there is none, a key is not 32 bytes or an id is used twice.
   */
  constructor(masterKeys: readonly MasterKey[]) {
    const [current] = masterKeys;
    if (current === undefined) throw new Problem('CONFIG.INVALID', 'FENCELINE_MASTER_KEYS: at least one key is needed');
    this.#current = current;
    for (const { kid, key } of masterKeys) {
      const bytes = Buffer.from(key.reveal(), 'base64');
      if (bytes.length !== KEY_BYTES) {
        throw new Problem('CONFIG.INVALID', `FENCELINE_MASTER_KEYS: key "${kid}" must be 32 bytes in base64`);
      }
      if (this.#keys.has(kid))
        throw new Problem('CONFIG.INVALID', `FENCELINE_MASTER_KEYS: key id "${kid}" is used twice`);
      this.#keys.set(kid, bytes);
    }
  }

  /** Encrypts a secret for one row. */
  seal(secret: Secret, binding: SealBinding): SealedRecord {
    const dataKey = randomBytes(KEY_BYTES);
    const ciphertext = sealBox(dataKey, Buffer.from(secret.reveal()), boundTo(binding));
    return { ...this.#wrap(dataKey, binding), ciphertext };
  }

  /** @throws Problem `CREDENTIAL.UNREADABLE` when the master key is gone, or the record was changed or moved. */
  open(record: SealedRecord, binding: SealBinding): Secret {
    const plain = openBox(this.#unwrap(record, binding), record.ciphertext, boundTo(binding));
    if (plain === undefined) throw unreadable(binding, 'the record was changed or belongs to another row');
    return new Secret(plain.toString());
  }

  /** Whether {@link rewrap} would change anything. */
  isCurrent(record: Pick<SealedRecord, 'kid'>): boolean {
    return record.kid === this.#current.kid;
  }

  /**
   * The same record under the newest master key; cipher text and binding stay as they are.
   * @throws Problem `CREDENTIAL.UNREADABLE` as {@link open}.
   */
  rewrap(record: SealedRecord, binding: SealBinding): SealedRecord {
    return { ...this.#wrap(this.#unwrap(record, binding), binding), ciphertext: record.ciphertext };
  }

  #wrap(dataKey: Buffer, binding: SealBinding): Pick<SealedRecord, 'kid' | 'wrappedKey'> {
    const { kid, key } = this.#current;
    const wrappedKey = sealBox(Buffer.from(key.reveal(), 'base64'), dataKey, wrappedFor(kid, binding));
    return { kid, wrappedKey };
  }

  #unwrap({ kid, wrappedKey }: SealedRecord, binding: SealBinding): Buffer {
    const key = this.#keys.get(kid);
    if (key === undefined) throw unreadable(binding, `master key "${kid}" is not in FENCELINE_MASTER_KEYS`);
    const dataKey = openBox(key, wrappedKey, wrappedFor(kid, binding));
    if (dataKey?.length !== KEY_BYTES) throw unreadable(binding, 'its data key was changed or belongs to another row');
    return dataKey;
  }
}

function boundTo({ table, clusterId, recordId, version }: SealBinding): string {
  return `${table}:${String(clusterId)}:${recordId}:${String(version)}`;
}

function wrappedFor(kid: string, binding: SealBinding): string {
  return `key:${kid}:${boundTo(binding)}`;
}

function unreadable(binding: SealBinding, reason: string): Problem {
  const message = `The stored credential cannot be decrypted: ${reason}. Restore the key or replace the credential`;
  return new Problem('CREDENTIAL.UNREADABLE', message, { clusterId: binding.clusterId });
}

import type { MasterKey } from '#src/config/config.js';
import { Problem } from '#src/lib/problem.js';
import { pepperOf } from './api-key-text.js';

/** Peppers of API key hashes, from the master keys: the first hashes new keys, all of them verify. */
export class ApiKeyPeppers {
  /** Hashes new keys. */
  readonly current: Buffer;
  /** Verify presented keys, newest first. */
  readonly all: readonly Buffer[];

  constructor(masterKeys: readonly MasterKey[]) {
    this.all = masterKeys.map(({ key }) => pepperOf(key));
    const [current] = this.all;
    if (current === undefined) throw new Problem('CONFIG.INVALID', 'FENCELINE_MASTER_KEYS: at least one key is needed');
    this.current = current;
  }
}

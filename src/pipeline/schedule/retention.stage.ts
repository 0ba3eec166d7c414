import { Inject, Injectable, Logger } from '@nestjs/common';
import { ExportsRepository } from '#src/adapters/store/exports.repository.js';
import { RetentionRepository } from '#src/adapters/store/retention.repository.js';
import { Store } from '#src/adapters/store/store.js';
import { CONFIG } from '#src/config/config.token.js';
import type { Config } from '#src/config/config.js';

const DAY_MS = 86_400_000;

/** Forgets what is older than the configuration keeps. */
@Injectable()
export class RetentionStage {
  readonly #log = new Logger('Retention');

  constructor(
    private readonly retention: RetentionRepository,
    private readonly exports: ExportsRepository,
    private readonly store: Store,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async run(): Promise<void> {
    const { retention } = this.config;
    const report = await this.retention.enforce(retention);
    const cutoff = new Date((await this.store.now()).getTime() - retention.days * DAY_MS);
    const exports = await this.exports.removeOlderThan(cutoff);
    this.#log.log(`Retention of ${retention.days} days: ${JSON.stringify({ ...report, exports })}`);
  }
}

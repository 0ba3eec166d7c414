import { Injectable, Logger } from '@nestjs/common';
import { ExportsRepository } from '#src/adapters/store/exports.repository.js';
import { Store } from '#src/adapters/store/store.js';
import { messageOf } from '#src/lib/problem.js';
import { CreatorScope } from './creator-scope.js';
import { nextRun } from './next-run.js';

const BATCH = 50;

/**
 * Queues the exports whose schedule has come due, with the rights its creator has now. A missed period runs once, late;
 * the next one lies in the future. A schedule nobody stands behind any more is switched off.
 */
@Injectable()
export class DueExports {
  readonly #log = new Logger('Tick');

  constructor(
    private readonly exports: ExportsRepository,
    private readonly creators: CreatorScope,
    private readonly store: Store,
  ) {}

  async run(): Promise<void> {
    const due = await this.exports.dueSchedules(BATCH);
    if (due.length === 0) return;
    const now = await this.store.now();
    for (const schedule of due) {
      const next = this.#next(schedule, now);
      const scope = await this.creators.of(schedule.createdBy, now);
      if (scope === null)
        this.#log.warn(`Export schedule "${schedule.name}" is switched off: its creator has no access any more`);
      if (next === undefined || scope === null) await this.exports.stopSchedule(schedule.id);
      else await this.exports.runSchedule(schedule, scope, next);
    }
  }

  #next(
    { name, cron, timezone }: { name: string; cron: string; timezone: string },
    now: Date,
  ): Date | null | undefined {
    try {
      return nextRun(cron, timezone, now);
    } catch (error) {
      this.#log.error(`Export schedule "${name}" is switched off: ${messageOf(error)}`);
      return undefined;
    }
  }
}

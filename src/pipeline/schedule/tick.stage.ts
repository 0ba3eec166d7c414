import { Injectable, Logger } from '@nestjs/common';
import { AssessmentBacklog } from '#src/adapters/store/assessment-backlog.repository.js';
import { DeliveriesRepository } from '#src/adapters/store/deliveries.repository.js';
import { ExportsRepository } from '#src/adapters/store/exports.repository.js';
import { RunsRepository } from '#src/adapters/store/runs.repository.js';
import { JobProducer } from '#src/adapters/queue/job-producer.js';
import type { JobName, Jobs } from '#src/adapters/queue/jobs.js';
import { messageOf } from '#src/lib/problem.js';
import { DueExports } from './due-exports.js';
import { RetentionClock } from './retention-clock.js';

/** Rows of one kind turned into jobs in one tick; what is left over is due at the next one. */
const BATCH = 200;
const DELIVERIES_PER_RECEIVER = 20;

/**
 * Finds everything that is due in PostgreSQL and makes jobs of it. Since it looks at rows and never remembers, whatever
 * was lost with a queue, a worker or a restart is asked for again (reliability §2.1, §2.6).
 */
@Injectable()
export class TickStage {
  readonly #log = new Logger('Tick');

  constructor(
    private readonly runs: RunsRepository,
    private readonly backlog: AssessmentBacklog,
    private readonly deliveries: DeliveriesRepository,
    private readonly exports: ExportsRepository,
    private readonly dueExports: DueExports,
    private readonly retention: RetentionClock,
    private readonly producer: JobProducer,
  ) {}

  /** One kind of work that fails does not hold up the others. */
  async run(): Promise<void> {
    await this.#step('abandoned runs', () => this.runs.reclaimAbandoned());
    await this.#step('due clusters', () => this.runs.requestDue(BATCH));
    await this.#step('runs', async () => this.#add('collect', await this.runs.due(BATCH), (run) => run));
    await this.#step('assessments', async () => this.#add('assess', await this.backlog.next(BATCH), (entry) => entry));
    await this.#step('events', async () =>
      this.#add('relay', (await this.deliveries.hasEvents()) ? [null] : [], () => ({})),
    );
    await this.#step('deliveries', async () => {
      const due = await this.deliveries.due(BATCH, DELIVERIES_PER_RECEIVER);
      await this.#add('deliver', due, (deliveryId) => ({ deliveryId }));
    });
    await this.#step('export schedules', () => this.dueExports.run());
    await this.#step('exports', async () => {
      await this.#add('export', await this.exports.unfinished(BATCH), (exportId) => ({ exportId }));
    });
    await this.#step('retention', async () => this.#add('retention', this.retention.isDue() ? [null] : [], () => ({})));
  }

  async #add<N extends JobName, Row>(name: N, rows: readonly Row[], payload: (row: Row) => Jobs[N]): Promise<void> {
    for (const row of rows) await this.producer.add(name, payload(row));
  }

  async #step(what: string, work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#log.warn(`Looking for ${what} failed, next try at the next tick: ${messageOf(error)}`);
    }
  }
}

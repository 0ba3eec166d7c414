import { Processor, WorkerHost } from '@nestjs/bullmq';
import { Logger } from '@nestjs/common';
import { workerOptions } from '#src/adapters/queue/job-policy.js';
import type { JobName } from '#src/adapters/queue/jobs.js';
import { runJob } from '#src/adapters/queue/run-job.js';
import { TickStage } from './tick.stage.js';

/** Job edge of {@link TickStage}. */
@Processor('tick' satisfies JobName, workerOptions)
export class TickProcessor extends WorkerHost {
  readonly #log = new Logger('Tick');

  constructor(private readonly stage: TickStage) {
    super();
  }

  override process(): Promise<void> {
    return runJob(this.#log, () => this.stage.run());
  }
}

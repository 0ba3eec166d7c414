import { Processor, WorkerHost } from '@nestjs/bullmq';
import { Logger } from '@nestjs/common';
import { workerOptions } from '#src/adapters/queue/job-policy.js';
import type { JobName } from '#src/adapters/queue/jobs.js';
import { runJob } from '#src/adapters/queue/run-job.js';
import { RetentionStage } from './retention.stage.js';

/** Job edge of {@link RetentionStage}. */
@Processor('retention' satisfies JobName, workerOptions)
export class RetentionProcessor extends WorkerHost {
  readonly #log = new Logger('Retention');

  constructor(private readonly stage: RetentionStage) {
    super();
  }

  override process(): Promise<void> {
    return runJob(this.#log, () => this.stage.run());
  }
}

import { Processor, WorkerHost } from '@nestjs/bullmq';
import { Logger } from '@nestjs/common';
import type { Job } from 'bullmq';
import { workerOptions } from '#src/adapters/queue/job-policy.js';
import type { JobName, Jobs } from '#src/adapters/queue/jobs.js';
import { runJob } from '#src/adapters/queue/run-job.js';
import { DeliverStage } from './deliver.stage.js';

/** Job edge of {@link DeliverStage}. */
@Processor('deliver' satisfies JobName, workerOptions)
export class DeliverProcessor extends WorkerHost {
  readonly #log = new Logger('Deliver');

  constructor(private readonly stage: DeliverStage) {
    super();
  }

  override process(job: Job<Jobs['deliver']>): Promise<void> {
    return runJob(this.#log, () => this.stage.run(job.data.deliveryId));
  }
}

import { Processor, WorkerHost } from '@nestjs/bullmq';
import { Logger } from '@nestjs/common';
import type { Job } from 'bullmq';
import { workerOptions } from '#src/adapters/queue/job-policy.js';
import type { JobName, Jobs } from '#src/adapters/queue/jobs.js';
import { runJob } from '#src/adapters/queue/run-job.js';
import { CollectStage, type CollectReport } from './collect.stage.js';

/** Job edge of {@link CollectStage}. */
@Processor('collect' satisfies JobName, workerOptions)
export class CollectProcessor extends WorkerHost {
  readonly #log = new Logger('Collect');

  constructor(private readonly stage: CollectStage) {
    super();
  }

  override process(job: Job<Jobs['collect']>): Promise<CollectReport> {
    return runJob(this.#log, () => this.stage.run(job.data.runId));
  }
}

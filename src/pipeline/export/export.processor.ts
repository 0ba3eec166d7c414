import { Processor, WorkerHost } from '@nestjs/bullmq';
import { Logger } from '@nestjs/common';
import { type Job } from 'bullmq';
import { isLastAttempt, workerOptions } from '#src/adapters/queue/job-policy.js';
import type { JobName, Jobs } from '#src/adapters/queue/jobs.js';
import { runJob } from '#src/adapters/queue/run-job.js';
import { messageOf } from '#src/lib/problem.js';
import { ExportStage } from './export.stage.js';

/** Job edge of {@link ExportStage}. An export that cannot be written fails visibly, for those who wait for it. */
@Processor('export' satisfies JobName, workerOptions)
export class ExportProcessor extends WorkerHost {
  readonly #log = new Logger('Export');

  constructor(private readonly stage: ExportStage) {
    super();
  }

  override async process(job: Job<Jobs['export']>): Promise<void> {
    const { exportId } = job.data;
    try {
      await runJob(this.#log, () => this.stage.run(exportId));
    } catch (error) {
      if (isLastAttempt(job, error)) await this.stage.giveUp(exportId, messageOf(error));
      throw error;
    }
  }
}

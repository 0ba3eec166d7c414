import { Processor, WorkerHost } from '@nestjs/bullmq';
import { Logger } from '@nestjs/common';
import type { Job } from 'bullmq';
import { isLastAttempt, workerOptions } from '#src/adapters/queue/job-policy.js';
import type { JobName, Jobs } from '#src/adapters/queue/jobs.js';
import { runJob } from '#src/adapters/queue/run-job.js';
import { AssessmentBacklog } from '#src/adapters/store/assessment-backlog.repository.js';
import { messageOf } from '#src/lib/problem.js';
import { AssessStage } from './assess.stage.js';

/** Job edge of {@link AssessStage}. A snapshot that cannot be judged is marked, so that the next one gets its turn. */
@Processor('assess' satisfies JobName, workerOptions)
export class AssessProcessor extends WorkerHost {
  readonly #log = new Logger('Assess');

  constructor(
    private readonly stage: AssessStage,
    private readonly backlog: AssessmentBacklog,
  ) {
    super();
  }

  override async process(job: Job<Jobs['assess']>): Promise<void> {
    try {
      await runJob(this.#log, () => this.stage.run(job.data));
    } catch (error) {
      if (isLastAttempt(job, error)) await this.backlog.giveUp(job.data, messageOf(error));
      throw error;
    }
  }
}

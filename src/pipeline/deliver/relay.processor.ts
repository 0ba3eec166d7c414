import { Processor, WorkerHost } from '@nestjs/bullmq';
import { Logger } from '@nestjs/common';
import { workerOptions } from '#src/adapters/queue/job-policy.js';
import type { JobName } from '#src/adapters/queue/jobs.js';
import { runJob } from '#src/adapters/queue/run-job.js';
import { RelayStage } from './relay.stage.js';

/** Job edge of {@link RelayStage}. */
@Processor('relay' satisfies JobName, workerOptions)
export class RelayProcessor extends WorkerHost {
  readonly #log = new Logger('Relay');

  constructor(private readonly stage: RelayStage) {
    super();
  }

  /** Returns how many events were relayed. */
  override process(): Promise<number> {
    return runJob(this.#log, () => this.stage.run());
  }
}

import type { Logger } from '@nestjs/common';
import { Problem } from '#src/lib/problem.js';
import { asJobError } from './as-job-error.js';

/**
 * The edge of every processor: runs the stage and turns what it throws into a job error. Unexpected errors are logged
 * here in full, because the queue only keeps their class.
 */
export async function runJob<T>(log: Logger, stage: () => Promise<T>): Promise<T> {
  try {
    return await stage();
  } catch (error) {
    if (error instanceof Problem) log.warn(`${error.code}: ${error.message}`);
    else log.error(error);
    throw asJobError(error);
  }
}

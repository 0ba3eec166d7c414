import { UnrecoverableError } from 'bullmq';
import { Problem } from '#src/lib/problem.js';

/**
 * The error a processor throws for what went wrong in its stage. Problems that trying again cannot mend end the job at
 * once. The text is the problem's code and message: queues keep it readable, so an unexpected error shows its class
 * name only (its message may quote data) and belongs in the log.
 */
export function asJobError(error: unknown): Error {
  if (error instanceof UnrecoverableError) return error;
  if (!(error instanceof Problem)) return new Error(`INTERNAL: ${error instanceof Error ? error.name : typeof error}`);
  const text = `${error.code}: ${error.message}`;
  return error.retry ? new Error(text) : new UnrecoverableError(text);
}

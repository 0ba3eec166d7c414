import { CommanderError } from 'commander';
import { Problem, type ProblemCode } from '#src/lib/problem.js';

/** What the shell learns from a command. Anything else means a defect in Fenceline (see INTERNAL_ERROR). */
export const EXIT = { done: 0, gateFailed: 1, badInput: 2, unreachable: 3, defect: 70 } as const;

/** One of the documented exit codes. */
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Lets a command answer with an exit code other than 0 without having failed. */
export interface Outcome {
  exitCode: ExitCode;
}

const UNREACHABLE: ReadonlySet<ProblemCode> = new Set([
  'DEPENDENCY.UNAVAILABLE',
  'CLUSTER.UNREACHABLE',
  'CLUSTER.THROTTLED',
  'CLUSTER.TLS',
  'CLUSTER.PROTOCOL',
]);

/** The exit code that answers an error: usage and input are 2, something not reachable is 3, our own defects 70. */
export function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.badInput;
  if (!(error instanceof Problem)) return EXIT.defect;
  if (UNREACHABLE.has(error.code)) return EXIT.unreachable;
  return error.code === 'INTERNAL' ? EXIT.defect : EXIT.badInput;
}

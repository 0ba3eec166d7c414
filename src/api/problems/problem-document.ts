import { PROBLEMS, type Problem } from '#src/lib/problem.js';

/** RFC 9457 problem document. */
export interface ProblemDocument {
  /** Identifies the kind of problem; `code` is its last part. */
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  /** Address the problem occurred at. */
  readonly instance?: string;
  /** Stable machine name, e.g. `INPUT.INVALID`. */
  readonly code: string;
  readonly [fact: string]: unknown;
}

/** Content type of problem documents. */
export const PROBLEM_JSON = 'application/problem+json; charset=utf-8';

/** The document that answers a problem over REST. */
export function problemDocument(problem: Problem, instance?: string): ProblemDocument {
  return {
    ...problem.facts,
    type: `urn:fenceline:problem:${problem.code}`,
    title: PROBLEMS[problem.code].title,
    status: problem.status,
    detail: problem.message,
    ...(instance === undefined ? {} : { instance }),
    code: problem.code,
  };
}

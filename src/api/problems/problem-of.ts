import { HttpException } from '@nestjs/common';
import { Problem, type ProblemCode } from '#src/lib/problem.js';

const BY_STATUS = new Map<number, ProblemCode>([
  [400, 'INPUT.MALFORMED'],
  [401, 'AUTH.REQUIRED'],
  [403, 'AUTH.FORBIDDEN'],
  [404, 'NOT_FOUND'],
  [405, 'METHOD_NOT_ALLOWED'],
  [409, 'CONFLICT'],
  [413, 'INPUT.TOO_LARGE'],
  [414, 'INPUT.TOO_LARGE'],
  [415, 'UNSUPPORTED_MEDIA_TYPE'],
  [422, 'INPUT.INVALID'],
  [429, 'RATE_LIMITED'],
  [503, 'DEPENDENCY.UNAVAILABLE'],
]);

/** Errors of PostgreSQL clients and sockets that mean "not reachable now" rather than "we made a mistake". */
const UNREACHABLE = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EPIPE',
  'P1001',
  'P1002',
  'P1008',
  'P1017',
  'P2024',
  '57P01',
  '57P03',
  '53300',
]);

/**
 * What an error means to the outside. Errors raised on purpose pass as they are; those of the framework keep their
 * status; everything else becomes a faceless `INTERNAL`, because its message may quote what must not leave.
 */
export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof HttpException) return fromStatus(error.getStatus(), error.message);
  const { statusCode, code } = (error ?? {}) as { statusCode?: unknown; code?: unknown };
  if (typeof code === 'string' && UNREACHABLE.has(code)) {
    return new Problem('DEPENDENCY.UNAVAILABLE', 'The database is not reachable right now: try again', {
      retryAfterSeconds: 5,
    });
  }
  // Only the framework's own errors (FST_…) carry messages written for callers.
  if (typeof statusCode === 'number' && typeof code === 'string' && code.startsWith('FST_') && statusCode < 500) {
    return fromStatus(statusCode, (error as Error).message);
  }
  if (error instanceof SyntaxError && statusCode === 400)
    return new Problem('INPUT.MALFORMED', 'The body is not valid JSON');
  return new Problem('INTERNAL', 'Something went wrong on our side; the log has the details');
}

function fromStatus(status: number, message: string): Problem {
  const code = BY_STATUS.get(status) ?? (status < 500 ? 'INPUT.MALFORMED' : 'INTERNAL');
  return new Problem(code, code === 'INTERNAL' ? 'Something went wrong on our side' : message);
}

import { Catch, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { PROBLEM_JSON, problemDocument } from './problem-document.js';
import { problemOf } from './problem-of.js';

/** Answers every error over REST as an RFC 9457 problem; GraphQL has its own translation (error-formatter.ts). */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly log = new Logger('Problem');

  catch(error: unknown, host: ArgumentsHost): unknown {
    if (host.getType<string>() === 'graphql') return error;
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const problem = problemOf(error);
    if (problem.status >= 500) this.log.error(error instanceof Error ? error : String(error));
    if (reply.sent) return undefined;
    if (problem.status === 401) void reply.header('www-authenticate', 'Bearer');
    const retryAfter = problem.facts.retryAfterSeconds;
    if (retryAfter !== undefined) void reply.header('retry-after', String(retryAfter));
    const allow = problem.facts['allow'];
    if (problem.status === 405 && typeof allow === 'string') void reply.header('allow', allow);
    void reply
      .status(problem.status)
      .header('content-type', PROBLEM_JSON)
      .header('cache-control', 'no-store')
      .send(JSON.stringify(problemDocument(problem, request.url.split('?')[0])));
    return undefined;
  }
}

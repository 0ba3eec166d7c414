import { Catch, Logger, NotFoundException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Problem } from '#src/lib/problem.js';
import { problemOf } from './problem-of.js';
import { sendProblem } from './send-problem.js';

/** What the server adds to itself: which methods some route accepts at an address. */
type RoutedServer = FastifyRequest['server'] & { readonly methodsAt?: (path: string) => readonly string[] };

/** Answers every error over REST as an RFC 9457 problem; GraphQL has its own translation (error-formatter.ts). */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly log = new Logger('Problem');

  catch(error: unknown, host: ArgumentsHost): unknown {
    if (host.getType<string>() === 'graphql') return error;
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const problem = error instanceof NotFoundException ? unrouted(request) : problemOf(error);
    if (problem.status >= 500) this.log.error(error instanceof Error ? error : String(error));
    sendProblem(problem, request, http.getResponse<FastifyReply>());
    return undefined;
  }
}

/** Only the router raises NotFoundException: no route, or a route that does not know the method. */
function unrouted({ url, method, server }: FastifyRequest): Problem {
  const path = url.split('?')[0] ?? '/';
  const methods = (server as RoutedServer).methodsAt?.(path) ?? [];
  if (methods.length === 0) return new Problem('NOT_FOUND', `There is nothing at ${path}`);
  const allow = methods.join(', ');
  return new Problem('METHOD_NOT_ALLOWED', `${method} is not supported at ${path}: use ${allow}`, { allow });
}

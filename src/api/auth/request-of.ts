import type { ExecutionContext } from '@nestjs/common';
import type { CallerRequest } from './caller-request.js';

/** The HTTP request behind a REST handler or a GraphQL field (whose context carries it as `req`). */
export function requestOf(context: ExecutionContext): CallerRequest {
  if (context.getType<string>() === 'graphql') return context.getArgByIndex<{ req: CallerRequest }>(2).req;
  return context.switchToHttp().getRequest<CallerRequest>();
}

import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Scope } from '#src/services/auth/scope.js';
import { requestOf } from './request-of.js';

/** The {@link Scope} of the caller, in a REST handler or a GraphQL resolver. */
export const Caller = createParamDecorator((_: unknown, context: ExecutionContext): Promise<Scope> | undefined => {
  return requestOf(context).scope;
});

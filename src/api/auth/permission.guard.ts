import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { Problem } from '#src/lib/problem.js';
import { Authenticator } from '#src/services/auth/authenticator.js';
import type { Permission } from '#src/services/auth/permission.js';
import { ALLOW } from './allow.js';
import { requestOf } from './request-of.js';

const BEARER = /^Bearer +(\S+)$/i;

/**
 * Stands before every REST handler and every GraphQL field, nested ones included: finds out who asks, once for each
 * request, and refuses what the role does not permit. What declares no permission is refused to everybody.
 */
@Injectable()
export class PermissionGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly authenticator: Authenticator,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const permission = this.reflector.getAllAndOverride<Permission | 'public' | undefined>(ALLOW, [
      context.getHandler(),
      context.getClass(),
    ]);
    if (permission === 'public') return true;
    const request = requestOf(context);
    const asking = (request.scope ??= this.authenticator.authenticate(bearerOf(request.headers['authorization'])));
    const scope = await asking;
    if (permission === undefined) throw new Problem('AUTH.FORBIDDEN', 'This operation declares no permission');
    scope.require(permission);
    return true;
  }
}

function bearerOf(header: string | string[] | undefined): string {
  const token = typeof header === 'string' ? BEARER.exec(header)?.[1] : undefined;
  if (token !== undefined) return token;
  throw new Problem('AUTH.REQUIRED', 'Send the API key in the header: Authorization: Bearer fl_…');
}

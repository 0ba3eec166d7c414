import { SetMetadata, type CustomDecorator } from '@nestjs/common';
import type { Permission } from '#src/services/auth/permission.js';

/** Metadata key of the permission an operation needs. */
export const ALLOW = 'fenceline:allow';

/**
 * Names the permission an operation needs. `public` opens it to everybody: only health and the documents use it.
 * An operation without this decorator stops the application from starting.
 */
export const Allow = (permission: Permission | 'public'): CustomDecorator => SetMetadata(ALLOW, permission);

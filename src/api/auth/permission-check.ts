import { Injectable, type OnApplicationBootstrap, type Type } from '@nestjs/common';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { Problem } from '#src/lib/problem.js';
import { ALLOW } from './allow.js';

/** Metadata that NestJS puts on what it will call for somebody outside: REST routes, and GraphQL operations and fields. */
const OPERATION_MARKS = ['path', 'graphql:resolver_type', 'graphql:resolve_property'] as const;

/** Stops the application from starting when an operation declares no permission (reliability §1, row 13). */
@Injectable()
export class PermissionCheck implements OnApplicationBootstrap {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly reflector: Reflector,
  ) {}

  onApplicationBootstrap(): void {
    const open = this.operations().filter(({ permission }) => permission === undefined);
    if (open.length === 0) return;
    throw new Problem('INTERNAL', `Operations without @Allow: ${open.map(({ name }) => name).join(', ')}`);
  }

  /** Every operation with the permission it declares. */
  operations(): { readonly name: string; readonly permission: string | undefined }[] {
    const classes = [...this.discovery.getControllers(), ...this.discovery.getProviders()]
      .map(({ metatype }) => metatype)
      .filter((metatype): metatype is Type => typeof metatype === 'function' && 'prototype' in metatype);
    return [...new Set(classes)].flatMap((type) => this.operationsOf(type));
  }

  private operationsOf(type: Type): { readonly name: string; readonly permission: string | undefined }[] {
    const prototype = type.prototype as Readonly<Record<string, unknown>> | undefined;
    if (prototype === undefined) return [];
    return this.scanner.getAllMethodNames(prototype).flatMap((method) => {
      const handler = prototype[method];
      if (typeof handler !== 'function') return [];
      const isOperation = OPERATION_MARKS.some((mark) => Reflect.hasMetadata(mark, handler));
      if (!isOperation) return [];
      const permission = this.reflector.getAllAndOverride<string | undefined>(ALLOW, [handler as Type, type]);
      return [{ name: `${type.name}.${method}`, permission }];
    });
  }
}

import { Body, Controller, Delete, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { auditEventView, auditListInput, type AuditEventView } from '#src/services/audit/audit.view.js';
import { AuditService } from '#src/services/audit/audit.service.js';
import {
  apiKeyListInput,
  apiKeyView,
  createApiKeyInput,
  createdApiKeyView,
  meView,
  type ApiKeyView,
  type CreateApiKeyInput,
  type CreatedApiKeyView,
} from '#src/services/auth/api-key.view.js';
import { ApiKeysService } from '#src/services/auth/api-keys.service.js';
import { meOf } from '#src/services/auth/me.js';
import type { Scope } from '#src/services/auth/scope.js';
import { Allow } from '../../auth/allow.js';
import { Caller } from '../../auth/caller.js';
import { InputPipe } from '../../input.pipe.js';
import { listOf, type List } from '../list.js';
import { Operation } from '../openapi/operation.js';
import { QueryPipe } from '../query.pipe.js';

const ID = { id: 'Id of an API key' };

@ApiTags('administration')
@Controller()
export class AdminController {
  constructor(
    private readonly keys: ApiKeysService,
    private readonly audit: AuditService,
  ) {}

  @Get('me')
  @Allow('me:read')
  @Operation({ summary: 'Read who you are and what you may do', answers: meView })
  me(@Caller() scope: Scope): z.infer<typeof meView> {
    return meOf(scope);
  }

  @Get('api-keys')
  @Allow('api-key:read')
  @Operation({ summary: 'List API keys, newest first', lists: apiKeyView, query: apiKeyListInput })
  async list(@Query(new QueryPipe(apiKeyListInput)) input: z.infer<typeof apiKeyListInput>): Promise<List<ApiKeyView>> {
    return listOf(await this.keys.list(input));
  }

  @Post('api-keys')
  @Allow('api-key:write')
  @Operation({
    summary: 'Make an API key',
    description: 'The key is answered this once; only a hash of it is kept.',
    body: createApiKeyInput,
    answers: createdApiKeyView,
    status: 201,
    example: { name: 'payments team', role: 'tenant-viewer', tenants: ['payments'], expiresInDays: 90 },
  })
  create(
    @Caller() scope: Scope,
    @Body(new InputPipe(createApiKeyInput)) input: CreateApiKeyInput,
  ): Promise<CreatedApiKeyView> {
    return this.keys.create(scope, input);
  }

  @Get('api-keys/:id')
  @Allow('api-key:read')
  @Operation({ summary: 'Read an API key', params: ID, answers: apiKeyView, problems: ['NOT_FOUND'] })
  read(@Param('id') id: string): Promise<ApiKeyView> {
    return this.keys.read(id);
  }

  @Delete('api-keys/:id')
  @Allow('api-key:write')
  @Operation({ summary: 'Revoke an API key', params: ID, answers: apiKeyView, problems: ['NOT_FOUND'] })
  revoke(@Caller() scope: Scope, @Param('id') id: string): Promise<ApiKeyView> {
    return this.keys.revoke(scope, id);
  }

  @Get('audit-events')
  @Allow('audit:read')
  @Operation({ summary: 'List audit events, newest first', lists: auditEventView, query: auditListInput })
  async listAudit(
    @Query(new QueryPipe(auditListInput)) input: z.infer<typeof auditListInput>,
  ): Promise<List<AuditEventView>> {
    return listOf(await this.audit.list(input));
  }
}

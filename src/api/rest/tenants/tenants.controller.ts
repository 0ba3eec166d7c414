import { Body, Controller, Delete, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import type { Scope } from '#src/services/auth/scope.js';
import { pageInput } from '#src/services/paging/page.js';
import { MembersService } from '#src/services/tenants/members.service.js';
import { createTenantInput, tenantListInput, updateTenantInput } from '#src/services/tenants/tenant.input.js';
import { memberView, tenantView, type MemberView, type TenantView } from '#src/services/tenants/tenant.view.js';
import { TenantsService } from '#src/services/tenants/tenants.service.js';
import { Allow } from '../../auth/allow.js';
import { Caller } from '../../auth/caller.js';
import { InputPipe } from '../../input.pipe.js';
import { listOf, type List } from '../list.js';
import { Operation } from '../openapi/operation.js';
import { QueryPipe } from '../query.pipe.js';

const SLUG = { slug: 'Slug of a tenant' };

@ApiTags('tenants')
@Controller('tenants')
export class TenantsController {
  constructor(
    private readonly tenants: TenantsService,
    private readonly members: MembersService,
  ) {}

  @Get()
  @Allow('tenant:read')
  @Operation({ summary: 'List tenants by slug', lists: tenantView, query: tenantListInput, problems: ['NOT_FOUND'] })
  async list(
    @Caller() scope: Scope,
    @Query(new QueryPipe(tenantListInput)) input: z.infer<typeof tenantListInput>,
  ): Promise<List<TenantView>> {
    return listOf(await this.tenants.list(scope, input));
  }

  @Post()
  @Allow('tenant:write')
  @Operation({
    summary: 'Register a tenant',
    description: 'Used by the next assessment of every cluster.',
    body: createTenantInput,
    answers: tenantView,
    status: 201,
    problems: ['CONFLICT'],
    example: {
      slug: 'payments',
      name: 'Payments',
      tier: 3,
      contacts: ['payments@example.com'],
      declaredPorts: [{ protocol: 'TCP', port: 443 }],
      contracts: [{ from: 'shop', ports: 'TCP 8443' }],
      rules: [{ namespaceGlob: 'payments-*' }],
    },
  })
  create(
    @Caller() scope: Scope,
    @Body(new InputPipe(createTenantInput)) input: z.infer<typeof createTenantInput>,
  ): Promise<TenantView> {
    return this.tenants.create(scope, input);
  }

  @Get(':slug')
  @Allow('tenant:read')
  @Operation({ summary: 'Read a tenant', params: SLUG, answers: tenantView, problems: ['NOT_FOUND'] })
  read(@Caller() scope: Scope, @Param('slug') slug: string): Promise<TenantView> {
    return this.tenants.read(scope, slug);
  }

  @Patch(':slug')
  @Allow('tenant:write')
  @Operation({
    summary: 'Change a tenant',
    params: SLUG,
    body: updateTenantInput,
    answers: tenantView,
    problems: ['NOT_FOUND'],
    example: {
      tier: 2,
      rules: [{ namespaceGlob: 'payments-*' }, { cluster: 'prod-us', namespaceLabel: 'team=payments' }],
    },
  })
  update(
    @Caller() scope: Scope,
    @Param('slug') slug: string,
    @Body(new InputPipe(updateTenantInput)) change: z.infer<typeof updateTenantInput>,
  ): Promise<TenantView> {
    return this.tenants.update(scope, slug, change);
  }

  @Delete(':slug')
  @Allow('tenant:write')
  @Operation({ summary: 'Remove a tenant from the registry', params: SLUG, status: 204, problems: ['NOT_FOUND'] })
  delete(@Caller() scope: Scope, @Param('slug') slug: string): Promise<void> {
    return this.tenants.delete(scope, slug);
  }

  @Get(':slug/members')
  @Allow('tenant:read')
  @Operation({
    summary: 'List the namespaces a tenant owns, cluster by cluster',
    params: SLUG,
    lists: memberView,
    query: pageInput,
    problems: ['NOT_FOUND'],
  })
  async listMembers(
    @Caller() scope: Scope,
    @Param('slug') slug: string,
    @Query(new QueryPipe(pageInput)) input: z.infer<typeof pageInput>,
  ): Promise<List<MemberView>> {
    return listOf(await this.members.list(scope, slug, input));
  }
}

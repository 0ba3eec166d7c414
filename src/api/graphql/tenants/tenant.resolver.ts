import { Args, ID, Int, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { z } from 'zod';
import type { Scope } from '#src/services/auth/scope.js';
import { findingFilter, findingListInput, findingSort, type FindingView } from '#src/services/findings/finding.view.js';
import { FindingsService } from '#src/services/findings/findings.service.js';
import { parseInput } from '#src/services/input/parse-input.js';
import { crossingFilter, crossingListInput, type CrossingView } from '#src/services/isolation/crossing.view.js';
import { CrossingsService } from '#src/services/isolation/crossings.service.js';
import type { ScorePointView, ScoreView } from '#src/services/isolation/score.view.js';
import { ScoresService } from '#src/services/isolation/scores.service.js';
import { PAGE_MAX, pageInput, type PageRequest } from '#src/services/paging/page.js';
import { MembersService } from '#src/services/tenants/members.service.js';
import {
  createTenantInput,
  tenantFilter,
  tenantListInput,
  updateTenantInput,
} from '#src/services/tenants/tenant.input.js';
import type { MemberView, TenantView } from '#src/services/tenants/tenant.view.js';
import { TenantsService } from '#src/services/tenants/tenants.service.js';
import { Allow } from '../../auth/allow.js';
import { Caller } from '../../auth/caller.js';
import { connectionOf, PageArgs, type Connection } from '../schema/connection.js';
import { inputType, listArgsType } from '../schema/from-schema.js';
import { asNode, type NodeOf } from '../schema/global-id.js';
import { ListArgsPipe } from '../schema/list-args.pipe.js';
import { loaderOf } from '../schema/loaders.js';
import { payload, payloadType, type Payload } from '../schema/payload.js';
import {
  CrossingConnection,
  FindingConnection,
  MemberConnection,
  ScorePointType,
  ScoreType,
  TenantConnection,
  TenantType,
} from '../types.js';

type TenantNode = NodeOf<TenantView>;

const TenantsArgs = listArgsType('TenantsArgs', tenantFilter);
const TenantFindingsArgs = listArgsType('TenantFindingsArgs', findingFilter, { sort: findingSort.default('severity') });
const TenantCrossingsArgs = listArgsType('TenantCrossingsArgs', crossingFilter);
const CreateTenant = inputType(createTenantInput);
const UpdateTenant = inputType(updateTenantInput);
const CreateTenantPayload = payloadType('CreateTenantPayload', 'tenant', () => TenantType);
const UpdateTenantPayload = payloadType('UpdateTenantPayload', 'tenant', () => TenantType);
const DeleteTenantPayload = payloadType('DeleteTenantPayload', 'deletedSlug', () => String);

const slugArg = () => Args('slug', { type: () => ID, description: 'Slug of the tenant.' });

@Resolver(() => TenantType)
export class TenantResolver {
  constructor(
    private readonly tenants: TenantsService,
    private readonly members: MembersService,
    private readonly scores: ScoresService,
    private readonly crossings: CrossingsService,
    private readonly findings: FindingsService,
  ) {}

  @Query(() => TenantType, { description: 'One tenant.' })
  @Allow('tenant:read')
  async tenant(@Caller() scope: Scope, @slugArg() slug: string): Promise<TenantNode> {
    return asNode('Tenant', await this.tenants.read(scope, slug));
  }

  @Query(() => TenantConnection, { name: 'tenants', description: 'Tenants by slug.' })
  @Allow('tenant:read')
  async listTenants(
    @Caller() scope: Scope,
    @Args({ type: () => TenantsArgs }, new ListArgsPipe(tenantListInput)) input: z.infer<typeof tenantListInput>,
  ): Promise<Connection<TenantNode>> {
    return connectionOf(await this.tenants.list(scope, input), input.after, (view) => asNode('Tenant', view));
  }

  @Mutation(() => CreateTenantPayload, { description: 'Registers a tenant.' })
  @Allow('tenant:write')
  createTenant(
    @Caller() scope: Scope,
    @Args('input', { type: () => CreateTenant }) input: unknown,
  ): Promise<Payload<'tenant', TenantNode>> {
    return payload('tenant', async () =>
      asNode('Tenant', await this.tenants.create(scope, parseInput(createTenantInput, input))),
    );
  }

  @Mutation(() => UpdateTenantPayload, { description: 'Changes a tenant; lists are replaced as a whole.' })
  @Allow('tenant:write')
  updateTenant(
    @Caller() scope: Scope,
    @slugArg() slug: string,
    @Args('input', { type: () => UpdateTenant }) input: unknown,
  ): Promise<Payload<'tenant', TenantNode>> {
    return payload('tenant', async () =>
      asNode('Tenant', await this.tenants.update(scope, slug, parseInput(updateTenantInput, input))),
    );
  }

  @Mutation(() => DeleteTenantPayload, { description: 'Removes a tenant from the registry.' })
  @Allow('tenant:write')
  deleteTenant(@Caller() scope: Scope, @slugArg() slug: string): Promise<Payload<'deletedSlug', string>> {
    return payload('deletedSlug', async () => {
      await this.tenants.delete(scope, slug);
      return slug;
    });
  }

  @ResolveField('currentScores', () => [ScoreType], {
    description: 'Over all clusters first (cluster is null), then by cluster.',
  })
  @Allow('score:read')
  currentScores(@Caller() scope: Scope, @Parent() { slug }: TenantView): Promise<ScoreView[]> {
    return loaderOf(scope, 'scores-of-tenant', (slugs) => this.scores.ofTenants(scope, slugs)).load(slug);
  }

  @ResolveField('scores', () => [ScorePointType], { description: 'History over all clusters, newest first.' })
  @Allow('score:read')
  scoreHistory(
    @Caller() scope: Scope,
    @Parent() { slug }: TenantView,
    @Args('last', { type: () => Int, defaultValue: 30, description: `How many, 1 to ${String(PAGE_MAX)}.` })
    wished: number,
  ): Promise<ScorePointView[]> {
    const { last } = parseInput(z.object({ last: z.number().int().min(1).max(PAGE_MAX) }), { last: wished });
    const batch = (slugs: readonly string[]) => this.scores.lastPoints(scope, slugs, last);
    return loaderOf(scope, `points-of-tenant:${String(last)}`, batch).load(slug);
  }

  @ResolveField('members', () => MemberConnection, { description: 'Namespaces it owns, cluster by cluster.' })
  @Allow('tenant:read')
  async listMembers(
    @Caller() scope: Scope,
    @Parent() { slug }: TenantView,
    @Args({ type: () => PageArgs }, new ListArgsPipe(pageInput)) request: PageRequest,
  ): Promise<Connection<MemberView>> {
    return connectionOf(await this.members.list(scope, slug, request), request.after, (view) => view);
  }

  @ResolveField('crossings', () => CrossingConnection, {
    description: 'Traffic into this tenant; `filter.to` may name another direction.',
  })
  @Allow('crossing:read')
  async listCrossings(
    @Caller() scope: Scope,
    @Parent() { slug }: TenantView,
    @Args({ type: () => TenantCrossingsArgs }, new ListArgsPipe(crossingListInput))
    input: z.infer<typeof crossingListInput>,
  ): Promise<Connection<CrossingView>> {
    const ends = input.from === undefined && input.to === undefined ? { to: slug } : {};
    return connectionOf(await this.crossings.list(scope, { ...input, ...ends }), input.after, (view) => view);
  }

  @ResolveField('findings', () => FindingConnection, { description: 'Findings that concern this tenant.' })
  @Allow('finding:read')
  async listFindings(
    @Caller() scope: Scope,
    @Parent() { slug }: TenantView,
    @Args({ type: () => TenantFindingsArgs }, new ListArgsPipe(findingListInput))
    input: z.infer<typeof findingListInput>,
  ): Promise<Connection<NodeOf<FindingView>>> {
    const page = await this.findings.list(scope, { ...input, tenant: slug });
    return connectionOf(page, input.after, (view) => asNode('Finding', view));
  }
}

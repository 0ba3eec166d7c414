import { Args, Field, ID, Mutation, ObjectType, Query, Resolver } from '@nestjs/graphql';
import type { z } from 'zod';
import { auditFilter, auditListInput, type AuditEventView } from '#src/services/audit/audit.view.js';
import { AuditService } from '#src/services/audit/audit.service.js';
import { createApiKeyInput, type ApiKeyView, type meView } from '#src/services/auth/api-key.view.js';
import { ApiKeysService } from '#src/services/auth/api-keys.service.js';
import { meOf } from '#src/services/auth/me.js';
import type { Scope } from '#src/services/auth/scope.js';
import { parseInput } from '#src/services/input/parse-input.js';
import { pageInput, type PageRequest } from '#src/services/paging/page.js';
import { Allow } from '../../auth/allow.js';
import { Caller } from '../../auth/caller.js';
import { connectionOf, PageArgs, type Connection } from '../schema/connection.js';
import { inputType, listArgsType } from '../schema/from-schema.js';
import { asNode, localIdOf, type NodeOf } from '../schema/global-id.js';
import { ListArgsPipe } from '../schema/list-args.pipe.js';
import { payload, payloadType, type Payload } from '../schema/payload.js';
import { ApiKeyConnection, ApiKeyType, AuditEventConnection, MeType } from '../types.js';

type ApiKeyNode = NodeOf<ApiKeyView>;

@ObjectType({ description: 'A new key with its text.' })
class NewApiKey {
  @Field(() => ApiKeyType)
  apiKey: ApiKeyNode;

  @Field(() => String, { description: 'The key itself, `fl_…`; it is not shown again.' })
  key: string;
}

const AuditArgs = listArgsType('AuditEventsArgs', auditFilter);
const CreateApiKey = inputType(createApiKeyInput);
const CreatePayload = payloadType('CreateApiKeyPayload', 'created', () => NewApiKey);
const RevokePayload = payloadType('RevokeApiKeyPayload', 'apiKey', () => ApiKeyType);

@Resolver(() => ApiKeyType)
export class AdminResolver {
  constructor(
    private readonly keys: ApiKeysService,
    private readonly audit: AuditService,
  ) {}

  @Query(() => MeType, { description: 'Who you are and what you may do.' })
  @Allow('me:read')
  me(@Caller() scope: Scope): z.infer<typeof meView> {
    return meOf(scope);
  }

  @Query(() => ApiKeyConnection, { name: 'apiKeys', description: 'API keys, newest first.' })
  @Allow('api-key:read')
  async listKeys(
    @Args({ type: () => PageArgs }, new ListArgsPipe(pageInput)) request: PageRequest,
  ): Promise<Connection<ApiKeyNode>> {
    return connectionOf(await this.keys.list(request), request.after, (view) => asNode('ApiKey', view));
  }

  @Query(() => AuditEventConnection, { description: 'The audit record, newest first.' })
  @Allow('audit:read')
  async auditEvents(
    @Args({ type: () => AuditArgs }, new ListArgsPipe(auditListInput)) input: z.infer<typeof auditListInput>,
  ): Promise<Connection<AuditEventView>> {
    return connectionOf(await this.audit.list(input), input.after, (view) => view);
  }

  @Mutation(() => CreatePayload, { description: 'Makes an API key; its text is answered this once.' })
  @Allow('api-key:write')
  createApiKey(
    @Caller() scope: Scope,
    @Args('input', { type: () => CreateApiKey }) input: unknown,
  ): Promise<Payload<'created', NewApiKey>> {
    return payload('created', async () => {
      const { apiKey, key } = await this.keys.create(scope, parseInput(createApiKeyInput, input));
      return { apiKey: asNode('ApiKey', apiKey), key };
    });
  }

  @Mutation(() => RevokePayload, { description: 'Stops a key from working at once.' })
  @Allow('api-key:write')
  revokeApiKey(
    @Caller() scope: Scope,
    @Args('id', { type: () => ID }) id: string,
  ): Promise<Payload<'apiKey', ApiKeyNode>> {
    return payload('apiKey', async () => asNode('ApiKey', await this.keys.revoke(scope, localIdOf('ApiKey', id))));
  }
}

import { Body, Controller, Delete, Get, Param, Patch, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import type { Scope } from '#src/services/auth/scope.js';
import {
  clusterListInput,
  registerClusterInput,
  replaceCredentialInput,
  updateClusterInput,
  type RegisterClusterInput,
} from '#src/services/clusters/cluster.input.js';
import { clusterView, type ClusterView } from '#src/services/clusters/cluster.view.js';
import { ClustersService } from '#src/services/clusters/clusters.service.js';
import { Allow } from '../../auth/allow.js';
import { Caller } from '../../auth/caller.js';
import { InputPipe } from '../../input.pipe.js';
import { listOf, type List } from '../list.js';
import { Operation } from '../openapi/operation.js';
import { QueryPipe } from '../query.pipe.js';

const ID = { id: 'Id or name of a cluster' };

@ApiTags('clusters')
@Controller('clusters')
export class ClustersController {
  constructor(private readonly clusters: ClustersService) {}

  @Get()
  @Allow('cluster:read')
  @Operation({ summary: 'List clusters by name', lists: clusterView, query: clusterListInput })
  async list(
    @Caller() scope: Scope,
    @Query(new QueryPipe(clusterListInput)) input: z.infer<typeof clusterListInput>,
  ): Promise<List<ClusterView>> {
    return listOf(await this.clusters.list(scope, input));
  }

  @Post()
  @Allow('cluster:write')
  @Operation({
    summary: 'Register a cluster',
    description:
      'Tests the connection first: a credential that can do more than read network objects is refused unless `overrideReason` is given. The first snapshot is asked for at once; follow it at `/clusters/{id}/runs`.',
    body: registerClusterInput,
    answers: clusterView,
    status: 201,
    problems: [
      'CONFLICT',
      'KUBECONFIG.REFUSED',
      'CREDENTIAL.TOO_POWERFUL',
      'CREDENTIAL.REJECTED',
      'CLUSTER.UNREACHABLE',
      'CLUSTER.TLS',
      'CLUSTER.PROTOCOL',
      'EGRESS.DENIED',
    ],
    example: {
      name: 'prod-eu',
      labels: { env: 'prod', region: 'eu' },
      serverUrl: 'https://api.prod-eu.example.com:6443',
      caPem: '-----BEGIN CERTIFICATE-----\n…\n-----END CERTIFICATE-----\n',
      credential: { token: 'eyJhbGciOi…' },
    },
  })
  register(
    @Caller() scope: Scope,
    @Body(new InputPipe(registerClusterInput)) input: RegisterClusterInput,
  ): Promise<ClusterView> {
    return this.clusters.register(scope, input);
  }

  @Get(':id')
  @Allow('cluster:read')
  @Operation({ summary: 'Read a cluster', params: ID, answers: clusterView, problems: ['NOT_FOUND'] })
  read(@Caller() scope: Scope, @Param('id') id: string): Promise<ClusterView> {
    return this.clusters.read(scope, id);
  }

  @Patch(':id')
  @Allow('cluster:write')
  @Operation({
    summary: 'Change name, labels or interval',
    params: ID,
    body: updateClusterInput,
    answers: clusterView,
    problems: ['NOT_FOUND', 'CONFLICT'],
    example: { labels: { env: 'prod' }, intervalSeconds: 900 },
  })
  update(
    @Caller() scope: Scope,
    @Param('id') id: string,
    @Body(new InputPipe(updateClusterInput)) change: z.infer<typeof updateClusterInput>,
  ): Promise<ClusterView> {
    return this.clusters.update(scope, id, change);
  }

  @Delete(':id')
  @Allow('cluster:write')
  @Operation({
    summary: 'Delete a cluster',
    description: 'Destroys the credential and hides the cluster; what was recorded stays until retention removes it.',
    params: ID,
    status: 204,
    problems: ['NOT_FOUND'],
  })
  delete(@Caller() scope: Scope, @Param('id') id: string): Promise<void> {
    return this.clusters.delete(scope, id);
  }

  @Put(':id/credential')
  @Allow('credential:write')
  @Operation({
    summary: 'Replace the credential',
    description:
      'Tested like a registration; the server must be the same cluster. The credential can never be read back.',
    params: ID,
    body: replaceCredentialInput,
    answers: clusterView,
    problems: [
      'NOT_FOUND',
      'CONFLICT',
      'CLUSTER.CHANGED',
      'KUBECONFIG.REFUSED',
      'CREDENTIAL.TOO_POWERFUL',
      'CREDENTIAL.REJECTED',
      'CLUSTER.UNREACHABLE',
    ],
    example: { credential: { token: 'eyJhbGciOi…' } },
  })
  replaceCredential(
    @Caller() scope: Scope,
    @Param('id') id: string,
    @Body(new InputPipe(replaceCredentialInput)) input: z.infer<typeof replaceCredentialInput>,
  ): Promise<ClusterView> {
    return this.clusters.replaceCredential(scope, id, input);
  }
}

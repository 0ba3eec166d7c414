import { Injectable } from '@nestjs/common';
import { ClustersRepository } from '#src/adapters/store/clusters.repository.js';
import { ScoresRepository } from '#src/adapters/store/scores.repository.js';
import type { Scope } from '../auth/scope.js';
import { pageArray } from '../paging/page-array.js';
import type { Page, PageRequest } from '../paging/page.js';
import { Membership } from './membership.js';
import type { MemberView } from './tenant.view.js';
import { TenantsService } from './tenants.service.js';

/** Which namespaces a tenant really owns, cluster by cluster. */
@Injectable()
export class MembersService {
  constructor(
    private readonly membership: Membership,
    private readonly scores: ScoresRepository,
    private readonly clusters: ClustersRepository,
    private readonly tenants: TenantsService,
  ) {}

  /** By cluster name, then rule. @throws Problem `NOT_FOUND` */
  async list(scope: Scope, slug: string, request: PageRequest): Promise<Page<MemberView>> {
    const { id } = await this.tenants.row(scope, slug);
    const present = (await this.scores.ofTenants([id])).flatMap(({ clusterId }) =>
      clusterId === 0 ? [] : [clusterId],
    );
    const [owned, refs] = await Promise.all([this.membership.inClusters(present), this.clusters.refs(present)]);
    const members = owned
      .filter(({ tenant }) => tenant === slug)
      .flatMap(({ clusterId, namespaces, rule }) => {
        const cluster = refs.get(clusterId);
        return cluster === undefined
          ? []
          : [{ cluster: { id: cluster.id, name: cluster.name }, namespaces: [...namespaces], rule }];
      })
      .sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
    return pageArray(members, keyOf, request);
  }
}

function keyOf({ cluster, rule }: MemberView): string {
  return JSON.stringify([cluster.name, rule]);
}

import { Injectable } from '@nestjs/common';
import { AssessmentsRepository } from '#src/adapters/store/assessments.repository.js';
import { ClustersRepository } from '#src/adapters/store/clusters.repository.js';

/** Namespaces a tenant owns in one cluster. */
export interface OwnedNamespaces {
  readonly clusterId: number;
  readonly tenant: string;
  readonly namespaces: readonly string[];
  readonly rule: string;
}

/** Assessments whose members are kept in memory; the oldest used one goes first. */
const KEPT = 500;

/** Who owns which namespaces, as the newest assessment of each cluster resolved it. */
@Injectable()
export class Membership {
  /** By cluster and sequence: an assessment never changes. */
  private readonly kept = new Map<string, readonly OwnedNamespaces[]>();

  constructor(
    private readonly assessments: AssessmentsRepository,
    private readonly clusters: ClustersRepository,
  ) {}

  /** Of these clusters; those never assessed have no members. */
  async inClusters(clusterIds: readonly number[]): Promise<OwnedNamespaces[]> {
    const owned: OwnedNamespaces[] = [];
    for (const { id, assessedSeq } of await this.clusters.assessedAmong(clusterIds)) {
      owned.push(...(await this.ofAssessment(id, assessedSeq)));
    }
    return owned;
  }

  private async ofAssessment(clusterId: number, seq: number): Promise<readonly OwnedNamespaces[]> {
    const key = `${String(clusterId)}/${String(seq)}`;
    const known = this.kept.get(key) ?? (await this.read(clusterId, seq));
    this.kept.delete(key);
    this.kept.set(key, known);
    const oldest = this.kept.keys().next().value;
    if (this.kept.size > KEPT && oldest !== undefined) this.kept.delete(oldest);
    return known;
  }

  private async read(clusterId: number, seq: number): Promise<readonly OwnedNamespaces[]> {
    const { members } = await this.assessments.load(clusterId, seq);
    return members.map(({ tenant, namespaces, rule }) => ({ clusterId, tenant, namespaces, rule }));
  }
}

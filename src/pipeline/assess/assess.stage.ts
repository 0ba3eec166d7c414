import { Inject, Injectable, Logger } from '@nestjs/common';
import { PUB_SUB } from '#src/adapters/pubsub/open-pub-sub.js';
import type { PubSub } from '#src/adapters/pubsub/pub-sub.js';
import { JobProducer } from '#src/adapters/queue/job-producer.js';
import { AssessmentBacklog } from '#src/adapters/store/assessment-backlog.repository.js';
import { AssessmentsRepository } from '#src/adapters/store/assessments.repository.js';
import type { Judgement } from '#src/adapters/store/assessments/assessment-input.js';
import { ClustersRepository } from '#src/adapters/store/clusters.repository.js';
import { EVERYTHING } from '#src/adapters/store/scope.js';
import { SnapshotHeadersRepository } from '#src/adapters/store/snapshot-headers.repository.js';
import { SnapshotsRepository } from '#src/adapters/store/snapshots.repository.js';
import { TenantsRepository, type TenantRow } from '#src/adapters/store/tenants.repository.js';
import { EngineThreads } from '#src/adapters/threads/engine-threads.js';
import { CLOCK } from '#src/config/config.token.js';
import type { Assessment } from '#src/controls/assessment.js';
import { reconcile } from '#src/controls/lifecycle/reconcile.js';
import { TIS } from '#src/controls/scoring/weights.js';
import { registeredTenancy } from '#src/engine/isolation/registered-tenancy.js';
import type { KindCoverage } from '#src/engine/model/coverage.js';
import type { Clock } from '#src/lib/clock.js';
import { messageOf, Problem } from '#src/lib/problem.js';
import { kindCounts } from './kind-counts.js';
import { rollUpFleet, rollUpTenant } from './roll-up.js';

/** Which snapshot to judge. */
export interface AssessedSnapshot {
  readonly clusterId: number;
  readonly seq: number;
}

const TENANT_PAGE = 500;
/** How many snapshots back a complete reading of a kind is looked for. */
const LOOK_BACK = 20;

/**
 * Judges one committed snapshot: reachability, crossings, controls and scores in a thread, then findings, scores and
 * their events in one transaction. Judging the same snapshot again changes nothing.
 */
@Injectable()
export class AssessStage {
  readonly #log = new Logger('Assess');

  constructor(
    private readonly snapshots: SnapshotsRepository,
    private readonly headers: SnapshotHeadersRepository,
    private readonly assessments: AssessmentsRepository,
    private readonly backlog: AssessmentBacklog,
    private readonly clusters: ClustersRepository,
    private readonly tenants: TenantsRepository,
    private readonly threads: EngineThreads,
    private readonly producer: JobProducer,
    @Inject(PUB_SUB) private readonly pubSub: PubSub,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @throws Problem what judging or storing raised; `SNAPSHOT.FENCED` is none, a newer snapshot simply came first */
  async run({ clusterId, seq }: AssessedSnapshot): Promise<void> {
    const cluster = (await this.clusters.refs([clusterId])).get(clusterId);
    if (cluster === undefined) return;
    const tenancy = registeredTenancy(await this.#allTenants(), clusterId);
    const source = { key: `${clusterId}/${seq}`, load: () => this.snapshots.loadFacts(clusterId, seq) };
    const options = { tenancy, now: this.clock.now().toISOString(), slaSeconds: 2 * cluster.intervalSeconds };
    const assessment = await this.threads.run('assess', [source], options);
    const judgement = await this.#judgement(clusterId, seq, assessment);
    try {
      const done = await this.assessments.commit({ clusterId, seq, assessment, judgement });
      if (!done.repeated) this.#log.log(`${cluster.name}: snapshot ${seq} judged, ${JSON.stringify(done)}`);
    } catch (error) {
      if (error instanceof Problem && error.code === 'SNAPSHOT.FENCED') return;
      throw error;
    }
    await this.#tell(cluster.id, { clusterId, seq });
  }

  async #judgement(clusterId: number, seq: number, assessment: Assessment): Promise<Judgement> {
    const header = await this.headers.findBySequence(clusterId, seq);
    if (header === null) throw new Problem('NOT_FOUND', `The cluster has no snapshot ${seq}`);
    const before = await this.headers.list(clusterId, seq, LOOK_BACK);
    const missing = assessment.tallies.filter((tally) => tally.missing.length > 0);
    const context = {
      seq,
      at: header.observedAt.toISOString(),
      incomplete: new Map(missing.map((tally) => [tally.control, tally.missing])),
      kinds: kindCounts(before.map(coverageOf), coverageOf(header)),
    };
    return {
      model: TIS.model,
      reconcile: (known) => reconcile(known, assessment.breaches, context),
      rollUpTenant,
      rollUpFleet,
    };
  }

  async #allTenants(): Promise<TenantRow[]> {
    const all: TenantRow[] = [];
    for (;;) {
      const after = all.at(-1)?.slug;
      const page = await this.tenants.list(EVERYTHING, { take: TENANT_PAGE, after });
      all.push(...page);
      if (page.length < TENANT_PAGE) return all;
    }
  }

  /** Courtesies: the tick relays events, and listeners may look for themselves. */
  async #tell(clusterUid: string, { clusterId, seq }: AssessedSnapshot): Promise<void> {
    const told = [
      this.pubSub.publish('cluster-assessed', { clusterUid, clusterId, seq }),
      this.producer.add('relay', {}),
      this.#judgeNext(clusterId),
    ];
    for (const result of await Promise.allSettled(told)) {
      if (result.status === 'rejected') this.#log.warn(`Nobody was told at once: ${messageOf(result.reason)}`);
    }
  }

  /** Snapshots may have come faster than they were judged; they are judged in order. */
  async #judgeNext(clusterId: number): Promise<void> {
    for (const next of await this.backlog.next(1, clusterId)) await this.producer.add('assess', next);
  }
}

function coverageOf(header: { readonly coverage: unknown }): readonly KindCoverage[] {
  return header.coverage as readonly KindCoverage[];
}

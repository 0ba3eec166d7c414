import { Inject, Injectable, Logger } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { EgressGuard } from '#src/adapters/egress/egress-guard.js';
import { guardFor } from '#src/adapters/egress/guard-for.js';
import { PUB_SUB } from '#src/adapters/pubsub/open-pub-sub.js';
import type { PubSub } from '#src/adapters/pubsub/pub-sub.js';
import { JobProducer } from '#src/adapters/queue/job-producer.js';
import { StopSignal } from '#src/adapters/queue/stop-signal.js';
import { AssessmentBacklog } from '#src/adapters/store/assessment-backlog.repository.js';
import { type Lease, LeasesRepository } from '#src/adapters/store/leases.repository.js';
import { type RunTarget, RunsRepository } from '#src/adapters/store/runs.repository.js';
import { SnapshotsRepository } from '#src/adapters/store/snapshots.repository.js';
import { EngineThreads } from '#src/adapters/threads/engine-threads.js';
import { Vault } from '#src/adapters/vault/vault.js';
import { CLOCK, CONFIG } from '#src/config/config.token.js';
import type { Config } from '#src/config/config.js';
import type { Clock } from '#src/lib/clock.js';
import { messageOf, Problem } from '#src/lib/problem.js';
import type { CollectedFacts } from './collected-facts.js';
import { LeaseKeeper } from './lease-keeper.js';
import { liveFacts } from './live-facts.js';
import { ProgressReporter } from './progress-reporter.js';
import { asProblem, judgeFailure } from './run-failure.js';
import { uploadFacts } from './upload-facts.js';

/** How a collect job ended. `skipped`: the run was not waiting any more, or its cluster is being collected. */
export type CollectReport = 'committed' | 'failed' | 'put-back' | 'skipped';

/**
 * Takes the snapshot a run asks for: lease, read, fold, store. Everything that outlives the process is in PostgreSQL, and
 * the commit checks the lease's epoch, so a crash, a repeated job or a second worker can neither lose nor double a run
 * (reliability §2.1, §2.3).
 */
@Injectable()
export class CollectStage {
  readonly #log = new Logger('Collect');
  readonly #owner = `${hostname()}/${randomUUID()}`;
  readonly #guard: EgressGuard;

  constructor(
    private readonly runs: RunsRepository,
    private readonly leases: LeasesRepository,
    private readonly snapshots: SnapshotsRepository,
    private readonly backlog: AssessmentBacklog,
    private readonly threads: EngineThreads,
    private readonly vault: Vault,
    private readonly producer: JobProducer,
    private readonly stopSignal: StopSignal,
    @Inject(PUB_SUB) private readonly pubSub: PubSub,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {
    this.#guard = guardFor('CLUSTER', config);
  }

  async run(runId: string): Promise<CollectReport> {
    const target = await this.runs.target(runId);
    if (target?.run.state !== 'QUEUED') return 'skipped';
    const { leaseSeconds } = this.config.snapshot;
    const lease = await this.leases.take(target.cluster.id, this.#owner, leaseSeconds);
    if (lease === undefined) return 'skipped';
    const keeper = new LeaseKeeper(this.leases, lease, leaseSeconds);
    try {
      if (!(await this.runs.start(runId, lease.epoch))) return 'skipped';
      return await this.#collect(target, lease, keeper.lost);
    } finally {
      keeper.stop();
      await this.leases.release(lease);
    }
  }

  async #collect(target: RunTarget, lease: Lease, lost: AbortSignal): Promise<CollectReport> {
    const { run, cluster } = target;
    const reported = { runId: run.id, epoch: lease.epoch, clusterUid: cluster.uid };
    const progress = new ProgressReporter(reported, this.runs, this.pubSub);
    try {
      const signal = AbortSignal.any([lost, this.stopSignal.signal]);
      const read = await this.#read(target, progress, signal);
      signal.throwIfAborted();
      progress.store(read.facts.objects.length + read.facts.podGroups.length);
      const snapshot = await this.snapshots.ingest({
        ...read,
        clusterId: cluster.id,
        runId: run.id,
        epoch: lease.epoch,
      });
      this.#log.log(`${cluster.name}: snapshot ${snapshot.seq} stored, ${snapshot.changed} objects changed`);
      await this.#hurry(cluster.id);
      return 'committed';
    } catch (error) {
      await progress.flush();
      return await this.#fail(target, lease, lost, error);
    } finally {
      await progress.flush();
      await this.pubSub.publish('run-progress', { clusterUid: cluster.uid, runId: run.id }).catch(() => undefined);
    }
  }

  async #read(target: RunTarget, progress: ProgressReporter, signal: AbortSignal): Promise<CollectedFacts> {
    const { run, cluster } = target;
    if (cluster.source === 'bundle') {
      const upload = await this.runs.upload(run.id);
      if (upload === null)
        throw new Problem('MANIFEST.UNREADABLE', 'A bundle cluster is read from uploads; upload manifests');
      return uploadFacts(this.threads, upload, cluster.name, this.config.uploadLimitBytes, this.clock.now());
    }
    const { vault, config } = this;
    const onProgress = progress.report.bind(progress);
    return liveFacts(target, { vault, guard: this.#guard, limits: config.snapshot, signal, onProgress });
  }

  /** The tick would find the snapshot as well; asking now saves its wait. */
  async #hurry(clusterId: number): Promise<void> {
    try {
      for (const next of await this.backlog.next(1, clusterId)) await this.producer.add('assess', next);
    } catch (error) {
      this.#log.warn(`The assessment waits for the next tick: ${messageOf(error)}`);
    }
  }

  async #fail(
    { run, cluster }: RunTarget,
    { epoch }: Lease,
    lost: AbortSignal,
    error: unknown,
  ): Promise<CollectReport> {
    const problem = asProblem(error);
    // Whoever took the cluster over decides about its runs; this one is found again by the tick.
    if (lost.aborted || problem.code === 'SNAPSHOT.FENCED') return 'put-back';
    if (this.stopSignal.signal.aborted) {
      await this.runs.requeue(run.id, epoch, 0);
      return 'put-back';
    }
    if (problem.code === 'INTERNAL') this.#log.error(error);
    const verdict = judgeFailure(problem, run.attempts + 1);
    this.#log.warn(`${cluster.name}: ${problem.code}: ${problem.message}`);
    if (verdict.next === 'retry') {
      await this.runs.requeue(run.id, epoch, verdict.delayMs, verdict.error);
      return 'put-back';
    }
    await this.runs.end(run.id, epoch, verdict.state, verdict.error, verdict.changed);
    return 'failed';
  }
}

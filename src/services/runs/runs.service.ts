import { Injectable } from '@nestjs/common';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { z } from 'zod';
import { AuditRepository } from '#src/adapters/store/audit.repository.js';
import { ClustersRepository } from '#src/adapters/store/clusters.repository.js';
import { RunsRepository } from '#src/adapters/store/runs.repository.js';
import { Problem } from '#src/lib/problem.js';
import type { Scope } from '../auth/scope.js';
import { ClustersService } from '../clusters/clusters.service.js';
import { runViewOf } from './run-view-of.js';
import type { RunView } from './run.view.js';

const compress = promisify(gzip);

/** How many runs of a cluster an answer shows. */
const LATEST = 20;

/** Asking for snapshots and following them. The rows written here are the commands; workers pick them up. */
@Injectable()
export class RunsService {
  constructor(
    private readonly runs: RunsRepository,
    private readonly clusterRows: ClustersRepository,
    private readonly clusters: ClustersService,
    private readonly audit: AuditRepository,
  ) {}

  /** Asks for a snapshot now; joins one that waits already. @throws Problem `NOT_FOUND`, `CONFLICT` for a bundle cluster */
  async request(scope: Scope, cluster: string): Promise<RunView> {
    const { id, uid, source } = await this.clusters.row(scope, cluster);
    if (source === 'bundle') {
      throw Problem.field(
        'body',
        'is empty: send the manifests of this bundle cluster as application/yaml, application/json or text/plain',
      );
    }
    const run = await this.runs.request(id, 'manual');
    await this.note(scope, 'snapshot.request', uid, { run: run.id });
    return runViewOf(run, uid);
  }

  /** Takes manifests as the next snapshot of a bundle cluster. @throws Problem `NOT_FOUND`, `CONFLICT` for other clusters */
  async upload(scope: Scope, cluster: string, manifests: string): Promise<RunView> {
    const { id, uid, source } = await this.clusters.row(scope, cluster);
    if (source !== 'bundle') {
      throw new Problem('CONFLICT', 'Only bundle clusters take uploads: this one is read from its API server');
    }
    if (manifests.trim() === '') throw Problem.field('body', 'must contain at least one manifest');
    const run = await this.runs.request(id, 'upload', Uint8Array.from(await compress(manifests)));
    await this.note(scope, 'snapshot.upload', uid, { run: run.id, bytes: Buffer.byteLength(manifests) });
    return runViewOf(run, uid);
  }

  /** @throws Problem `NOT_FOUND` */
  async read(scope: Scope, id: string): Promise<RunView> {
    const run = z.uuid().safeParse(id).success ? await this.runs.find(id) : null;
    const cluster = run === null ? null : await this.clusterRows.findById(scope.rows, run.clusterId);
    if (run === null || cluster === null) throw new Problem('NOT_FOUND', 'There is no such run');
    return runViewOf(run, cluster.uid);
  }

  /** The newest runs of a cluster. @throws Problem `NOT_FOUND` */
  async latest(scope: Scope, cluster: string): Promise<RunView[]> {
    const { id, uid } = await this.clusters.row(scope, cluster);
    return (await this.runs.latest(id, LATEST)).map((run) => runViewOf(run, uid));
  }

  private note(scope: Scope, action: string, uid: string, facts: Readonly<Record<string, unknown>>): Promise<void> {
    return this.audit.record({ principal: scope.principal.id, action, subject: `cluster ${uid}`, facts });
  }
}

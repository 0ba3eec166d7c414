import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import { serializeCredential, type ClusterConnection } from '#src/adapters/kube/connection.js';
import {
  ClustersRepository,
  type ClusterRow,
  type NewCluster,
  type Sealer,
} from '#src/adapters/store/clusters.repository.js';
import { Vault } from '#src/adapters/vault/vault.js';
import type { Config } from '#src/config/config.js';
import { CLOCK, CONFIG } from '#src/config/config.token.js';
import type { Clock } from '#src/lib/clock.js';
import { Problem } from '#src/lib/problem.js';
import type { Scope } from '../auth/scope.js';
import { decodeCursor, encodeCursor } from '../paging/cursor.js';
import { pageOf, type Page } from '../paging/page.js';
import { nameTaken, withUniqueName } from '../store/name-taken.js';
import { clusterViewOf } from './cluster-view-of.js';
import type {
  clusterListInput,
  RegisterClusterInput,
  replaceCredentialInput,
  updateClusterInput,
} from './cluster.input.js';
import type { ClusterView } from './cluster.view.js';
import { ConnectionTest, type TestedConnection } from './connection-test.js';

/** Registering clusters and looking after them. */
@Injectable()
export class ClustersService {
  constructor(
    private readonly clusters: ClustersRepository,
    private readonly test: ConnectionTest,
    private readonly vault: Vault,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** By name. */
  async list(
    scope: Scope,
    { first, after, label, ...filter }: z.infer<typeof clusterListInput>,
  ): Promise<Page<ClusterView>> {
    const rows = await this.clusters.list(scope.rows, {
      ...filter,
      label: readLabel(label),
      after: decodeCursor(after, z.tuple([z.string()]))?.[0],
      take: first + 1,
    });
    const summaries = await this.clusters.summaries(rows.map(({ id }) => id));
    return pageOf(
      rows,
      first,
      ({ name }) => encodeCursor([name]),
      (row) => clusterViewOf(row, summaries.get(row.id), scope, this.clock.now()),
    );
  }

  /** By public id or name. @throws Problem `NOT_FOUND`, the same whether it does not exist or may not be seen. */
  async read(scope: Scope, idOrName: string): Promise<ClusterView> {
    return this.view(await this.row(scope, idOrName), scope);
  }

  /** Several at once by public id; null where one is not visible. */
  async readMany(scope: Scope, ids: readonly string[]): Promise<(ClusterView | null)[]> {
    const rows = await this.clusters.findByUids(scope.rows, ids);
    const summaries = await this.clusters.summaries(rows.map(({ id }) => id));
    const views = new Map(
      rows.map((row) => [row.uid, clusterViewOf(row, summaries.get(row.id), scope, this.clock.now())]),
    );
    return ids.map((id) => views.get(id) ?? null);
  }

  /** The row behind an id or a name, for the other use cases. @throws Problem `NOT_FOUND` */
  async row(scope: Scope, idOrName: string): Promise<ClusterRow> {
    const row = await this.clusters.find(scope.rows, idOrName);
    if (row === null) throw new Problem('NOT_FOUND', 'There is no such cluster');
    return row;
  }

  /**
   * Tests the connection, then stores the cluster with its encrypted credential; its first snapshot is asked for at once.
   * @throws Problem whatever the connection test refuses, `CONFLICT` when the name is taken; nothing is stored then.
   */
  async register(scope: Scope, input: RegisterClusterInput): Promise<ClusterView> {
    const { name, source, labels, overrideReason } = input;
    // Asking first spares the cluster a visit; the unique index still decides.
    if ((await this.clusters.find(scope.rows, name))?.name === name) throw nameTaken('cluster', 'name', name);
    const tested = source === 'bundle' ? null : await this.test.run(input, overrideReason);
    const overridden =
      overrideReason !== undefined && (tested?.preflight.powers.length ?? 0) > 0 ? overrideReason : null;
    const data: NewCluster = {
      name,
      source,
      labels,
      ...storedParts(tested),
      overrideReason: overridden,
      intervalSeconds: input.intervalSeconds ?? this.config.snapshot.intervalSeconds,
    };
    const seal = tested === null ? null : this.sealer(tested.connection);
    const row = await withUniqueName('cluster', 'name', name, () =>
      this.clusters.insert(data, seal, ({ uid }) => ({
        principal: scope.principal.id,
        action: 'cluster.register',
        subject: `cluster ${uid}`,
        facts: { name, source, serverUrl: data.serverUrl, ...overrideFacts(overridden, tested) },
      })),
    );
    return this.view(row, scope);
  }

  /** @throws Problem `NOT_FOUND`, `CONFLICT` */
  async update(scope: Scope, idOrName: string, change: z.infer<typeof updateClusterInput>): Promise<ClusterView> {
    const { id, uid } = await this.row(scope, idOrName);
    const row = await withUniqueName('cluster', 'name', change.name ?? '', () =>
      this.clusters.update(id, change, {
        principal: scope.principal.id,
        action: 'cluster.update',
        subject: `cluster ${uid}`,
        facts: change,
      }),
    );
    return this.view(row, scope);
  }

  /**
   * Puts another credential in place after testing it against the registered server; it must be the same cluster.
   * @throws Problem `NOT_FOUND`, `CLUSTER.CHANGED`, whatever the connection test refuses; the old credential stays then.
   */
  async replaceCredential(
    scope: Scope,
    idOrName: string,
    input: z.infer<typeof replaceCredentialInput>,
  ): Promise<ClusterView> {
    const row = await this.row(scope, idOrName);
    if (row.source !== 'kubernetes' || row.serverUrl === null) {
      throw new Problem('CONFLICT', 'A bundle cluster has no credential: upload manifests instead');
    }
    const { kubeconfig, context, credential, overrideReason } = input;
    const registered = {
      serverUrl: row.serverUrl,
      caPem: row.caPem ?? undefined,
      tlsServerName: row.tlsServerName ?? undefined,
    };
    const wish = kubeconfig === undefined ? { ...registered, credential } : { kubeconfig, context };
    const tested = await this.test.run(wish, overrideReason);
    if (tested.connection.server !== row.serverUrl) {
      throw Problem.field(
        'kubeconfig',
        `names another server than ${row.serverUrl}: register that one as a cluster of its own`,
      );
    }
    if (row.kubeSystemUid !== null && tested.kubeSystemUid !== row.kubeSystemUid) {
      throw new Problem(
        'CLUSTER.CHANGED',
        'Another cluster answers at this address (its kube-system UID differs): nothing was changed',
      );
    }
    const overridden = overrideReason !== undefined && tested.preflight.powers.length > 0 ? overrideReason : null;
    const seen = { preflight: tested.preflight, overrideReason: overridden, kubeVersion: tested.preflight.version };
    const changed = await this.clusters.replaceCredential(row.id, seen, this.sealer(tested.connection), {
      principal: scope.principal.id,
      action: 'cluster.credential.replace',
      subject: `cluster ${row.uid}`,
      facts: { type: tested.connection.credential.type, ...overrideFacts(overridden, tested) },
    });
    return this.view(changed, scope);
  }

  /** Hides the cluster and destroys its credential; what was recorded stays until retention removes it. @throws Problem `NOT_FOUND` */
  async delete(scope: Scope, idOrName: string): Promise<void> {
    const { id, uid, name } = await this.row(scope, idOrName);
    await this.clusters.delete(id, {
      principal: scope.principal.id,
      action: 'cluster.delete',
      subject: `cluster ${uid}`,
      facts: { name },
    });
  }

  private async view(row: ClusterRow, scope: Scope): Promise<ClusterView> {
    const summaries = await this.clusters.summaries([row.id]);
    return clusterViewOf(row, summaries.get(row.id), scope, this.clock.now());
  }

  private sealer(connection: ClusterConnection): Sealer {
    const { credential } = connection;
    return (row) => ({
      type: credential.type,
      ...this.vault.seal(serializeCredential(credential), { table: 'credential', ...row }),
    });
  }
}

function storedParts(
  tested: TestedConnection | null,
): Omit<NewCluster, 'name' | 'source' | 'labels' | 'overrideReason' | 'intervalSeconds'> {
  return {
    serverUrl: tested?.connection.server ?? null,
    tlsServerName: tested?.connection.tlsServerName ?? null,
    caPem: tested?.connection.caPem ?? null,
    caHash: tested?.caHash ?? null,
    kubeSystemUid: tested?.kubeSystemUid ?? null,
    kubeVersion: tested?.preflight.version ?? null,
    preflight: tested?.preflight ?? null,
  };
}

function overrideFacts(overrideReason: string | null, tested: TestedConnection | null): object {
  return overrideReason === null ? {} : { overrideReason, powers: tested?.preflight.powers ?? [] };
}

function readLabel(label: string | undefined): readonly [string, string] | undefined {
  if (label === undefined) return undefined;
  const equals = label.indexOf('=');
  if (equals < 1) throw Problem.field('label', 'must be key=value');
  return [label.slice(0, equals), label.slice(equals + 1)];
}

import { Inject, Injectable } from '@nestjs/common';
import type { EgressGuard } from '#src/adapters/egress/egress-guard.js';
import { guardFor } from '#src/adapters/egress/guard-for.js';
import { connectionOf } from '#src/adapters/kube/connection-parts.js';
import type { ClusterConnection } from '#src/adapters/kube/connection.js';
import { parseKubeconfig } from '#src/adapters/kube/kubeconfig.js';
import { preflight, requireModestCredential } from '#src/adapters/kube/preflight.js';
import type { Config } from '#src/config/config.js';
import { CLOCK, CONFIG } from '#src/config/config.token.js';
import type { Clock } from '#src/lib/clock.js';
import type { CredentialInput } from './cluster.input.js';
import type { PreflightView } from './cluster.view.js';

/** What a connection test found out, ready to be stored. */
export interface TestedConnection {
  readonly connection: ClusterConnection;
  readonly kubeSystemUid: string;
  readonly caHash: string | null;
  readonly preflight: PreflightView;
}

/** Connection details as callers give them. */
export interface ConnectionWish {
  readonly serverUrl?: string | undefined;
  readonly caPem?: string | undefined;
  readonly tlsServerName?: string | undefined;
  readonly credential?: CredentialInput | undefined;
  readonly kubeconfig?: string | undefined;
  readonly context?: string | undefined;
}

/** Longest time a connection test may take: somebody is waiting for the answer. */
const TEST_MS = 20_000;

/** Tries a connection before it is stored: who answers, what can be read, and what the credential could do beyond that. */
@Injectable()
export class ConnectionTest {
  private readonly guard: EgressGuard;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {
    this.guard = guardFor('CLUSTER', config);
  }

  /**
   * @param overrideReason accepts a credential that can do too much
   * @throws Problem `KUBECONFIG.REFUSED`, `INPUT.INVALID`, `EGRESS.DENIED`, `CLUSTER.…`, `CREDENTIAL.…`
   */
  async run(wish: ConnectionWish, overrideReason: string | undefined): Promise<TestedConnection> {
    const connection = read(wish);
    await this.guard.checkUrl(connection.server, wish.kubeconfig === undefined ? 'serverUrl' : 'kubeconfig');
    const signal = AbortSignal.timeout(TEST_MS);
    const report = await preflight(connection, { guard: this.guard, limits: this.config.snapshot, signal });
    if (overrideReason === undefined) requireModestCredential(report);
    const kinds = (wanted: (state: string) => boolean) =>
      report.kinds
        .filter(({ state }) => wanted(state))
        .map(({ kind }) => kind)
        .sort();
    return {
      connection,
      kubeSystemUid: report.kubeSystemUid,
      caHash: report.caHash ?? null,
      preflight: {
        at: this.clock.now().toISOString(),
        version: report.version,
        kindsFound: kinds((state) => state === 'COMPLETE'),
        kindsForbidden: kinds((state) => state === 'FORBIDDEN'),
        powers: [...report.powers],
      },
    };
  }
}

function read({
  serverUrl = '',
  caPem,
  tlsServerName,
  credential,
  kubeconfig,
  context,
}: ConnectionWish): ClusterConnection {
  if (kubeconfig !== undefined) return parseKubeconfig(kubeconfig, context);
  return connectionOf({ server: serverUrl, caPem, tlsServerName, ...credential });
}

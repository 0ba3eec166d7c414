import { type Agent, type Dispatcher } from 'undici';
import type { EgressGuard } from '#src/adapters/egress/egress-guard.js';
import { Problem } from '#src/lib/problem.js';
import { type ApiAnswer, readAnswer } from './api-answer.js';
import type { ClusterConnection } from './connection.js';
import { DEFAULT_RETRY, type RetryPolicy, withRetry } from './retry.js';
import type { TransportLimits } from './transport-limits.js';
import { asTransportProblem } from './transport-problem.js';

/** How one conversation with a cluster is held. */
export interface TransportOptions {
  readonly guard: EgressGuard;
  readonly limits: TransportLimits;
  readonly retry?: RetryPolicy | undefined;
  /** Ends the conversation; when its reason is a Problem, that is what requests throw. */
  readonly signal?: AbortSignal | undefined;
}

/** What a request asks for beside its path. */
export interface ApiRequest {
  readonly accept?: string | undefined;
  /** JSON to POST; without it the request is a GET. */
  readonly post?: object | undefined;
  /** Further attempts, when they differ from the retry policy. */
  readonly retries?: number;
}

const JSON_TYPE = 'application/json';

/**
 * One keep-alive pool of verified TLS connections to one API server. Every request has a total timeout and a size limit,
 * asks for no compression (a small body could expand without bound) and follows no redirect.
 */
export class KubeTransport {
  readonly #agent: Agent;
  readonly #origin: string;
  readonly #prefix: string;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #limits: TransportLimits;
  readonly #retry: RetryPolicy;
  readonly #signal: AbortSignal | undefined;

  constructor(
    { server, caPem, tlsServerName, credential }: ClusterConnection,
    { guard, limits, retry, signal }: TransportOptions,
  ) {
    const url = new URL(server);
    this.#origin = url.origin;
    this.#prefix = url.pathname.replace(/\/$/, '');
    this.#limits = limits;
    this.#retry = retry ?? DEFAULT_RETRY;
    this.#signal = signal;
    this.#headers = {
      'accept-encoding': 'identity',
      'user-agent': 'fenceline',
      ...(credential.type === 'token' ? { authorization: `Bearer ${credential.token.reveal()}` } : {}),
    };
    this.#agent = guard.agent({
      connections: 4,
      connectTimeoutMs: Math.min(10_000, limits.pageTimeoutMs),
      headersTimeoutMs: Math.min(10_000, limits.pageTimeoutMs),
      bodyTimeoutMs: Math.min(15_000, limits.pageTimeoutMs),
      maxResponseBytes: limits.maxPageBytes,
      ...(caPem === undefined ? {} : { ca: caPem }),
      ...(tlsServerName === undefined ? {} : { servername: tlsServerName }),
      ...(credential.type === 'token' ? {} : { cert: credential.certPem.reveal(), key: credential.keyPem.reveal() }),
    });
  }

  /**
   * Asks until the answer is not transient any more (429, 5xx, lost connections), as the retry policy allows.
   * @throws Problem `CREDENTIAL.REJECTED` (401), `CLUSTER.PROTOCOL` (a redirect, HTML, broken JSON…), `CLUSTER.TLS`,
   * `CLUSTER.UNREACHABLE`, `SNAPSHOT.TOO_LARGE` (over the size limit), `EGRESS.DENIED`.
   */
  ask(path: string, request: ApiRequest = {}): Promise<ApiAnswer> {
    const retry = request.retries === undefined ? this.#retry : { ...this.#retry, retries: request.retries };
    return withRetry(() => this.#send(path, request), retry, this.#signal);
  }

  async #send(path: string, { accept, post }: ApiRequest): Promise<ApiAnswer> {
    const signal = this.#signal;
    const timeout = AbortSignal.timeout(this.#limits.pageTimeoutMs);
    const options: Dispatcher.RequestOptions = {
      origin: this.#origin,
      path: this.#prefix + path,
      method: post === undefined ? 'GET' : 'POST',
      headers: {
        ...this.#headers,
        accept: accept ?? JSON_TYPE,
        ...(post === undefined ? {} : { 'content-type': JSON_TYPE }),
      },
      body: post === undefined ? null : JSON.stringify(post),
      signal: signal === undefined ? timeout : AbortSignal.any([timeout, signal]),
    };
    try {
      const response = await this.#agent.request(options);
      return await readAnswer(path, response);
    } catch (error) {
      if (error instanceof Problem) throw error;
      if (signal?.aborted === true && signal.reason instanceof Problem) throw signal.reason;
      throw asTransportProblem(error, { path, limits: this.#limits });
    }
  }

  /** Closes every connection, also those with a request on them. */
  async close(): Promise<void> {
    await this.#agent.destroy();
  }
}

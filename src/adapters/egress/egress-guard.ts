import { lookup as dnsLookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { Agent, buildConnector } from 'undici';
import { Problem } from '#src/lib/problem.js';
import { type ClassifiedAddress, classifyAddress } from './address-range.js';
import { AllowList } from './allow-list.js';
import { canonicalHost } from './canonical-host.js';
import { parseUrl } from './parse-url.js';

/**
 * `PUBLIC` (webhooks, issuers): global addresses, and single destinations the operator listed.
 * `CLUSTER` (API servers, often on private networks): the same, and every network the operator listed.
 */
export type EgressPolicy = 'PUBLIC' | 'CLUSTER';

/** Resolves a name to all its addresses. */
export type ResolveAll = (host: string) => Promise<readonly string[]>;

/** What a guard is made of. */
export interface EgressGuardOptions {
  readonly policy: EgressPolicy;
  /** `EGRESS_ALLOW` of the configuration. */
  readonly allow?: readonly string[];
  /** Our own services as `host:port`; never connected to on anybody's behalf, even when an allowed network holds them. */
  readonly ownEndpoints?: readonly string[];
  /** Where names are looked up; the system's resolver by default. */
  readonly resolve?: ResolveAll;
}

/** TLS material and limits of one pool of connections. Verification itself cannot be turned off. */
export interface GuardedAgentOptions {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly servername?: string;
  /** Connections to one origin. */
  readonly connections?: number;
  readonly connectTimeoutMs?: number;
  readonly headersTimeoutMs?: number;
  readonly bodyTimeoutMs?: number;
  readonly maxResponseBytes?: number;
}

/**
 * The one way out of the process. A destination is judged three times: the host as written, every address it resolves to
 * (one bad answer refuses all), and the address the socket reached. Resolving and connecting are one step, so an answer
 * cannot change between the check and the use. Redirects are never followed: callers use `request`, which does not.
 */
export class EgressGuard {
  readonly #allow: AllowList;
  readonly #own: readonly { readonly host: string; readonly port: string }[];
  readonly #resolve: ResolveAll;

  constructor(options: EgressGuardOptions) {
    const allow = AllowList.parse(options.allow ?? []);
    this.#allow = options.policy === 'CLUSTER' ? allow : allow.onlySingleDestinations();
    this.#own = (options.ownEndpoints ?? []).map(endpointOf);
    this.#resolve = options.resolve ?? resolveWithSystem;
  }

  /**
   * Judges a URL before it is stored; every connection is judged again.
   * @param field the input field named in the problem.
   * @throws Problem `INPUT.INVALID` (not an absolute https URL, credentials inside, name unknown) or `EGRESS.DENIED`.
   */
  async checkUrl(text: string, field = 'url'): Promise<URL> {
    const url = parseUrl(text);
    if (url === null) throw Problem.field(field, 'must be an absolute URL such as https://api.example.com:6443');
    if (url.protocol !== 'https:' && url.protocol !== 'http:') throw Problem.field(field, 'must start with https://');
    if (url.username !== '' || url.password !== '') throw Problem.field(field, 'must not contain a user or password');
    const addresses = await this.#addressesOf(url.hostname, url.port || defaultPort(url.protocol)).catch(
      asField(field),
    );
    this.#requireTls(url.protocol, url.hostname, addresses);
    return url;
  }

  /** A keep-alive pool whose every connection passes this guard; TLS 1.2 or newer, always verified. Close it after use. */
  agent(options: GuardedAgentOptions = {}): Agent {
    return new Agent({
      connect: this.#connector(options),
      connections: options.connections ?? 4,
      pipelining: 1,
      headersTimeout: options.headersTimeoutMs ?? 10_000,
      bodyTimeout: options.bodyTimeoutMs ?? 15_000,
      maxResponseSize: options.maxResponseBytes ?? -1,
    });
  }

  #connector({ ca, cert, key, servername, connectTimeoutMs }: GuardedAgentOptions): buildConnector.connector {
    const connect = buildConnector({
      ...(ca === undefined ? {} : { ca }),
      ...(cert === undefined ? {} : { cert }),
      ...(key === undefined ? {} : { key }),
      ...(servername === undefined ? {} : { servername }),
      rejectUnauthorized: true,
      minVersion: 'TLSv1.2',
      allowH2: false,
      timeout: connectTimeoutMs ?? 10_000,
      lookup: this.#lookup,
    });
    return (options, callback) => {
      this.#vetBeforeConnect(options).then(
        () => {
          connect(options, (...[error, socket]) => {
            if (error !== null) {
              callback(error, null);
              return;
            }
            const refusal = this.#vetReached(options, socket.remoteAddress);
            if (refusal === undefined) {
              callback(null, socket);
              return;
            }
            socket.destroy();
            callback(refusal, null);
          });
        },
        (error: unknown) => {
          callback(error instanceof Error ? error : new Problem('INTERNAL', String(error)), null);
        },
      );
    };
  }

  /** Names are judged while they are resolved (see {@link #lookup}); here only what needs no or an extra resolution. */
  async #vetBeforeConnect({ hostname, port, protocol }: buildConnector.Options): Promise<void> {
    const host = requireHost(hostname);
    const literal = classifyAddress(host);
    if (literal !== undefined) this.#permit(host, [literal]);
    const target = port || defaultPort(protocol);
    const contested = this.#own.some((own) => own.port === target);
    if (contested || protocol === 'http:') this.#requireTls(protocol, host, await this.#addressesOf(hostname, target));
  }

  #vetReached({ hostname }: buildConnector.Options, reached: string | undefined): Problem | undefined {
    const address = reached === undefined ? undefined : classifyAddress(reached);
    if (address === undefined) return denied(hostname, 'the connection has no remote address');
    try {
      this.#permit(requireHost(hostname), [address]);
      return undefined;
    } catch (error) {
      return error instanceof Problem ? error : denied(hostname, 'the address could not be judged');
    }
  }

  readonly #lookup: LookupFunction = (hostname, options, callback) => {
    this.#resolveAndPermit(hostname).then(
      (addresses) => {
        const answers = addresses.map(({ address }) => ({
          address: address.toString(),
          family: address.kind() === 'ipv4' ? 4 : 6,
        }));
        const wanted = answers.filter(({ family }) => !options.family || family === Number(options.family));
        const [first] = wanted;
        if (first === undefined) callback(denied(hostname, 'it has no usable address'), '', 4);
        else if (options.all === true) callback(null, wanted);
        else callback(null, first.address, first.family);
      },
      (error: unknown) => {
        callback(error as NodeJS.ErrnoException, '', 4);
      },
    );
  };

  async #addressesOf(hostname: string, port: string): Promise<readonly ClassifiedAddress[]> {
    const addresses = await this.#resolveAndPermit(hostname);
    const reached = new Set(addresses.map(({ address }) => address.toString()));
    for (const own of this.#own.filter((endpoint) => endpoint.port === port)) {
      const ours = await this.#answersOf(own.host).catch(() => []);
      if (own.host === canonicalHost(hostname) || ours.some((address) => reached.has(canonicalAddress(address)))) {
        throw denied(hostname, `port ${port} of this host belongs to Fenceline itself`);
      }
    }
    return addresses;
  }

  async #resolveAndPermit(hostname: string): Promise<readonly ClassifiedAddress[]> {
    const host = requireHost(hostname);
    const answers = await this.#answersOf(host);
    const addresses = answers.map((answer) => classifyAddress(answer) ?? unreadable(host));
    if (addresses.length === 0) throw denied(host, 'it resolves to no address');
    this.#permit(host, addresses);
    return addresses;
  }

  async #answersOf(host: string): Promise<readonly string[]> {
    return classifyAddress(host) === undefined ? this.#resolve(host) : [host];
  }

  #permit(host: string, addresses: readonly ClassifiedAddress[]): void {
    for (const address of addresses) {
      if (address.class === 'public' || this.#allow.permits(host, address)) continue;
      // The answer itself is not shown: it would let a caller read our internal name service.
      const reason = `it leads to a ${address.range} address`;
      const way = address.class === 'forbidden' ? '' : '; the operator can list it in EGRESS_ALLOW';
      throw denied(host, reason + way);
    }
  }

  /** Plain http is for receivers on the operator's own network only. */
  #requireTls(protocol: string, hostname: string, addresses: readonly ClassifiedAddress[]): void {
    if (protocol === 'https:') return;
    const host = requireHost(hostname);
    if (addresses.every((address) => this.#allow.permits(host, address))) return;
    throw denied(host, 'plain http is accepted only for destinations listed in EGRESS_ALLOW; use https');
  }
}

function denied(host: string, reason: string): Problem {
  return new Problem('EGRESS.DENIED', `Connections to "${host.slice(0, 253)}" are not permitted: ${reason}`);
}

function unreadable(host: string): never {
  throw denied(host, 'it resolves to something that is not an address');
}

function requireHost(hostname: string): string {
  const host = canonicalHost(hostname);
  if (host === undefined) throw denied(hostname, 'it is not a valid host name');
  return host;
}

function canonicalAddress(text: string): string {
  return classifyAddress(text)?.address.toString() ?? text;
}

function defaultPort(protocol: string): string {
  return protocol === 'https:' ? '443' : '80';
}

function endpointOf(text: string): { host: string; port: string } {
  const colon = text.lastIndexOf(':');
  return { host: canonicalHost(text.slice(0, colon)) ?? text, port: text.slice(colon + 1) };
}

function asField(field: string) {
  return (error: unknown): never => {
    if (error instanceof Problem) throw error;
    throw Problem.field(field, 'the host name cannot be resolved; check its spelling and our name service');
  };
}

function resolveWithSystem(host: string): Promise<readonly string[]> {
  return new Promise((resolve, reject) => {
    dnsLookup(host, { all: true }, (error, addresses) => {
      if (error === null) resolve(addresses.map(({ address }) => address));
      else reject(error);
    });
  });
}

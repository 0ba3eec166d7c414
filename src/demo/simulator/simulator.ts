import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { TLSSocket } from 'node:tls';
import { Problem, messageOf } from '#src/lib/problem.js';
import { Access, type Power } from './access.js';
import { type Authority, createAuthority, type KeyPair } from './certificates.js';
import type { KubeObject } from './kube-object.js';
import { ObjectStore } from './object-store.js';
import { replyStatus } from './reply.js';
import { readReviewBody, route, type ServedCluster } from './router.js';
import { type ServedResource, servedResources } from './served-resource.js';

/** What a request asked for, kept so that tests can see everything a client did. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly accept: string;
  readonly acceptEncoding: string;
  /** Number of the TLS connection it came on, from 1. */
  readonly connection: number;
}

/** Answers a request in place of the simulator (true), or leaves it alone (false), at once or later. Used to misbehave in tests. */
export type Fault = (request: SeenRequest, response: ServerResponse) => boolean | Promise<boolean>;

/** What a simulated cluster is made of. */
export interface SimulatorOptions {
  readonly name: string;
  readonly objects: readonly KubeObject[];
  /** Resources that answer 403: `pods` or `networkpolicies.networking.k8s.io`. */
  readonly forbidden?: readonly string[];
  /** Permissions of the credential beyond reading. */
  readonly powers?: readonly Power[];
  /** Custom kinds served without any object, as `group/version/Kind`. */
  readonly installed?: readonly string[];
  /** Bearer token; a random one by default. */
  readonly token?: string;
  /** Kubernetes version it claims. */
  readonly version?: string;
  readonly legacyDiscovery?: boolean;
  /** Port on 127.0.0.1; a free one by default. */
  readonly port?: number;
  /** Server certificate to show instead of the one for 127.0.0.1 and localhost. */
  readonly certificate?: KeyPair;
  readonly fault?: Fault;
}

/** A Kubernetes API server on 127.0.0.1 over real TLS, serving given objects read-only. */
export interface Simulator {
  readonly name: string;
  readonly url: string;
  readonly caPem: string;
  readonly token: string;
  readonly authority: Authority;
  readonly requests: readonly SeenRequest[];
  /** Text of a kubeconfig that reaches it with the token. */
  kubeconfig(): string;
  /** A client certificate it accepts in place of the token. */
  clientCertificate(): Promise<KeyPair>;
  replaceObjects(objects: readonly KubeObject[]): void;
  /** Misbehaves from now on; undefined behaves again. */
  setFault(fault: Fault | undefined): void;
  close(): Promise<void>;
}

/** Starts a simulated cluster. Close it after use. */
export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const authority = await createAuthority(`${options.name} simulated cluster CA`);
  const names = { dnsNames: ['localhost', 'kubernetes.default.svc'], ips: ['127.0.0.1'] };
  const pair =
    options.certificate ?? (await authority.issue({ commonName: 'kube-apiserver', usage: 'server', ...names }));
  const token = options.token ?? randomBytes(32).toString('base64url');
  const requests: SeenRequest[] = [];
  const connections = new WeakMap<object, number>();
  let connectionCount = 0;
  let { fault } = options;
  let cluster = serve(options, new ObjectStore(options.name, options.objects), options.objects);

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', 'https://simulator');
    const seen: SeenRequest = {
      method: request.method ?? 'GET',
      path: url.pathname,
      query: url.search,
      accept: request.headers.accept ?? '',
      acceptEncoding: request.headers['accept-encoding'] ?? '',
      connection: connections.get(request.socket) ?? 0,
    };
    requests.push(seen);
    if ((await fault?.(seen, response)) === true) return;
    if (!isAuthenticated(request, token)) {
      replyStatus(response, 401, 'Unauthorized', 'Unauthorized');
      return;
    }
    await route(cluster, { ...seen, query: url.searchParams, body: () => readReviewBody(request) }, response);
  };
  const server = createServer(
    {
      cert: pair.certPem,
      key: pair.keyPem,
      ca: authority.caPem,
      requestCert: true,
      rejectUnauthorized: false,
      minVersion: 'TLSv1.2',
    },
    (request, response) => {
      answer(request, response).catch((error: unknown) => {
        if (response.headersSent) response.destroy();
        else replyStatus(response, 500, 'InternalError', messageOf(error));
      });
    },
  );
  server.on('secureConnection', (socket) => connections.set(socket, (connectionCount += 1)));
  const port = await listen(server, options.port ?? 0);
  const url = `https://127.0.0.1:${port}`;
  return {
    name: options.name,
    url,
    caPem: authority.caPem,
    token,
    authority,
    requests,
    kubeconfig: () => kubeconfigText(options.name, url, authority.caPem, token),
    clientCertificate: () =>
      authority.issue({ commonName: 'fenceline-reader', organization: 'fenceline', usage: 'client' }),
    replaceObjects: (objects) => {
      cluster.store.replace(objects);
      cluster = serve(options, cluster.store, objects, cluster.resources);
    },
    setFault: (next) => {
      fault = next;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

function serve(
  options: SimulatorOptions,
  store: ObjectStore,
  objects: readonly KubeObject[],
  before: readonly ServedResource[] = [],
): ServedCluster {
  return {
    version: options.version ?? 'v1.33.4',
    store,
    access: new Access(options.forbidden, options.powers),
    resources: servedResources(objects, options.installed, before),
    legacyDiscovery: options.legacyDiscovery ?? false,
  };
}

function isAuthenticated(request: IncomingMessage, token: string): boolean {
  const given = Buffer.from(request.headers.authorization ?? '');
  const expected = Buffer.from(`Bearer ${token}`);
  if (given.length > 0) return given.length === expected.length && timingSafeEqual(given, expected);
  return request.socket instanceof TLSSocket && request.socket.authorized;
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      reject(new Problem('DEPENDENCY.UNAVAILABLE', `The simulated API server cannot listen: ${error.message}`));
    });
    server.listen(port, '127.0.0.1', () => {
      resolve((server.address() as AddressInfo).port);
    });
  });
}

/** JSON is YAML: kubectl reads it, and so does our own parser. */
function kubeconfigText(name: string, server: string, caPem: string, token: string): string {
  const cluster = { server, 'certificate-authority-data': Buffer.from(caPem).toString('base64') };
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': name,
    clusters: [{ name, cluster }],
    users: [{ name: 'fenceline-reader', user: { token } }],
    contexts: [{ name, context: { cluster: name, user: 'fenceline-reader' } }],
  };
  return `${JSON.stringify(config, null, 2)}\n`;
}

import helmet from '@fastify/helmet';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { createHash } from 'node:crypto';
import { problemOf } from '#src/api/problems/problem-of.js';
import { sendProblem } from '#src/api/problems/send-problem.js';
import type { Config } from '#src/config/config.js';
import { Problem } from '#src/lib/problem.js';
import { KnownRoutes } from './known-routes.js';

/** The one route that takes manifests, and so larger bodies of more types. */
const UPLOAD = /\/clusters\/:id\/snapshots$/;

/** Pages for people load their own scripts and styles; everything else loads nothing. */
const PAGE_POLICY =
  "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; script-src 'self'; frame-ancestors 'none'";
const API_POLICY = "default-src 'none'; frame-ancestors 'none'";

/** Nest would replace the error handler by one that answers in Fastify's own format. */
class ProblemAdapter extends FastifyAdapter {
  override setErrorHandler(): ReturnType<FastifyAdapter['setErrorHandler']> {
    return this.getInstance<ReturnType<FastifyAdapter['setErrorHandler']>>();
  }
}

/** The HTTP server with its limits, before any route is registered. */
export async function httpServer(config: Config): Promise<FastifyAdapter> {
  const adapter = new ProblemAdapter({
    bodyLimit: config.bodyLimitBytes,
    forceCloseConnections: true,
    connectionTimeout: 60_000,
    requestTimeout: 60_000,
    routerOptions: { maxParamLength: 500 },
  });
  const server: FastifyInstance = adapter.getInstance<FastifyInstance>();
  const routes = new KnownRoutes().watch(server);
  server.addHook('onRoute', (route) => {
    if (UPLOAD.test(route.url)) route.bodyLimit = config.uploadLimitBytes;
  });
  for (const type of ['application/yaml', 'application/x-yaml', 'text/yaml', 'text/x-yaml']) {
    server.addContentTypeParser(type, { parseAs: 'string' }, (_request, body, done) => {
      done(null, body);
    });
  }
  acceptTextOnlyForUploads(server);
  answerConditionally(server);
  await server.register(helmet, { contentSecurityPolicy: false, crossOriginEmbedderPolicy: false });
  // What goes wrong before a handler is reached: bodies that are too large, unreadable or of another type.
  server.setErrorHandler((error, request, reply) => {
    sendProblem(problemOf(error), request, reply);
  });
  server.decorate('methodsAt', (path: string) => routes.methodsAt(path));
  return adapter;
}

/** Only the upload route reads text; elsewhere a text body would reach a handler that expects an object. */
function acceptTextOnlyForUploads(server: FastifyInstance): void {
  server.addHook('preValidation', (request, _reply, done) => {
    const isText = typeof request.body === 'string';
    if (!isText || UPLOAD.test(request.routeOptions.url ?? '')) {
      done();
      return;
    }
    done(new Problem('UNSUPPORTED_MEDIA_TYPE', 'Send application/json'));
  });
}

/** Entity tags on JSON answers, so that clients can ask whether anything changed; answers are private either way. */
function answerConditionally(server: FastifyInstance): void {
  server.addHook('onSend', (request, reply, payload, done) => {
    if (!reply.hasHeader('content-security-policy'))
      void reply.header('content-security-policy', policyFor(request.url));
    if (!request.url.startsWith('/api/')) {
      done(null, payload);
      return;
    }
    if (!reply.hasHeader('cache-control')) void reply.header('cache-control', 'private, no-cache');
    if (request.method !== 'GET' || reply.statusCode !== 200 || typeof payload !== 'string') {
      done(null, payload);
      return;
    }
    const tag = `W/"${createHash('sha256').update(payload).digest('base64url').slice(0, 27)}"`;
    void reply.header('etag', tag);
    if (request.headers['if-none-match'] !== tag) {
      done(null, payload);
      return;
    }
    void reply.code(304).removeHeader('content-length').removeHeader('content-type');
    done(null, '');
  });
}

function policyFor(url: string): string {
  return url.startsWith('/docs') ? PAGE_POLICY : API_POLICY;
}

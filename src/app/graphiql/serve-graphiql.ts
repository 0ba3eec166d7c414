import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { GRAPHIQL_PAGE, GRAPHIQL_POLICY, GRAPHIQL_SCRIPT, GRAPHIQL_STYLE } from './graphiql-page.js';

/** Browser bundles as their packages ship them; the release of React is the last one that has any. */
const BUNDLES = [
  ['react', 'umd/react.production.min.js'],
  ['react-dom', 'umd/react-dom.production.min.js'],
  ['graphiql', 'graphiql.min.js'],
  ['graphiql', 'graphiql.min.css'],
] as const;

const { resolve } = createRequire(import.meta.url);

/** Serves GraphiQL at `/graphiql` from installed packages alone, so it also works where there is no internet. */
export async function serveGraphiql(server: FastifyInstance): Promise<void> {
  server.addHook('onRequest', (_request, reply, done) => {
    void reply.header('content-security-policy', GRAPHIQL_POLICY);
    done();
  });
  server.get('/graphiql', (_request, reply) => reply.type('text/html').send(GRAPHIQL_PAGE));
  server.get('/graphiql/page.css', (_request, reply) => reply.type('text/css').send(GRAPHIQL_STYLE));
  server.get('/graphiql/page.js', (_request, reply) => reply.type('text/javascript').send(GRAPHIQL_SCRIPT));
  await server.register(fastifyStatic, { root: packageFolder('graphiql'), serve: false });
  for (const [name, path] of BUNDLES) {
    const file = join(packageFolder(name), path);
    server.get(`/graphiql/${basename(file)}`, (_request, reply) => reply.sendFile(basename(file), dirname(file)));
  }
}

function packageFolder(name: string): string {
  return dirname(resolve(`${name}/package.json`));
}

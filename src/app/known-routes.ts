import type { FastifyInstance } from 'fastify';

/** Routes as they are registered, to tell a wrong method (405) from a wrong address (404). */
export class KnownRoutes {
  private readonly routes: { readonly methods: readonly string[]; readonly segments: readonly string[] }[] = [];

  /** Starts listening; call it before routes are registered. */
  watch(server: FastifyInstance): this {
    server.addHook('onRoute', ({ method, url }) => {
      this.routes.push({ methods: [method].flat(), segments: url.split('/') });
    });
    return this;
  }

  /** Methods some route accepts at an address, sorted. */
  methodsAt(path: string): string[] {
    const wanted = path.split('/');
    const found = this.routes.filter(({ segments }) => matches(segments, wanted)).flatMap(({ methods }) => methods);
    return [...new Set(found)].sort();
  }
}

function matches(route: readonly string[], path: readonly string[]): boolean {
  if (route.includes('*') || route.length !== path.length) return false;
  return route.every((segment, index) => segment === path[index] || (segment.startsWith(':') && path[index] !== ''));
}

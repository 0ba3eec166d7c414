import type { Dialect } from '../dialects/dialect.js';
import { dialects } from '../dialects/index.js';

/** Policy languages that proxies enforce by the identity of the client, not by its address. */
const MESHES: ReadonlySet<string> = new Set(['istio', 'linkerd', 'consul']);

/** The languages of meshes. */
export function onlyMesh(): readonly Dialect[] {
  return dialects.filter(({ id }) => MESHES.has(id));
}

/** The languages of network plugins. */
export function withoutMesh(): readonly Dialect[] {
  return dialects.filter(({ id }) => !MESHES.has(id));
}

import { type ObjectRef, refOf } from '../../model/raw-object.js';
import type { NetworkModel } from '../../model/network-model.js';
import type { Placed } from '../object-book.js';
import { type IntentionSource, intentionsSchema } from './schema.js';
import { VERSION } from './rung.js';
import { isSynced } from './synced.js';

/** One source of one intention. */
export interface Intention {
  readonly ref: ObjectRef;
  /** Position in the object's list. */
  readonly index: number;
  /** A service, or `*`. */
  readonly destination: string;
  readonly source: IntentionSource;
  /** 9 to 1; the highest that matches decides (semantics 06 §B3). */
  readonly precedence: number;
  /** A token must be presented, too. */
  readonly needsToken: boolean;
  /** Namespaces of Consul Enterprise decide, and how they map to Kubernetes is not known. */
  readonly isForeign: boolean;
  /** False when Consul may not have taken it over. */
  readonly certain: boolean;
}

/** An object that may hold any intention. */
export interface Unreadable {
  readonly ref: ObjectRef;
}

/** The sources of one ServiceIntentions object; nothing when Consul refused it. */
export function readIntentions(
  { object, problems }: Placed,
  model: NetworkModel,
  protocolOf: (service: string) => string,
): readonly Intention[] | Unreadable {
  const ref = refOf(object);
  if (object.apiVersion !== VERSION) {
    problems.error('POLICY.UNKNOWN_VERSION', 'apiVersion', `${object.apiVersion} is not ${VERSION}`);
    return { ref };
  }
  const spec = intentionsSchema.safeParse(object.spec);
  if (!spec.success) {
    problems.refuse('POLICY.INVALID_SPEC', 'spec', spec.error);
    return { ref };
  }
  const synced = isSynced(object, model);
  if (synced === false) {
    problems.warn('POLICY.IGNORED', 'status.conditions', 'Consul has not taken it over (Synced is False)');
    return [];
  }
  const { destination, sources, jwt } = spec.data;
  const list = sources ?? [];
  const isRefused = synced !== true || model.facts.origin === 'offline';
  if (list.some(hasPermissions) && destination.name !== '*' && protocolOf(destination.name) === 'tcp' && isRefused) {
    problems.warn('POLICY.IGNORED', 'spec.sources', 'Consul refuses permissions for a service whose protocol is tcp');
    return [];
  }
  return list.map((source, index): Intention => ({
    ref,
    index,
    destination: destination.name,
    source,
    precedence: precedenceOf(destination, source),
    needsToken: jwt !== undefined && jwt !== null,
    isForeign: [destination.namespace, source.namespace, source.partition].some(isForeign),
    certain: synced === true,
  }));
} // prettier-ignore

/** Does the source look at requests, rather than at connections? */
export function hasPermissions({ permissions }: IntentionSource): boolean {
  return (permissions ?? []).length > 0;
}

interface Named {
  readonly name: string;
  readonly namespace?: string | null | undefined;
}

/** The destination counts first, then the source. */
function precedenceOf(destination: Named, source: Named): number {
  const far = destination.namespace === '*' ? 0 : destination.name === '*' ? 3 : 6;
  const near = source.namespace === '*' ? 1 : source.name === '*' ? 2 : 3;
  return far + near;
}

function isForeign(name: string | null | undefined): boolean {
  return name !== undefined && name !== null && !['', 'default', '*'].includes(name);
}

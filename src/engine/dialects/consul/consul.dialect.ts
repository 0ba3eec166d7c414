import { isCovered } from '../../model/coverage.js';
import type { RawObject } from '../../model/raw-object.js';
import { type Dialect, type LowerContext, type Lowered, type ReadKind } from '../dialect.js';
import { ObjectBook } from '../object-book.js';
import { allowsByDefault } from './acl-default.js';
import { destinationsOf } from './destinations.js';
import { readIntentions } from './intentions.js';
import { lowerDestination } from './lower.js';
import { findMeshPods } from './mesh-pods.js';
import { ServiceSettings } from './service-settings.js';
import { Sources } from './sources.js';

const INTENTIONS = 'consul.hashicorp.com/ServiceIntentions';

/** Consul's service mesh on Kubernetes: intentions at the destination's proxy (semantics 06 §B). */
export const consulDialect: Dialect = {
  id: 'consul',
  reads: [
    read('ServiceIntentions', 'serviceintentions'),
    read('ServiceDefaults', 'servicedefaults'),
    read('ProxyDefaults', 'proxydefaults'),
    read('Mesh', 'meshes'),
  ],
  lower,
};

function lower(objects: readonly RawObject[], context: LowerContext): Lowered {
  const { model } = context;
  const book = new ObjectBook(objects);
  const settings = new ServiceSettings(book, model);
  const read = book.of(INTENTIONS).map((placed) => readIntentions(placed, model, (service) => settings.protocolOf(service)));
  const intentions = read.flatMap((one) => ('ref' in one ? [] : one));
  const pods = findMeshPods(context);
  const { diagnostics } = book;
  if (pods.length === 0) return { policies: [], doubts: [], diagnostics };
  const rulebook = {
    intentions,
    settings,
    sources: new Sources(context, pods),
    allowsByDefault: allowsByDefault(model),
    hasUnseen: read.some((one) => 'ref' in one) || !areComplete(context),
  };
  return { policies: destinationsOf(pods).flatMap((destination) => lowerDestination(destination, rulebook)), doubts: [], diagnostics };
} // prettier-ignore

/** Intentions may live in Consul alone; manifests, and operators who say so, hold all of them (semantics 06 §B1). */
function areComplete({ model, consulIntentionsComplete }: LowerContext): boolean {
  const state = model.coverage.get(INTENTIONS);
  const wasRead = state === undefined ? model.facts.origin === 'offline' : isCovered(state);
  return wasRead && (consulIntentionsComplete ?? model.facts.origin === 'offline');
}

function read(kind: string, plural: string): ReadKind {
  return { group: 'consul.hashicorp.com', version: 'v1alpha1', kind, plural, namespaced: true };
}

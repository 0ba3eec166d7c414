import { isCovered } from '../../model/coverage.js';
import type { NetworkModel } from '../../model/network-model.js';
import type { ObjectBook, Placed } from '../object-book.js';
import type { Certainty } from '../three-valued.js';
import { anyOf } from '../three-valued.js';
import { type Defaults, defaultsSchema } from './schema.js';
import { VERSION } from './rung.js';
import { isSynced } from './synced.js';

const KINDS = ['ServiceDefaults', 'ProxyDefaults', 'Mesh'] as const;

interface Settings {
  readonly values: Defaults;
  readonly synced: Certainty;
}

/** What ServiceDefaults, ProxyDefaults and Mesh say about the services of a cluster. */
export class ServiceSettings {
  readonly #services = new Map<string, Settings>();
  readonly #proxies: Settings | undefined;
  readonly #allowsPermissive: boolean;
  readonly #isLive: boolean;
  /** Some of these objects could not be read. */
  readonly #isPartial: boolean;

  constructor(book: ObjectBook, model: NetworkModel) {
    const read = (kind: string): (readonly [string, Settings])[] =>
      book.of(`consul.hashicorp.com/${kind}`).flatMap((placed) => {
        const settings = readSettings(placed, model);
        return settings === undefined ? [] : [[placed.object.metadata.name, settings] as const];
      });
    this.#isLive = model.facts.origin === 'live';
    const found = KINDS.map((kind) => read(kind));
    const [services = [], proxies = [], meshes = []] = found;
    for (const [name, settings] of services) this.#services.set(name, settings);
    this.#proxies = proxies.find(([name]) => name === 'global')?.[1];
    this.#allowsPermissive = meshes.some(([, { values }]) => values.allowEnablingPermissiveMutualTLS === true);
    const total = KINDS.reduce((sum, kind) => sum + book.of(`consul.hashicorp.com/${kind}`).length, 0);
    this.#isPartial = found.flat().length < total || KINDS.some((kind) => !wasRead(model, `consul.hashicorp.com/${kind}`));
  } // prettier-ignore

  protocolOf(service: string): string {
    const own = this.#services.get(service)?.values.protocol;
    return textOr(own, textOr(this.#proxies?.values.config?.protocol, 'tcp'));
  }

  /** May anyone without a mesh identity connect in plain text? */
  isPermissive(service: string): Certainty {
    const own = this.#services.get(service);
    const mode = own?.values.mutualTLSMode;
    const decided = mode === 'strict' || mode === 'permissive' ? own : this.#proxies;
    const isAsked = decided?.values.mutualTLSMode === 'permissive';
    // Consul accepts the mode only where Mesh permits it; a live Mesh may be an object nobody sees.
    const withoutMesh = this.#isLive && decided?.synced === true ? undefined : false;
    const answer = !isAsked ? false : this.#allowsPermissive ? decided.synced : withoutMesh;
    return anyOf(answer, this.#isPartial ? undefined : false);
  } // prettier-ignore

  /** Ports of one service that answer some requests to anyone, with what those look like. */
  exposed(service: string): readonly { readonly lo: number; readonly hi: number; readonly what: string }[] {
    const expose = this.#services.get(service)?.values.expose ?? this.#proxies?.values.expose;
    const paths = (expose?.paths ?? []).flatMap(({ listenerPort, path }) =>
      typeof listenerPort === 'number' && listenerPort > 0 && listenerPort <= 65_535
        ? [{ lo: listenerPort, hi: listenerPort, what: `HTTP ${path ?? '/'}` }]
        : [],
    );
    return expose?.checks === true ? [...paths, { lo: 21_500, hi: 21_755, what: 'a health check' }] : paths;
  }
}

function readSettings({ object, problems }: Placed, model: NetworkModel): Settings | undefined {
  if (object.apiVersion !== VERSION) {
    problems.error('POLICY.UNKNOWN_VERSION', 'apiVersion', `${object.apiVersion} is not ${VERSION}`);
    return undefined;
  }
  const parsed = defaultsSchema.safeParse(object.spec ?? {});
  if (!parsed.success) problems.refuse('POLICY.INVALID_SPEC', 'spec', parsed.error);
  const synced = isSynced(object, model);
  return parsed.success ? { values: synced === false ? {} : parsed.data, synced } : undefined;
}

function wasRead({ coverage, facts }: NetworkModel, kind: string): boolean {
  const state = coverage.get(kind);
  return state === undefined ? facts.origin === 'offline' : isCovered(state);
}

function textOr(text: string | null | undefined, otherwise: string): string {
  return text === undefined || text === null || text === '' ? otherwise : text;
}

import { byText } from '../../model/json-value.js';
import type { PodGroup } from '../../model/pod-group.js';
import { type ObjectRef, type RawObject, refOf } from '../../model/raw-object.js';
import type { Placed } from '../object-book.js';
import { peerAuthenticationSchema } from './policy-schema.js';
import { readSelector } from './read-policy.js';

/** How a port treats connections without a mesh identity. */
export type MtlsMode = 'STRICT' | 'PERMISSIVE' | 'DISABLE';

/** Every mode that may be in force; more than one when objects contradict each other or cannot be read. */
export type MtlsModes = ReadonlySet<MtlsMode>;

/** What decides about one pod. */
export interface MtlsSettings {
  readonly modes: MtlsModes;
  /** Ports of the pod with modes of their own. */
  readonly byPort: ReadonlyMap<number, MtlsModes>;
  /** The object of the innermost level that speaks, for explanations. */
  readonly ref?: ObjectRef;
}

const ALL_MODES: MtlsModes = new Set(['STRICT', 'PERMISSIVE', 'DISABLE']);
const DEFAULT: MtlsModes = new Set(['PERMISSIVE']);

/** One object; `modes` null means it inherits. */
interface PeerAuthentication {
  readonly object: RawObject;
  readonly namespace: string;
  readonly selector: ReadonlyMap<string, string> | null;
  readonly modes: MtlsModes | null;
  readonly byPort: ReadonlyMap<number, MtlsModes | null>;
}

/** Resolves PeerAuthentication from the mesh over the namespace to the workload (semantics 05 §3). */
export class PeerAuthentications {
  readonly #mesh: readonly PeerAuthentication[];
  readonly #disputed: readonly PeerAuthentication[];
  readonly #namespaces = new Map<string, PeerAuthentication[]>();
  readonly #workloads = new Map<string, PeerAuthentication[]>();

  constructor(objects: readonly Placed[], rootNamespace: string) {
    const all = objects.map(readPeerAuthentication).sort(byAge);
    const inRoot = all.filter(({ namespace }) => namespace === rootNamespace);
    this.#mesh = inRoot.filter(isWide);
    // The API text says these select pods of the whole mesh; every release ignores them.
    this.#disputed = inRoot.filter((own) => !isWide(own));
    for (const own of all) {
      if (own.namespace === rootNamespace) continue;
      const level = isWide(own) ? this.#namespaces : this.#workloads;
      const list = level.get(own.namespace);
      if (list === undefined) level.set(own.namespace, [own]);
      else list.push(own);
    }
  }

  /** What is in force on the pods of one group. */
  settingsOf(group: PodGroup): MtlsSettings {
    const mesh = contenders(this.#mesh);
    const namespace = contenders(this.#namespaces.get(group.namespace) ?? []);
    const workload = contenders(
      (this.#workloads.get(group.namespace) ?? []).filter((own) => selects(own, group) !== false),
    );
    const doubtful = workload.some((own) => own.selector === null);
    let modes = inherit(inherit(DEFAULT, mesh, false), namespace, false);
    const above = modes;
    modes = inherit(modes, workload, doubtful);
    for (const own of this.#disputed) {
      if (selects(own, group) !== false && own.modes !== null) modes = new Set([...modes, ...own.modes]);
    }
    const byPort = new Map<number, MtlsModes>();
    for (const port of new Set(workload.flatMap((own) => [...own.byPort.keys()]))) {
      const values = workload.map((own) => own.byPort.get(port) ?? own.modes ?? above);
      byPort.set(port, new Set([...values.flatMap((value) => [...value]), ...(doubtful ? above : [])]));
    }
    const speaker = workload[0] ?? namespace[0] ?? mesh[0] ?? this.#disputed[0];
    return {
      modes,
      byPort,
      ...(speaker === undefined ? {} : { ref: { ...refOf(speaker.object), namespace: speaker.namespace } }),
    };
  }
}

function readPeerAuthentication({ object, namespace, problems }: Placed): PeerAuthentication {
  const parsed = peerAuthenticationSchema.safeParse(object.spec ?? {});
  if (!parsed.success) {
    problems.refuse('POLICY.INVALID_SPEC', 'spec', parsed.error);
    return { object, namespace, selector: null, modes: ALL_MODES, byPort: new Map() };
  }
  const { selector, mtls, portLevelMtls } = parsed.data;
  const labels = readSelector(selector, problems);
  const ports = Object.entries(portLevelMtls ?? {}).map(
    ([port, value]) => [Number(port), modesOf(value?.mode)] as const,
  );
  const hasPorts = ports.length > 0 && labels !== null;
  if (hasPorts && labels.size === 0) {
    problems.warn(
      'POLICY.INERT_RULES',
      'spec.portLevelMtls',
      'ports are only read from an object that selects pods; add spec.selector.matchLabels',
    );
  }
  return {
    object,
    namespace,
    selector: labels,
    modes: modesOf(mtls?.mode),
    byPort: hasPorts && labels.size === 0 ? new Map() : new Map(ports),
  };
}

function modesOf(mode: 'UNSET' | MtlsMode | null | undefined): MtlsModes | null {
  return mode === undefined || mode === null || mode === 'UNSET' ? null : new Set([mode]);
}

function isWide({ selector }: PeerAuthentication): boolean {
  return selector?.size === 0;
}

function selects({ selector }: PeerAuthentication, { labels }: PodGroup): boolean | undefined {
  return selector === null ? undefined : hasLabels(labels, selector);
}

/** Do labels contain all of these? */
export function hasLabels(labels: Readonly<Record<string, string>>, wanted: ReadonlyMap<string, string>): boolean {
  return [...wanted].every(([key, value]) => Object.hasOwn(labels, key) && labels[key] === value);
}

/** Oldest first, then by name; objects of unknown age keep their names' order. */
function byAge(a: PeerAuthentication, b: PeerAuthentication): number {
  return byText(born(a), born(b)) || byText(a.object.metadata.name, b.object.metadata.name);
}

function born({ object }: PeerAuthentication): string {
  return object.metadata.creationTimestamp ?? '';
}

/** The oldest object of a level wins; without ages nobody knows which it is, and one that may not select decides nothing. */
function contenders(level: readonly PeerAuthentication[]): readonly PeerAuthentication[] {
  const [first, ...rest] = level;
  if (first === undefined) return [];
  const isClear = first.selector !== null && (rest.length === 0 || level.every((own) => born(own) !== ''));
  return isClear ? [first] : level;
}

function inherit(above: MtlsModes, level: readonly PeerAuthentication[], perhapsNone: boolean): MtlsModes {
  if (level.length === 0) return above;
  return new Set([...level.flatMap((own) => [...(own.modes ?? above)]), ...(perhapsNone ? above : [])]);
}

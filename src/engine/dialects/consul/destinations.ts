import { type PortSpan, EVERY_PORT, textOfPorts, withoutPorts } from '../port-list.js';
import type { MeshPod } from './mesh-pods.js';

/** Pods at which the same intentions decide the same ports. */
export interface Destination {
  readonly groups: Int32Array;
  /** The service asked for; undefined when several share the pod and nobody knows their ports. */
  readonly service: string | undefined;
  /** Ports that enter the proxy. */
  readonly ports: readonly PortSpan[];
  /** Ports that reach the pod past it; undefined when that cannot be read. */
  readonly open: readonly PortSpan[] | undefined;
  /** False when it is not known whether a proxy takes the connections at all. */
  readonly certain: boolean;
}

/** Sorts protected pods by what decides about them. Pods whose proxy takes no connections are left out. */
export function destinationsOf(pods: readonly MeshPod[]): readonly Destination[] {
  const found = new Map<string, Omit<Destination, 'groups'> & { readonly ids: number[] }>();
  for (const pod of pods) {
    if (pod.transparent === false) continue;
    for (const part of partsOf(pod)) {
      const key = [part.service ?? '?', textOfPorts(part.ports), part.open === undefined ? '?' : textOfPorts(part.open), String(part.certain)].join('|'); // prettier-ignore
      const known = found.get(key);
      if (known === undefined) found.set(key, { ...part, ids: [pod.id] });
      else known.ids.push(pod.id);
    }
  }
  return [...found.values()].map(({ ids, ...part }) => ({ ...part, groups: Int32Array.from(ids) }));
}

/** A pod behind several services has one port for each; what listens elsewhere belongs to none of them for certain. */
function partsOf({ services, opensInbound, certain, transparent }: MeshPod): Omit<Destination, 'groups'>[] {
  const ports = withoutPorts(EVERY_PORT, opensInbound ?? []);
  const part = { ports, open: opensInbound, certain: certain && transparent === true };
  const [only] = services;
  if (services.length === 1 && only !== undefined) return [{ ...part, service: only.name }];
  const placed = services.flatMap(({ name, port }) => (port === undefined ? [] : [{ name, own: [{ lo: port, hi: port }] }]));
  const rest = placed.reduce<readonly PortSpan[]>((left, { own }) => withoutPorts(left, own), ports);
  return [
    ...placed.map(({ name, own }) => ({ ...part, service: name, ports: withoutPorts(own, opensInbound ?? []) })),
    { ...part, service: undefined, ports: rest },
  ];
} // prettier-ignore

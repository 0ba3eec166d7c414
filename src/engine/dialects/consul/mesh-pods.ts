import type { PodGroup } from '../../model/pod-group.js';
import { valueOf } from '../../model/selector.js';
import type { LowerContext } from '../dialect.js';
import { type PortSpan, merged, readPortList } from '../port-list.js';
import type { Certainty } from '../three-valued.js';
import { annotationOf, isInMesh, isTransparent } from './capture.js';

/** A group of pods with Consul's proxy, or perhaps with it. */
export interface MeshPod {
  readonly id: number;
  readonly group: PodGroup;
  /** False when it is not known whether there is a proxy. */
  readonly certain: boolean;
  /** Does every connection go through it? */
  readonly transparent: Certainty;
  /** The services the pods back, and the port of each where the pods say so. */
  readonly services: readonly { readonly name: string; readonly port: number | undefined }[];
  /** Ports that reach the pod past its proxy; undefined when the annotation cannot be read. */
  readonly opensInbound: readonly PortSpan[] | undefined;
  readonly skipsOutbound: readonly PortSpan[] | undefined;
  /** Whether some destinations by address are left to the pod itself. */
  readonly skipsAddresses: boolean;
  /** The cluster a pod of a joint model lives in; undefined for this one. */
  readonly remote: string | undefined;
}

/** The label the fleet gives pods of other clusters. */
const REMOTE = 'fenceline.io/remote-cluster';

/** Every group that is, or may be, in the mesh, ascending. */
export function findMeshPods({ model, endpoints }: LowerContext): readonly MeshPod[] {
  const byGroup = servicesByGroup(model.services);
  return [...model.groups.keys()].flatMap((id): MeshPod[] => {
    const endpoint = endpoints.at(id);
    const captured = endpoint === undefined ? false : isInMesh(endpoint, model);
    if (endpoint === undefined || captured === false) return [];
    const { group } = endpoint;
    return [
      {
        id,
        group,
        certain: captured === true,
        transparent: isTransparent(endpoint, model),
        services: servicesOf(group, byGroup.get(id) ?? []),
        opensInbound: portsOf(group, 'transparent-proxy-exclude-inbound-ports'),
        skipsOutbound: portsOf(group, 'transparent-proxy-exclude-outbound-ports'),
        skipsAddresses: (annotationOf(group, 'transparent-proxy-exclude-outbound-cidrs') ?? '') !== '',
        remote: valueOf(group.labels, REMOTE),
      },
    ];
  });
}

/** Named by annotation, else after the Service in front, else after the account, else after the owner. */
function servicesOf(group: PodGroup, inFront: readonly string[]): MeshPod['services'] {
  const names = listOf(annotationOf(group, 'connect-service'));
  const ports = listOf(annotationOf(group, 'connect-service-port'));
  if (names.length > 0)
    return names.map((name, index) => ({ name, port: names.length === 1 ? undefined : portOf(group, ports[index]) }));
  if (inFront.length > 0) return inFront.map((name) => ({ name, port: undefined }));
  const fallback = group.serviceAccount === 'default' ? group.owner.name : group.serviceAccount;
  return [{ name: fallback, port: undefined }];
}

/** A number, or the name of a container port. */
function portOf(group: PodGroup, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d+$/.test(text)) return Number(text);
  return group.ports.find(({ name, protocol }) => name === text && protocol === 'TCP')?.port;
}

function portsOf(group: PodGroup, name: string): readonly PortSpan[] | undefined {
  const list = readPortList(annotationOf(group, name) ?? '');
  return list === null ? undefined : merged(list);
}

function listOf(text: string | undefined): readonly string[] {
  return (text ?? '').split(',').map((part) => part.trim()).filter((part) => part !== ''); // prettier-ignore
}

function servicesByGroup(services: LowerContext['model']['services']): ReadonlyMap<number, readonly string[]> {
  const byGroup = new Map<number, Set<string>>();
  for (const { name, groups } of services)
    for (const id of groups) byGroup.set(id, (byGroup.get(id) ?? new Set<string>()).add(name));
  return new Map([...byGroup].map(([id, names]) => [id, [...names].sort()]));
}

import { asPort, member } from '../model/json-value.js';
import { namespaceOf } from '../model/duplicate-objects.js';
import type { NetworkModel } from '../model/network-model.js';
import { type ObjectRef, refOf } from '../model/raw-object.js';

/** A port that answers on nodes but is no door to pods for outsiders, or whose extent nobody declares. */
export interface NodeDoor {
  /** `loopback`: only processes of the node. `health-check`: a balancer's probe. `host-network`: whatever the pod listens on. */
  readonly kind: 'loopback' | 'health-check' | 'host-network';
  /** Who can connect: the node alone, or whoever reaches an address of the node. */
  readonly audience: 'node' | 'lan';
  /** Null when any port may answer: declared ports are only some of those a process opens. */
  readonly port: number | null;
  readonly protocol: 'TCP' | 'UDP' | 'SCTP';
  readonly source: ObjectRef;
  /** Group behind it; null for a port kube-proxy answers itself. */
  readonly group: number | null;
  /** True when a node has an address the internet routes, as far as the input shows. */
  readonly public: boolean;
}

const LOOPBACK = /^127\.|^::1$/;

/** Node-local host ports, health-check node ports and host-network pods, sorted as the input is (semantics 08 §3). */
export function nodeDoors(model: NetworkModel): readonly NodeDoor[] {
  const isPublic = hasPublicNode(model);
  const ofPods = model.groups.flatMap((group, id): NodeDoor[] => {
    const source = { apiVersion: 'v1', kind: group.owner.kind, namespace: group.namespace, name: group.owner.name };
    const loopback = group.ports.filter(
      ({ hostPort, hostIP }) => hostPort !== undefined && LOOPBACK.test(hostIP ?? ''),
    );
    const local = loopback.map(({ hostPort = 0, protocol }): NodeDoor => ({
      kind: 'loopback',
      audience: 'node',
      port: hostPort,
      protocol,
      source,
      group: id,
      public: false,
    }));
    if (!group.hostNetwork) return local;
    const whole: NodeDoor = {
      kind: 'host-network',
      audience: 'lan',
      port: null,
      protocol: 'TCP',
      source,
      group: id,
      public: isPublic,
    };
    return [...local, whole];
  });
  const checks = (model.objects.get('core/Service') ?? []).flatMap((service): NodeDoor[] => {
    const port = asPort(member(service.spec, 'healthCheckNodePort'));
    if (port === undefined) return [];
    const source = { ...refOf(service), namespace: namespaceOf(service) ?? 'default' };
    return [{ kind: 'health-check', audience: 'lan', port, protocol: 'TCP', source, group: null, public: isPublic }];
  });
  return [...ofPods, ...checks];
}

/** Whether some node names an ExternalIP. */
function hasPublicNode({ objects }: NetworkModel): boolean {
  return (objects.get('core/Node') ?? []).some((node) => {
    const addresses = member(node.status, 'addresses');
    return Array.isArray(addresses) && addresses.some((item: unknown) => member(item, 'type') === 'ExternalIP');
  });
}

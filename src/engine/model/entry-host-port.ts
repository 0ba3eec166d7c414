import type { EntryContext } from './entry-context.js';
import { isPrivate } from './load-balancer-scope.js';
import type { EntryPoint } from './network-model.js';
import type { ContainerPort, PodGroup } from './pod-group.js';

const LOOPBACK = /^127\.|^::1$/;

/** Doors that pods open on their nodes' addresses. A port bound to the loopback address is no door. */
export function hostPortEntries(context: EntryContext): readonly EntryPoint[] {
  return context.groups.flatMap((group, index) =>
    group.ports.flatMap((port) =>
      port.hostPort === undefined || LOOPBACK.test(port.hostIP ?? '')
        ? []
        : [hostPort(group, index, port, port.hostPort)],
    ),
  );
}

function hostPort(group: PodGroup, index: number, port: ContainerPort, number: number): EntryPoint {
  const address = port.hostIP ?? '';
  return {
    source: { apiVersion: 'v1', kind: group.owner.kind, namespace: group.namespace, name: group.owner.name },
    type: 'host-port',
    namespace: group.namespace,
    port: number,
    protocol: port.protocol,
    hosts: address === '' ? [] : [address],
    tls: false,
    scope: address !== '' && isPrivate(address) ? 'internal' : 'public',
    sourceRanges: [],
    // On its node's own network a pod sees the client; behind a host port the node may have rewritten the address.
    sourceHidden: !group.hostNetwork,
    targets: [{ group: index, protocol: port.protocol, port: port.port, declared: true }],
  };
}

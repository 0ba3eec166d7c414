import type { EntryTarget } from './network-model.js';
import type { PodGroup } from './pod-group.js';
import type { Protocol } from './protocol.js';

/**
 * Where a Service port arrives on the pods of one group. A number is taken as it is; a name resolves to the first
 * container port with that name and protocol, pod by pod. Undefined when the pods declare no such name: the endpoint
 * is then left out, as the endpoints controller does.
 */
export function resolveTarget(
  group: PodGroup,
  index: number,
  targetPort: number | string,
  protocol: Protocol,
): EntryTarget | undefined {
  if (typeof targetPort === 'number') {
    return { group: index, protocol, port: targetPort, declared: declares(group, targetPort, protocol) };
  }
  const port = group.ports.find((candidate) => candidate.name === targetPort && candidate.protocol === protocol);
  return port === undefined ? undefined : { group: index, protocol, port: port.port, declared: true };
}

/** True when a container of the group declares the port. Declaring is documentation: an undeclared port may listen too. */
export function declares(group: PodGroup, port: number, protocol: Protocol): boolean {
  return group.ports.some((candidate) => candidate.port === port && candidate.protocol === protocol);
}

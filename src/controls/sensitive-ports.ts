import { CLASSICAL_SERVICES } from '#src/engine/exposure/classical-services.js';
import type { PortSet } from '#src/engine/sets/port-set.js';
import type { PortSets } from '#src/engine/sets/port-sets.js';

/**
 * Ports of services that were never meant for strangers: shells, file shares, databases, brokers, container runtimes
 * (SEG-EX-006). 8080 is among them only where a CI server runs.
 */
const SENSITIVE_TCP: readonly number[] = CLASSICAL_SERVICES.filter(
  ({ protocol, guarded }) => protocol === 'TCP' && guarded,
)
  .flatMap(({ ports }) => ports)
  .sort((a, b) => a - b);

const CI_PORT = 8080;
const CI_IMAGES = /jenkins|gitlab|teamcity|drone\/|concourse|tekton|nexus3|artifactory/;

/** The sensitive ports as a set. */
export function sensitivePorts(ports: PortSets): PortSet {
  return SENSITIVE_TCP.reduce((set, port) => set.union(ports.of('TCP', port)), ports.none);
}

/** Is this port sensitive on a pod with these images? */
export function isSensitivePort(protocol: string, port: number, images: readonly string[]): boolean {
  if (protocol !== 'TCP') return false;
  if (SENSITIVE_TCP.includes(port)) return true;
  return port === CI_PORT && images.some((image) => CI_IMAGES.test(image));
}

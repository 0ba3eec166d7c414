import { MANAGEMENT_INTERFACES, type ManagementInterface } from '#src/engine/exposure/management-interfaces.js';
import type { Subject } from '../workloads.js';

const NAME_LABELS = ['app.kubernetes.io/name', 'k8s-app', 'app'];

/** The management interface a workload serves, at one port or at any. */
export function managementOf(subject: Subject, port?: number): ManagementInterface | undefined {
  const names = [...subject.pods.flatMap(({ images }) => images), ...namesOf(subject)];
  return MANAGEMENT_INTERFACES.find(
    ({ pattern, ports }) =>
      (port === undefined || ports.includes(port)) && names.some((name) => pattern.test(name.toLowerCase())),
  );
}

function namesOf({ ref, pods }: Subject): string[] {
  return [
    ref.name,
    ...pods.flatMap(({ labels }) =>
      NAME_LABELS.flatMap((key) => (Object.hasOwn(labels, key) ? (labels[key] ?? []) : [])),
    ),
  ];
}

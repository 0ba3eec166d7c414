import type { RawObject } from '#src/engine/model/raw-object.js';

const KINDS: ReadonlySet<string> = new Set([
  'Pod',
  'Deployment',
  'ReplicaSet',
  'StatefulSet',
  'DaemonSet',
  'Job',
  'CronJob',
  'ReplicationController',
]);

/** Is it something that runs pods? */
export function isWorkloadKind({ kind }: RawObject): boolean {
  return KINDS.has(kind);
}

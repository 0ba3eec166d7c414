import type { EntryFlow } from '#src/engine/isolation/entry-exposure.js';
import { entryPortText } from '#src/engine/model/entry-port-text.js';
import type { ObjectRef } from '#src/engine/model/raw-object.js';
import type { ControlContext } from '../control.js';
import type { EvidenceObject } from '../assessment.js';
import { referenceEvidence } from '../evidence.js';
import type { Subject } from '../workloads.js';

/** The doors that lead to a workload and that policy does not surely close. */
export function openDoors({ isolation }: Pick<ControlContext, 'isolation'>, subject: Subject): EntryFlow[] {
  const doors = subject.groups.flatMap((group) => isolation.exposure.to(group));
  return doors.filter(({ verdict }) => verdict !== 'denied');
}

/** `LoadBalancer Service shop/web, port 443`. */
export function describeDoor({ entry }: EntryFlow): string {
  return `${entry.type} ${entry.source.kind} ${entry.namespace}/${entry.source.name}, port ${entryPortText(entry)}`;
}

/** Entry points as evidence. */
export function doorEvidence({ model }: Pick<ControlContext, 'model'>, doors: readonly EntryFlow[]): EvidenceObject[] {
  const refs: ObjectRef[] = doors.map(({ entry }) => entry.source);
  return referenceEvidence(model, refs);
}

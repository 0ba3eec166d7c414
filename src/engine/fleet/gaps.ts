import { isCovered } from '../model/coverage.js';
import type { FleetMember } from './fleet-member.js';

/** Something about a cluster that would show links but could not be read. */
export interface FleetGap {
  readonly cluster: string;
  readonly text: string;
}

const NEEDED = [
  ['core/Secret', 'Secrets were not read: peers of meshes and stored credentials of other clusters are not known'],
  ['core/ConfigMap', 'ConfigMaps were not read: names, trust domains and settings of meshes are not known'],
  ['core/Node', 'nodes were not read: address ranges are not known'],
  ['core/Service', 'Services were not read: doors are not known'],
] as const;

/** What the snapshot of a cluster cannot say about its links; never to be taken for their absence. */
export function gapsOf({ name, model }: FleetMember): readonly FleetGap[] {
  return NEEDED.flatMap(([kind, text]) => {
    const state = model.coverage.get(kind);
    const isRead = state === undefined ? model.facts.origin === 'offline' : isCovered(state);
    return isRead && (model.facts.origin === 'live' || (model.objects.get(kind) ?? []).length > 0)
      ? []
      : [{ cluster: name, text: isRead ? text.replace('were not read', 'are not in the input') : text }];
  });
}

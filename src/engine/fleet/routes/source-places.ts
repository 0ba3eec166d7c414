import type { Family } from '../../sets/ip-address.js';
import type { FleetMember } from '../fleet-member.js';
import { nodePlace, type Place, podPlace } from './place.js';

/**
 * Where connections of a group seem to come from: its pods, or its nodes when something on the way translates
 * addresses and nobody says whether (semantics 09 §2, R1). Host-network pods have only their node's address.
 */
export function sourcePlaces(
  member: FleetMember,
  group: number,
  families: readonly Family[],
  sourceKept: boolean,
): readonly Place[] {
  if (member.model.groups[group]?.hostNetwork === true) return [nodePlace(member, group, families)];
  const own = podPlace(member, group, families);
  return sourceKept ? [own] : [own, nodePlace(member, group, families)];
}

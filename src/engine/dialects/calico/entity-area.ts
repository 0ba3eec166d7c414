import type { Family } from '../../sets/ip-address.js';
import { IpSet } from '../../sets/ip-set.js';
import { type Area, intersect, NOWHERE, unite } from './area.js';
import type { Entity } from './read-entity.js';
import type { Terrain } from './terrain.js';

/**
 * Whom one end of a rule means, ports aside: every criterion must hold, negative ones too. Null when it means everyone.
 * @param families address families the rule is rendered for
 */
export function areaOf(
  entity: Entity,
  end: 'near' | 'far',
  families: readonly Family[],
  terrain: Terrain,
): Area | null {
  const { selector, notSelector, nets, notNets, service } = entity;
  const criteria: Area[] = [];
  if (selector !== undefined) criteria.push(terrain.selectors.areaOf(selector));
  if (notSelector !== undefined) criteria.push(terrain.complementOf(terrain.selectors.areaOf(notSelector)));
  if (nets.length > 0) criteria.push(terrain.areaOfNets(IpSet.of(nets)));
  if (notNets.length > 0) criteria.push(terrain.complementOf(terrain.areaOfNets(IpSet.of(notNets))));
  if (service !== undefined) {
    const targets = terrain.services.targetsOf(service.namespace, service.name);
    criteria.push(targets.map(({ area }) => area).reduce(unite, NOWHERE));
  }
  if (families.length < 2) criteria.push(end === 'far' ? terrain.farEndsOf(families) : terrain.nearEndsOf(families));
  const [first, ...rest] = criteria;
  return first === undefined ? null : rest.reduce(intersect, first);
}

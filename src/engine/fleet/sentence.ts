import type { FleetCrossing, FleetEnd, FleetWitness } from './fleet-crossing.js';

/** A crossing between clusters in words, with the way it takes and one pair that stands for it. */
export function fleetSentence(crossing: Omit<FleetCrossing, 'pairs'>): string {
  const { from, to, verdict, must, may, conditions, barriers, witness, relayed } = crossing;
  const way = `${relayed ? 'relayed ' : ''}by ${wayText(crossing)}`;
  if (verdict === 'denied') return `${endText(from)} cannot reach ${endText(to)} ${way}: ${barriers.join('; ')}`;
  const proof = witness === undefined ? '' : `, e.g. ${witnessText(witness)}`;
  const only = conditions.length === 0 ? '' : ` ${conditions.join(', ')}`;
  const ports = portsName(verdict === 'allowed' ? must : may);
  return verdict === 'allowed'
    ? `${endText(from)} can reach ${endText(to)} on ${ports}${only} ${way}${proof}`
    : `${endText(from)} may be able to reach ${endText(to)} on ${ports}${only} ${way}${proof}: not known`;
}

/** The way a crossing takes. */
export function wayText({ technology, subject }: Pick<FleetCrossing, 'technology' | 'subject'>): string {
  return subject === '' ? technology : `${technology} (${subject})`;
}

function endText({ cluster, party }: FleetEnd): string {
  return `${party} in ${cluster}`;
}

function witnessText({ from, to }: FleetWitness): string {
  const end = 'range' in to ? to.range : `${to.namespace}/${to.name}`;
  return `${from.namespace}/${from.name} → ${end}`;
}

function portsName(ports: string): string {
  return ports === 'all' ? 'all ports' : ports;
}

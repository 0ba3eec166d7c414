import type { PortSet } from '#src/engine/sets/port-set.js';
import { PortSets } from '#src/engine/sets/port-sets.js';
import { isTransport, type Transport, TRANSPORTS } from '#src/engine/sets/protocol.js';
import type { PortsValue } from './case-file.js';

/** Dimensions the corpus keeps and a connection between two ends does not: they become conditions. */
const CONDITIONS = ['methods', 'hosts', 'paths', 'srcRanges', 'icmp_type', 'icmp_code', 'names'];

/** What a pair may exchange at layer 4: `must` whatever the other dimensions are, `may` for some value of them. */
export interface L4 {
  readonly must: PortSet;
  readonly may: PortSet;
}

const ports = new PortSets();

/** Half of a connection that Istio cases list apart; other cases list everything together. */
type Section = 'TCP' | 'non-TCP' | undefined;

/** The layer-4 projection of what the corpus says about a pair. Protocols without ports are left out. */
export function projected(value: PortsValue, section?: string): L4 {
  const whole = wholeValue(value);
  const mask = maskOf(section as Section);
  return { must: whole.must.intersect(mask), may: whole.may.intersect(mask) };
}

/** Everything that several lines say about one pair, as one text: its ports, and whether they depend on more. */
export function projectionText(said: readonly L4[]): string {
  const must = said.reduce((sum, one) => sum.union(one.must), ports.none);
  const may = said.reduce((sum, one) => sum.union(one.may), ports.none);
  return `${may.id === ports.transports.id ? 'all' : may.toString()}${must.id === may.id ? '' : ' (conditional)'}`;
}

/** Does the pair depend on a dimension beyond layer 4? */
export function isConditional({ must, may }: L4): boolean {
  return must.id !== may.id;
}

function wholeValue(value: PortsValue): L4 {
  if (value === 'All Connections') return { must: ports.transports, may: ports.transports };
  if (Array.isArray(value)) return unionOf(value);
  const removed = unionOf(value.allBut);
  return { must: ports.transports.subtract(removed.may), may: ports.transports.subtract(removed.must) };
}

function unionOf(entries: Exclude<PortsValue, string | { allBut: unknown }>): L4 {
  let must = ports.none;
  let may = ports.none;
  for (const entry of entries) {
    const set = spansOf(entry.protocol, entry.ranges);
    may = may.union(set);
    const narrows = CONDITIONS.some((name) => name in entry && !isEverything(name, entry[name]));
    if (!narrows) must = must.union(set);
  }
  return { must, may };
}

/** All source ports is no condition, nor is everything but nothing. */
function isEverything(name: string, value: unknown): boolean {
  return JSON.stringify(value) === '{"allBut":[]}' || (name === 'srcRanges' && JSON.stringify(value) === '[[1,65535]]');
}

function spansOf(protocol: string | null, ranges: readonly (readonly [number, number])[] | undefined): PortSet {
  const lanes: readonly Transport[] = protocol === null ? TRANSPORTS : isTransport(protocol) ? [protocol] : [];
  const spans = ranges ?? [[1, 65_535] as const];
  const sets = lanes.flatMap((lane) => spans.map(([lo, hi]) => ports.of(lane, Math.max(lo, 1), hi)));
  return sets.reduce((sum, set) => sum.union(set), ports.none);
}

function maskOf(section: Section): PortSet {
  if (section === undefined) return ports.transports;
  const tcp = ports.of('TCP');
  return section === 'TCP' ? tcp : ports.transports.subtract(tcp);
}

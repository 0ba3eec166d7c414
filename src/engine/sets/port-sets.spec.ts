import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PortSets } from './port-sets.js';
import type { PortSet } from './port-set.js';
import { LANES, type Lane } from './protocol.js';

/** Ports around the ends of a lane, where mistakes live. */
const PORTS = [1, 2, 3, 79, 80, 81, 65_534, 65_535] as const;

const span = fc.record({
  lane: fc.constantFrom<Lane>(...LANES),
  lo: fc.constantFrom(...PORTS),
  hi: fc.constantFrom(...PORTS),
});
const recipe = fc.array(
  span.filter(({ lo, hi }) => lo <= hi),
  { maxLength: 6 },
);

function build(sets: PortSets, spans: readonly { lane: Lane; lo: number; hi: number }[]): PortSet {
  return spans.reduce((sum, { lane, lo, hi }) => sum.union(sets.of(lane, lo, hi)), sets.none);
}

function members(set: PortSet): string[] {
  return LANES.flatMap((lane) =>
    PORTS.filter((port) => set.contains(lane, port)).map((port) => `${lane} ${String(port)}`),
  );
}

describe('port sets', () => {
  it('agree with plain sets of ports under union, intersection and difference', () => {
    fc.assert(
      fc.property(recipe, recipe, (left, right) => {
        const sets = new PortSets();
        const [a, b] = [build(sets, left), build(sets, right)];
        const [inA, inB] = [members(a), members(b)];
        expect(members(a.union(b)).sort()).toEqual([...new Set([...inA, ...inB])].sort());
        expect(members(a.intersect(b)).sort()).toEqual(inA.filter((port) => inB.includes(port)).sort());
        expect(members(a.subtract(b)).sort()).toEqual(inA.filter((port) => !inB.includes(port)).sort());
        expect(a.isWithin(b)).toBe(a.subtract(b).isEmpty);
      }),
    );
  });

  it('give equal sets one id, however they were made', () => {
    fc.assert(
      fc.property(recipe, recipe, recipe, (x, y, z) => {
        const sets = new PortSets();
        const [a, b, c] = [build(sets, x), build(sets, y), build(sets, z)];
        expect(a.union(b).union(c).id).toBe(c.union(a).union(b).id);
        expect(a.subtract(b).union(a.intersect(b)).id).toBe(a.id);
        expect(sets.all.subtract(sets.all.subtract(a)).id).toBe(a.id);
        expect(a.intersect(b.union(c)).id).toBe(a.intersect(b).union(a.intersect(c)).id);
        expect(build(sets, [...x].reverse())).toBe(a);
      }),
    );
  });

  it('never let neighbouring lanes touch', () => {
    const sets = new PortSets();
    const everything = LANES.reduce((sum, lane) => sum.union(sets.of(lane)), sets.none);
    expect(everything).toBe(sets.all);
    expect(sets.all.ranges()).toHaveLength(LANES.length);
    expect(sets.of('SCTP', 65_535).union(sets.of('other')).ranges()).toEqual([
      { lane: 'SCTP', lo: 65_535, hi: 65_535 },
      { lane: 'other', lo: 0, hi: 0 },
    ]);
  });

  it.each([
    { text: 'all', of: (sets: PortSets) => sets.all },
    { text: 'none', of: (sets: PortSets) => sets.none },
    { text: 'TCP, UDP, SCTP', of: (sets: PortSets) => sets.transports },
    {
      text: 'TCP 80,8000-8010, UDP 53',
      of: (sets: PortSets) =>
        sets
          .of('UDP', 53)
          .union(sets.of('TCP', 8_000, 8_010))
          .union(sets.of('TCP', 80)),
    },
    { text: 'UDP, other', of: (sets: PortSets) => sets.of('other').union(sets.of('UDP')) },
  ])('read $text', ({ text, of }) => {
    expect(of(new PortSets()).toString()).toBe(text);
  });

  it.each([
    { port: 0, protocol: 'TCP' },
    { port: 65_536, protocol: 'UDP' },
    { port: 1.5, protocol: 'TCP' },
  ])('have no port $port', ({ port, protocol }) => {
    expect(new PortSets().all.contains(protocol, port)).toBe(false);
  });

  it('keep every protocol without ports in one place', () => {
    const sets = new PortSets();
    expect(sets.of('other').contains('ICMP')).toBe(true);
    expect(sets.transports.contains('ICMP')).toBe(false);
  });

  it('remember more sets than the direct table holds', () => {
    const sets = new PortSets();
    for (let port = 1; port <= 3_000; port++) {
      const set = sets.of('TCP', port);
      expect(sets.all.subtract(sets.all.subtract(set))).toBe(set);
      expect(set.union(sets.of('UDP', port)).intersect(sets.of('TCP'))).toBe(set);
    }
  });
});

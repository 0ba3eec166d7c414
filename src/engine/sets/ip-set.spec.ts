import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FAMILIES, formatIp, parseIp } from './ip-address.js';
import { type IpRange, formatRange, parseCidr, wholeFamily } from './ip-range.js';
import { IpSet } from './ip-set.js';

const EDGES = [0n, 1n, 2n, 9n, 10n, 11n, 254n, 255n] as const;
const range = fc
  .record({ family: fc.constantFrom(...FAMILIES), lo: fc.constantFrom(...EDGES), hi: fc.constantFrom(...EDGES) })
  .filter(({ lo, hi }) => lo <= hi) as fc.Arbitrary<IpRange>;
const ranges = fc.array(range, { maxLength: 5 });

function members(set: IpSet): string[] {
  return FAMILIES.flatMap((family) =>
    EDGES.filter((value) => set.contains({ family, value })).map((value) => `${String(family)}/${String(value)}`),
  );
}

describe('address sets', () => {
  it('agree with plain sets of addresses and are canonical', () => {
    fc.assert(
      fc.property(ranges, ranges, (left, right) => {
        const [a, b] = [IpSet.of(left), IpSet.of(right)];
        const [inA, inB] = [members(a), members(b)];
        expect(members(a.union(b)).sort()).toEqual([...new Set([...inA, ...inB])].sort());
        expect(members(a.intersect(b))).toEqual(inA.filter((ip) => inB.includes(ip)));
        expect(members(a.subtract(b))).toEqual(inA.filter((ip) => !inB.includes(ip)));
        expect(a.subtract(b).union(a.intersect(b)).ranges).toEqual(a.ranges);
        expect(a.union(b).ranges).toEqual(b.union(a).ranges);
      }),
    );
  });

  it('never mix the families', () => {
    const v4 = IpSet.of([wholeFamily(4)]);
    expect(v4.contains({ family: 6, value: 1n })).toBe(false);
    expect(v4.intersect(IpSet.of([wholeFamily(6)])).isEmpty).toBe(true);
  });
});

describe('CIDRs', () => {
  it.each([
    { text: '10.10.1.12/24', range: '10.10.1.0-10.10.1.255' },
    { text: '0.0.0.0/0', range: '0.0.0.0-255.255.255.255' },
    { text: '192.0.2.7/32', range: '192.0.2.7' },
    { text: '2001:db8::1/32', range: '2001:db8::-2001:db8:ffff:ffff:ffff:ffff:ffff:ffff' },
    { text: '::/0', range: '::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff' },
    { text: '64:ff9b::192.0.2.1/128', range: '64:ff9b::c000:201' },
  ])('$text is $range', ({ text, range: expected }) => {
    const parsed = parseCidr(text);
    expect(parsed === null ? null : formatRange(parsed)).toBe(expected);
  });

  it.each([
    '',
    '10.0.0.0',
    '10.0.0.0/',
    '10.0.0.0/33',
    '10.0.0/8',
    '10.0.0.256/8',
    '010.0.0.0/8',
    '10.0.0.0/08',
    '10.0.0.0/-1',
    '::/129',
    ':::/0',
    '1::2::3/64',
    '::ffff:10.0.0.0/104',
    '::1%eth0/128',
    'fe80::g/64',
    '1:2:3:4:5:6:7:8:9/64',
    '1.2.3.4::/64',
  ])('refuses %j', (text) => {
    expect(parseCidr(text)).toBeNull();
  });
});

describe('addresses', () => {
  it('read back what they print', () => {
    fc.assert(
      fc.property(fc.bigInt(0n, 2n ** 128n - 1n), (value) => {
        const address = { family: 6, value } as const;
        expect(parseIp(formatIp(address))).toEqual(address);
      }),
    );
  });

  it.each([
    { text: '2001:0DB8:0:0:1:0:0:1', canonical: '2001:db8::1:0:0:1' },
    { text: '0:0:0:0:0:0:0:0', canonical: '::' },
    { text: '1:0:2:3:4:5:6:7', canonical: '1:0:2:3:4:5:6:7' },
    { text: '::ffff:1.2.3.4', canonical: '::ffff:102:304' },
    { text: '255.255.255.255', canonical: '255.255.255.255' },
  ])('$text prints as $canonical', ({ text, canonical }) => {
    const address = parseIp(text);
    expect(address === null ? null : formatIp(address)).toBe(canonical);
  });
});

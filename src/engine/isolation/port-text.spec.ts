import fc from 'fast-check';
import { expect, it } from 'vitest';
import { PortSets } from '../sets/port-sets.js';
import { parsePortText, portSetOf } from './port-text.js';

it.each([
  { text: 'all', reads: 'all' },
  { text: 'TCP 5432', reads: 'TCP 5432' },
  { text: '5432', reads: 'TCP 5432' },
  { text: 'TCP 80,8000-8010, UDP 53', reads: 'TCP 80,8000-8010, UDP 53' },
  { text: 'UDP', reads: 'UDP' },
])('$text reads as $reads', ({ text, reads }) => {
  expect(portSetOf(new PortSets(), text).toString()).toBe(reads);
});

it.each(['', ',', 'TCP,', 'TCP 0', 'TCP 65536', 'TCP 9-8', 'ICMP 1', 'TCP80x', '80 TCP'])(
  '%j means nothing',
  (text) => {
    expect(parsePortText(text)).toBeNull();
  },
);

it('reads back what crossings print', () => {
  const port = fc.integer({ min: 1, max: 65_535 });
  const range = fc.tuple(fc.constantFrom('TCP' as const, 'UDP' as const, 'SCTP' as const), port, port);
  fc.assert(
    fc.property(fc.array(range, { minLength: 1, maxLength: 6 }), (ranges) => {
      const ports = new PortSets();
      const set = ranges.reduce(
        (all, [lane, a, b]) => all.union(ports.of(lane, Math.min(a, b), Math.max(a, b))),
        ports.none,
      );
      expect(portSetOf(ports, set.toString()).id).toBe(set.id);
    }),
  );
});

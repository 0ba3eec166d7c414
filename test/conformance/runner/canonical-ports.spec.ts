import { expect, it } from 'vitest';
import { canonicalPorts } from './canonical-ports.js';

const tcp = (...ranges: [number, number][]) => ({ protocol: 'TCP', ranges });

it.each([
  ['nothing', [], 'none'],
  ['everything', 'All Connections' as const, 'all'],
  [
    'all three transports in full',
    [tcp([1, 65_535]), { protocol: 'UDP', ranges: [[1, 65_535]] }, { protocol: 'SCTP', ranges: [[1, 65_535]] }],
    'all',
  ],
  ['one transport in full', [tcp([1, 65_535])], 'TCP 1-65535'],
  ['adjacent and unordered ranges', [tcp([81, 90], [80, 80])], 'TCP 80-90'],
  ['one protocol in two entries', [tcp([80, 80]), tcp([443, 443])], 'TCP 80,443'],
  ['the complement of a list', { allBut: [tcp([22, 22])] }, 'all but (TCP 22)'],
  [
    'attributes beyond ports',
    [{ ...tcp([80, 80]), hosts: ['b', 'a'] }],
    '{"protocol":"TCP","ranges":["80"],"hosts":["a","b"]}',
  ],
])('%s', (_, ports, text) => {
  expect(canonicalPorts(ports as never)).toBe(text);
});

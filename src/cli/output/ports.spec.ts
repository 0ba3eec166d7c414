import { expect, it } from 'vitest';
import { PortSets } from '#src/engine/sets/port-sets.js';
import { portsJson, portsText } from './ports.js';

const sets = new PortSets();
const tcp = (low: number, high = low) => sets.of('TCP', low, high);

it.each([
  ['everything', sets.all, 'All Connections', 'all ports'],
  ['nothing', sets.none, [], 'no port'],
  ['every transport', sets.transports, 'All Connections', 'all ports'],
  [
    'some ports',
    tcp(80).union(tcp(8000, 8010)).union(sets.of('UDP', 53)),
    [
      {
        protocol: 'TCP',
        ranges: [
          [80, 80],
          [8000, 8010],
        ],
      },
      { protocol: 'UDP', ranges: [[53, 53]] },
    ],
    'TCP 80,8000-8010, UDP 53',
  ],
  ['a whole protocol', sets.of('UDP'), [{ protocol: 'UDP', ranges: [[1, 65_535]] }], 'UDP (any port)'],
  ['all but one port', sets.all.subtract(tcp(22)), expect.anything(), 'all ports but TCP 22'],
  [
    'all but the first and last',
    sets.all.subtract(tcp(1)).subtract(sets.of('UDP', 65_535)),
    expect.anything(),
    'all ports but TCP 1, UDP 65535',
  ],
])('%s', (_, ports, json, text) => {
  expect(portsJson(ports)).toEqual(json);
  expect(portsText(portsJson(ports))).toBe(text);
});

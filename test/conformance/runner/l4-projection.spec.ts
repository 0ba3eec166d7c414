import { describe, expect, it } from 'vitest';
import type { PortsValue } from './case-file.js';
import { projected, projectionText } from './l4-projection.js';

const GET = { protocol: 'TCP', ranges: [[80, 80]] as [number, number][], methods: ['GET'] };

describe('the layer-4 projection', () => {
  const cases: { name: string; ports: PortsValue; section?: string; text: string }[] = [
    { name: 'everything', ports: 'All Connections', text: 'all' },
    { name: 'plain ports', ports: [{ protocol: 'TCP', ranges: [[80, 80]] }], text: 'TCP 80' },
    { name: 'a method is a condition', ports: [GET], text: 'TCP 80 (conditional)' },
    {
      name: 'a method beside the plain port is none',
      ports: [GET, { protocol: 'TCP', ranges: [[80, 80]] }],
      text: 'TCP 80',
    },
    { name: 'all but a method', ports: { allBut: [GET] }, text: 'all (conditional)' },
    { name: 'any protocol', ports: [{ protocol: null, ranges: [[7, 7]] }], text: 'TCP 7, UDP 7, SCTP 7' },
    { name: 'ICMP has no ports', ports: [{ protocol: 'ICMP' }], text: 'none' },
    { name: 'only the TCP half', ports: 'All Connections', section: 'TCP', text: 'TCP' },
  ];
  it.each(cases)('$name', ({ ports, section, text }) => {
    expect(projectionText([projected(ports, section)])).toBe(text);
  });
});

import { expect, it } from 'vitest';
import { wantsEvent } from './wants-event.js';

const event = {
  eventId: 'e',
  topic: 'finding.opened',
  key: 'k',
  tenantIds: [1],
  clusterId: 1,
  severity: 3,
  payload: {},
  createdAt: new Date(0),
};
const named = { event, tenants: ['shop'], cluster: 'c1' };

it.each([
  { name: 'the topic by name', events: ['finding.opened'], filter: {}, expected: true },
  { name: 'another topic', events: ['finding.resolved'], filter: {}, expected: false },
  { name: 'a family of topics', events: ['score.*', 'finding.*'], filter: {}, expected: true },
  { name: 'a family is not a prefix of words', events: ['find.*'], filter: {}, expected: false },
  { name: 'everything', events: ['*'], filter: {}, expected: true },
  { name: 'nothing', events: [], filter: {}, expected: false },
  { name: 'its tenant', events: ['*'], filter: { tenants: ['blog', 'shop'] }, expected: true },
  { name: 'another tenant', events: ['*'], filter: { tenants: ['blog'] }, expected: false },
  { name: 'its cluster', events: ['*'], filter: { clusters: ['c1'] }, expected: true },
  { name: 'another cluster', events: ['*'], filter: { clusters: ['c2'] }, expected: false },
  { name: 'severe enough', events: ['*'], filter: { minSeverity: 'high' as const }, expected: true },
  { name: 'not severe enough', events: ['*'], filter: { minSeverity: 'critical' as const }, expected: false },
])('$name: $expected', ({ events, filter, expected }) => {
  expect(wantsEvent(events, filter, named)).toBe(expected);
});

it('takes no severity for severe enough', () => {
  expect(wantsEvent(['*'], { minSeverity: 'critical' }, { ...named, event: { ...event, severity: null } })).toBe(true);
});

it('does not send what belongs to no tenant to a receiver bound to tenants', () => {
  expect(wantsEvent(['*'], { tenants: ['shop'] }, { ...named, tenants: [] })).toBe(false);
});

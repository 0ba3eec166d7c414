import { describe, expect, it } from 'vitest';
import { eventBody } from './event-body.js';

const event = {
  eventId: '0190',
  topic: 'finding.opened',
  key: 'f1',
  tenantIds: [1, 2],
  clusterId: 1,
  severity: 4,
  createdAt: new Date('2026-11-22T03:00:00Z'),
  payload: {
    finding: 'f1',
    control: 'SEG-TN-001',
    details: { subject: 'blog -> shop' },
    path: '/api/v1/findings/f1',
  },
};
const both = { event, tenants: ['blog', 'shop'], cluster: 'c1' };
const body = (filter: object, named = both) => eventBody(named, filter, 'https://fence.example');

it('is a CloudEvent and a Standard Webhooks body at once', () => {
  expect(body({})).toEqual({
    specversion: '1.0',
    id: '0190',
    source: 'https://fence.example/api/v1/clusters/c1',
    type: 'finding.opened',
    time: '2026-11-22T03:00:00.000Z',
    timestamp: '2026-11-22T03:00:00.000Z',
    subject: 'f1',
    datacontenttype: 'application/json',
    segcluster: 'c1',
    segseverity: 'critical',
    data: {
      finding: 'f1',
      control: 'SEG-TN-001',
      subject: 'blog -> shop',
      tenants: ['blog', 'shop'],
      severity: 'critical',
      link: 'https://fence.example/api/v1/findings/f1',
    },
  });
});

describe('a receiver bound to tenants', () => {
  it('never sees the name of a neighbour', () => {
    expect(JSON.stringify(body({ tenants: ['shop'] }))).not.toContain('blog');
  });

  it('sees the details of what concerns its tenants only', () => {
    expect(body({ tenants: ['shop', 'blog'] })['data']).toMatchObject({ subject: 'blog -> shop' });
  });
});

it('stays below 20 KB whatever a cluster calls its objects', () => {
  const payload = { finding: 'f1', details: { subject: 'x'.repeat(100_000), title: 'y'.repeat(100_000) } };
  const text = JSON.stringify(body({}, { ...both, event: { ...event, payload } as never }));
  expect(Buffer.byteLength(text)).toBeLessThan(20_000);
});

import { expect, it } from 'vitest';
import {
  cluster,
  deployment,
  judgeManifests,
  namespace,
  node,
  policy,
  verdictsOf,
} from '../../../test/support/judged-cluster.js';

const ID = 'SEG-EG-002';
const shop = (spec: object = {}): string =>
  cluster(namespace('shop', { tenant: 'shop' }), deployment('shop', 'web', { spec }), node('n1', 'aws:///a/i-1'));
const egress = (name: string, ...rules: object[]): string =>
  policy('shop', name, { podSelector: {}, policyTypes: ['Egress'], egress: rules });
const block = egress('block-1', { to: [{ ipBlock: { cidr: '0.0.0.0/0', except: ['169.254.169.254/32'] } }] });
const judge = (manifests: string, options = {}) => verdictsOf(judgeManifests(manifests, options), ID);

it('fails a block that a second policy undoes, and names both', () => {
  const { breaches } = judge(cluster(shop(), block, egress('web-out', { ports: [{ port: 80 }] })));
  expect(breaches).toHaveLength(1);
  expect(breaches[0]).toMatchObject({
    verdict: 'fail',
    severity: 'critical',
    subject: 'shop/Deployment/web',
    because: 'shop/block-1 leaves 169.254.169.254 out, but web-out allows it again',
  });
  expect(breaches[0]?.evidence.objects).toEqual([
    expect.objectContaining({ name: 'block-1', path: 'spec.egress[0].to[0].ipBlock.except[0]' }),
    expect.objectContaining({ name: 'web-out', uid: 'uid-web-out' }),
  ]);
});

it('fails a block on pods that share the network of their node', () => {
  const { breaches } = judge(cluster(shop({ hostNetwork: true }), block));
  expect(breaches[0]?.because).toContain('its pods share the network of their node');
});

it('fails a block that nothing enforces', () => {
  expect(judge(cluster(shop(), block), { cni: 'flannel' }).breaches[0]?.because).toContain(
    'nothing enforces the policy',
  );
});

it('passes a block that holds', () => {
  expect(judge(cluster(shop(), block)).tally).toMatchObject({ pass: 1, fail: 0, unknown: 0 });
});

it('passes a block that a second policy leaves alone', () => {
  const other = egress('api', { to: [{ ipBlock: { cidr: '10.0.0.0/8' } }] });
  expect(judge(cluster(shop(), block, other)).tally).toMatchObject({ pass: 1, fail: 0 });
});

it('does not know what a second, unreadable policy allows', () => {
  const { breaches } = judge(cluster(shop(), block, egress('odd', { to: 'everyone' })));
  expect(breaches[0]).toMatchObject({ verdict: 'unknown', evidence: { flow: { verdict: 'unknown' } } });
  expect(breaches[0]?.evidence.missing.length).toBeGreaterThan(0);
});

it('does not apply where no policy tries', () => {
  expect(judge(shop()).tally).toMatchObject({ pass: 0, fail: 0, notApplicable: 1 });
});

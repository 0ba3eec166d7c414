import { afterEach, describe, expect, it, vi } from 'vitest';
import { EgressGuard } from '#src/adapters/egress/egress-guard.js';
import { type Simulator, type SimulatorOptions, startSimulator } from '#src/demo/simulator/simulator.js';
import { Secret } from '#src/lib/secret.js';
import * as faults from '../../../test/support/kube-faults.js';
import { namespace, pod, policy } from '../../../test/support/kube-objects.js';
import { caHashOf } from './certificates.js';
import { preflight, requireModestCredential } from './preflight.js';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const guard = new EgressGuard({ policy: 'CLUSTER', allow: ['127.0.0.1'] });
const limits = { pageTimeoutMs: 2000, maxPageBytes: 1024 * 1024 };
const retry = { retries: 1, baseMs: 1, maxMs: 10 };
const open: Simulator[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((simulator) => simulator.close()));
});

async function test(
  options: Partial<SimulatorOptions> = {},
): Promise<{ simulator: Simulator; report: Awaited<ReturnType<typeof preflight>> }> {
  const objects = [namespace('shop'), pod('shop', 'web'), policy('shop', 'deny')];
  const simulator = await startSimulator({ name: 'test', objects, ...options });
  open.push(simulator);
  const { url: server, caPem, token } = simulator;
  const report = await preflight(
    { server, caPem, credential: { type: 'token', token: new Secret(token) } },
    { guard, limits, retry },
  );
  return { simulator, report };
}

it('reports version, identity and what can be read, without reading lists', async () => {
  const { simulator, report } = await test({
    forbidden: ['ingresses.networking.k8s.io'],
    installed: ['cilium.io/v2/CiliumNetworkPolicy'],
  });
  expect(report).toMatchObject({ version: 'v1.33.4', caHash: caHashOf(simulator.caPem), powers: [] });
  const states = new Map(report.kinds.map(({ kind, state }) => [kind, state]));
  expect(states.get('networking.k8s.io/NetworkPolicy')).toBe('COMPLETE');
  expect(states.get('networking.k8s.io/Ingress')).toBe('FORBIDDEN');
  expect(states.get('cilium.io/CiliumNetworkPolicy')).toBe('COMPLETE');
  expect(states.get('cilium.io/CiliumCIDRGroup')).toBe('NOT_INSTALLED');
  expect([...states.keys()]).toEqual([...states.keys()].sort());
  const lists = simulator.requests.filter(({ query }) => query !== '');
  expect(lists.every(({ query }) => query === '?limit=1')).toBe(true);
});

describe('a credential that can do too much', () => {
  it.each([
    { name: 'a reader of secrets', powers: [{ verb: 'list', group: '', resource: 'secrets' }], words: /read secrets/ },
    { name: 'a creator of pods', powers: [{ verb: 'create', group: '', resource: 'pods' }], words: /create pods/ },
    {
      name: 'an administrator',
      powers: [{ verb: '*', group: '*', resource: '*' }],
      words: /everything.*secrets.*pods/,
    },
  ])('is refused: $name', async ({ powers, words }) => {
    const { report } = await test({ powers });
    expect(() => {
      requireModestCredential(report);
    }).toThrow(expect.objectContaining({ code: 'CREDENTIAL.TOO_POWERFUL', message: expect.stringMatching(words) }));
  });

  it('is not suspected when it is modest', async () => {
    const { report } = await test();
    expect(() => {
      requireModestCredential(report);
    }).not.toThrow();
  });
});

it.each([
  { name: 'a rejected token', fault: faults.fail('/version', 401, 'Unauthorized'), code: 'CREDENTIAL.REJECTED' },
  { name: 'a web page', fault: faults.answer('/version', 200, 'text/html', '<html>'), code: 'CLUSTER.PROTOCOL' },
  {
    name: 'discovery that is a web page',
    fault: faults.answer('/apis', 200, 'text/html', '<html>'),
    code: 'CLUSTER.PROTOCOL',
  },
  {
    name: 'discovery of another form',
    fault: faults.answer('/api', 200, 'application/json', '{"kind":"Other"}'),
    code: 'CLUSTER.PROTOCOL',
  },
])('fails clearly for $name', async ({ fault, code }) => {
  await expect(test({ fault })).rejects.toMatchObject({ code });
});

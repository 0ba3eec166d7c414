import { describe, expect, it } from 'vitest';
import { factsOf, type ClusterOptions, deployment } from '../../../test/support/judged-cluster.js';
import { buildModel } from '#src/engine/model/build-model.js';
import { coverageOf, freshness } from './coverage.js';

const coverage = (options: ClusterOptions = {}, manifests = ''): number =>
  coverageOf(buildModel(factsOf(manifests + deployment('shop', 'web'), options)), 1);

describe('coverage of the required inputs', () => {
  // RBAC (weight 1) is not collected yet, so 21 of 22 is the most a live cluster without gateways reaches.
  const most = 21 / 22;

  it.each([
    { name: 'everything that is collected', options: {}, expected: most },
    {
      name: 'policies forbidden',
      options: { states: { 'networking.k8s.io/NetworkPolicy': 'FORBIDDEN' } },
      expected: 17 / 22,
    },
    { name: 'pods truncated', options: { states: { 'core/Pod': 'TRUNCATED' } }, expected: 17 / 22 },
    { name: 'services unavailable', options: { states: { 'core/Service': 'UNAVAILABLE' } }, expected: 18 / 22 },
    { name: 'no plugin in sight', options: { cni: null }, expected: 17 / 22 },
    {
      name: 'an offered policy language that was read',
      options: { states: { 'cilium.io/CiliumNetworkPolicy': 'COMPLETE' } },
      expected: 24 / 25,
    },
    {
      name: 'an offered policy language that is forbidden',
      options: { states: { 'cilium.io/CiliumNetworkPolicy': 'FORBIDDEN' } },
      expected: 21 / 25,
    },
    {
      name: 'a mesh that is forbidden',
      options: { states: { 'security.istio.io/AuthorizationPolicy': 'FORBIDDEN' } },
      expected: 21 / 24,
    },
    { name: 'manifests, where the plugin is assumed', options: { origin: 'offline', cni: null }, expected: 20 / 24 },
  ] as const)('$name', ({ options, expected }) => {
    expect(coverage(options)).toBeCloseTo(expected);
  });
});

it.each([
  [-5, 1],
  [0, 1],
  [100, 1],
  [250, 0.5],
  [400, 0],
  [4_000, 0],
])('data %d s old with 100 s agreed counts %d', (age, expected) => {
  expect(freshness(age, 100)).toBeCloseTo(expected);
});

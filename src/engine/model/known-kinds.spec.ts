import { describe, expect, it } from 'vitest';
import { KNOWN_KINDS, looksLikePolicy, movedKind } from './known-kinds.js';

describe('known kinds', () => {
  it.each([
    ['TenantNetworkPolicy', true],
    ['ClusterwideNetworkPolicies', true],
    ['MeshTrafficPermission', true],
    ['EgressFirewall', true],
    ['FirewallRule', true],
    ['IngressPolicy', true],
    ['BackendTrafficPolicy', false],
    ['SecurityPolicy', false],
    ['PodDisruptionBudget', false],
    ['Widget', false],
  ])('takes an unknown %s for a policy: %s', (kind, expected) => {
    expect(looksLikePolicy(kind)).toBe(expected);
  });

  it.each([
    ['extensions/Deployment', 'apps'],
    ['extensions/NetworkPolicy', 'networking.k8s.io'],
    ['apps/Deployment', undefined],
    ['constructor', undefined],
  ])('knows where %s lives now', (key, group) => {
    expect(movedKind(key)?.group).toBe(group);
  });

  it('knows every kind once', () => {
    for (const [key, { group, kind }] of KNOWN_KINDS) expect(key).toBe(`${group}/${kind}`);
  });
});

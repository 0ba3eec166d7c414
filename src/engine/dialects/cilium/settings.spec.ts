import { expect, it } from 'vitest';
import { factsOf } from '../../../../test/support/network-model.js';
import { buildModel } from '../../model/build-model.js';
import type { KindCoverage } from '../../model/coverage.js';
import { settingsOf } from './settings.js';

function settings(data: object | null, coverage?: KindCoverage['state'], origin: 'live' | 'offline' = 'live') {
  const map = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'cilium-config', namespace: 'kube-system' },
    data,
  };
  const facts = factsOf(data === null ? [] : [map], origin);
  const covered = coverage === undefined ? [] : [{ kind: 'core/ConfigMap', state: coverage, items: 0 }];
  return settingsOf(buildModel({ ...facts, coverage: covered, cni: 'cilium' }));
}

const DEFAULTS = {
  alwaysEnforced: false,
  hostFirewall: false,
  optionalDefaultDeny: true,
  cidrsMatchNodes: false,
  clusterName: 'default',
};
const HIDDEN = {
  alwaysEnforced: undefined,
  hostFirewall: undefined,
  optionalDefaultDeny: undefined,
  cidrsMatchNodes: undefined,
  clusterName: undefined,
};

it.each([
  {
    name: 'manifests without a ConfigMap mean the defaults',
    read: settings(null, undefined, 'offline'),
    expected: DEFAULTS,
  },
  { name: 'a cluster without one means the defaults', read: settings(null, 'COMPLETE'), expected: DEFAULTS },
  { name: 'a ConfigMap nobody could read may hold anything', read: settings(null, 'FORBIDDEN'), expected: HIDDEN },
  { name: 'a ConfigMap nobody asked for may hold anything', read: settings(null), expected: HIDDEN },
  {
    name: 'what is not set has its default',
    read: settings({ 'enable-policy': 'always' }),
    expected: { ...DEFAULTS, alwaysEnforced: true },
  },
  { name: 'tunnels of older releases', read: settings({ tunnel: 'disabled' }), expected: { nativeRouting: true } },
  {
    name: 'cluster names',
    read: settings({ 'cluster-name': 'c1', 'policy-default-local-cluster': 'true' }),
    expected: { clusterName: 'c1', localByDefault: true },
  },
  {
    name: 'releases that nobody knows',
    read: settings({}),
    expected: { localByDefault: undefined, knowsRequires: undefined },
  },
])('$name', ({ read, expected }) => {
  expect(read).toMatchObject(expected);
});

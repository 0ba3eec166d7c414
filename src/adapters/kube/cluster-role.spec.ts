import { load } from 'js-yaml';
import { expect, it, vi } from 'vitest';
import { EgressGuard } from '#src/adapters/egress/egress-guard.js';
import { startSimulator } from '#src/demo/simulator/simulator.js';
import { keyOfKind } from '#src/engine/dialects/dialect.js';
import { dialects } from '#src/engine/dialects/index.js';
import { KNOWN_KINDS } from '#src/engine/model/known-kinds.js';
import { Secret } from '#src/lib/secret.js';
import { namespace } from '../../../test/support/kube-objects.js';
import { renderClusterRole } from './cluster-role.js';
import { collectCluster } from './collect-cluster.js';
import { CONFIG_MAP_NAMES } from './wanted-config-maps.js';
import { coverageKeyOf, WANTED_KINDS } from './wanted-kinds.js';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly verbs: readonly string[];
}
const role = load(renderClusterRole()) as { kind: string; rules: readonly Rule[] };

it('permits lists, one namespace and the ConfigMaps of network plugins by name', () => {
  expect(role.kind).toBe('ClusterRole');
  for (const { verbs, resourceNames } of role.rules)
    expect(verbs).toEqual(resourceNames === undefined ? ['list'] : ['get']);
  expect(role.rules.filter(({ resourceNames }) => resourceNames !== undefined)).toEqual([
    { apiGroups: [''], resources: ['namespaces'], resourceNames: ['kube-system'], verbs: ['get'] },
    { apiGroups: [''], resources: ['configmaps'], resourceNames: [...CONFIG_MAP_NAMES], verbs: ['get'] },
  ]);
});

it('holds no wildcard, secret, list of ConfigMaps or subresource', () => {
  const lists = role.rules.filter(({ resourceNames }) => resourceNames === undefined);
  for (const text of lists.flatMap(({ apiGroups, resources, verbs }) => [...apiGroups, ...resources, ...verbs])) {
    expect(text).not.toMatch(/\*|\/|^secrets$|^configmaps$/);
  }
});

it('wants each kind once and only kinds the engine knows', () => {
  const keys = WANTED_KINDS.map(coverageKeyOf);
  expect(new Set(keys).size).toBe(keys.length);
  const unknown = WANTED_KINDS.filter((kind) => KNOWN_KINDS.get(coverageKeyOf(kind))?.namespaced !== kind.namespaced);
  expect(unknown.map(coverageKeyOf)).toEqual([]);
});

it('reads what every dialect asks for, and the policies whose meaning is still unknown', () => {
  const wanted = new Set(WANTED_KINDS.map(coverageKeyOf));
  const asked = dialects.flatMap(({ reads }) => reads.map(keyOfKind));
  expect(asked.filter((key) => !wanted.has(key))).toEqual([]);
});

it('covers everything a collection asks for', async () => {
  const installed = WANTED_KINDS.filter(({ builtIn }) => !builtIn).map(({ group, kind }) => `${group}/v1/${kind}`);
  const simulator = await startSimulator({ name: 'everything', objects: [namespace('shop')], installed });
  try {
    const credential = { type: 'token', token: new Secret(simulator.token) } as const;
    const limits = {
      pageTimeoutMs: 5000,
      maxPageBytes: 1e6,
      pageSize: 500,
      maxObjectsPerKind: 1000,
      runTimeoutMs: 30_000,
    };
    const guard = new EgressGuard({ policy: 'CLUSTER', allow: ['127.0.0.1'] });
    const { coverage } = await collectCluster(
      { server: simulator.url, caPem: simulator.caPem, credential },
      { guard, limits },
    );
    const served = coverage.filter(({ kind }) => !kind.startsWith('projectcalico.org/'));
    expect(served.filter(({ state }) => state !== 'COMPLETE')).toEqual([]);

    const lists = simulator.requests.filter(({ path }) => !/^\/(?:version|api|apis)$/.test(path));
    for (const { method, path } of lists) {
      const [, group = '', resource = '', name] =
        /^\/(?:api|apis\/([^/]+))\/[^/]+\/(?:namespaces\/[^/]+\/(?=configmaps))?([^/]+)(?:\/([^/]+))?$/.exec(path) ??
        [];
      const permitted = role.rules.some(
        (rule) =>
          rule.apiGroups.includes(group) &&
          rule.resources.includes(resource) &&
          (name === undefined ? rule.verbs.includes('list') : rule.resourceNames?.includes(name) === true),
      );
      expect({ method, path, permitted }).toEqual({ method: 'GET', path, permitted: true });
    }
    expect(lists.length).toBeGreaterThan(50);
  } finally {
    await simulator.close();
  }
});

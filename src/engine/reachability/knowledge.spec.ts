import { describe, expect, it } from 'vitest';
import { buildModel } from '../model/build-model.js';
import type { CollectionState, KindCoverage } from '../model/coverage.js';
import { networkPolicyDialect } from '../dialects/networkpolicy/networkpolicy.dialect.js';
import { foldPods } from '../model/fold-pods.js';
import type { RawObject } from '../model/raw-object.js';
import { deployment, networkPolicy } from '../../../test/support/small-cluster.js';
import { Reachability } from './reachability.js';

const POLICIES = 'networking.k8s.io/NetworkPolicy';
const NAMESPACES = 'core/Namespace';

/** What b may send to a, with its bounds, and why they differ. */
function ask(objects: readonly RawObject[], coverage: readonly KindCoverage[]) {
  const { podGroups, objects: rest } = foldPods(
    [deployment('a', 'web', { app: 'web' }), deployment('b', 'cli', { app: 'cli' })],
    'offline',
  );
  const facts = {
    cluster: { name: 'x' },
    observedAt: '2026-01-01T00:00:00Z',
    objects: [...rest, ...objects],
    podGroups,
    coverage,
    origin: 'live',
    cni: 'conformant',
  } as const;
  const { must, may, because } = Reachability.build(buildModel(facts), { dialects: [networkPolicyDialect] }).explain(
    { group: 1 },
    { group: 0 },
  );
  return { must: must.toString(), may: may.toString(), because };
}

function read(kind: string, state: CollectionState = 'COMPLETE'): KindCoverage {
  return { kind, state, items: 1 };
}

const closed = networkPolicy('a', 'deny', { podSelector: {}, policyTypes: ['Ingress'] });
const fromTeam = networkPolicy('a', 'team', {
  podSelector: {},
  ingress: [{ from: [{ namespaceSelector: { matchLabels: { team: 'b' } } }] }],
});
const fromName = networkPolicy('a', 'name', {
  podSelector: {},
  ingress: [{ from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'b' } } }] }],
});
const teamB: RawObject = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'b', labels: { team: 'b' } } };

describe('what was not read', () => {
  it.each<{ name: string; objects: RawObject[]; coverage: KindCoverage[]; must: string; may: string }>([
    {
      name: 'everything read: exact',
      objects: [closed],
      coverage: [read(POLICIES), read(NAMESPACES)],
      must: 'none',
      may: 'none',
    },
    {
      name: 'policies forbidden: nothing is known',
      objects: [],
      coverage: [read(POLICIES, 'FORBIDDEN'), read(NAMESPACES)],
      must: 'none',
      may: 'all',
    },
    {
      name: 'policies truncated: even a closed pod may be opened by another',
      objects: [closed],
      coverage: [read(POLICIES, 'TRUNCATED'), read(NAMESPACES)],
      must: 'none',
      may: 'all',
    },
    {
      name: 'policies never asked for: nothing is known',
      objects: [],
      coverage: [read(NAMESPACES)],
      must: 'none',
      may: 'all',
    },
    {
      name: 'policies not installed: open',
      objects: [],
      coverage: [read(POLICIES, 'NOT_INSTALLED'), read(NAMESPACES)],
      must: 'all',
      may: 'all',
    },
    {
      name: 'labels of an unread namespace may match',
      objects: [fromTeam],
      coverage: [read(POLICIES), read(NAMESPACES, 'FORBIDDEN')],
      must: 'none',
      may: 'all',
    },
    {
      name: 'the name of an unread namespace is known',
      objects: [fromName],
      coverage: [read(POLICIES), read(NAMESPACES, 'FORBIDDEN')],
      must: 'all',
      may: 'all',
    },
    {
      name: 'labels of a namespace that was read count as they are',
      objects: [fromTeam, teamB],
      coverage: [read(POLICIES), read(NAMESPACES, 'TRUNCATED')],
      must: 'all',
      may: 'all',
    },
  ])('$name', ({ objects, coverage, must, may }) => {
    const answer = ask(objects, coverage);
    expect([answer.must, answer.may]).toEqual([must, may]);
    expect(answer.because.length > 0).toBe(must !== may);
  });

  it('is named in the explanation', () => {
    expect(ask([], [read(POLICIES, 'FORBIDDEN'), read(NAMESPACES)]).because).toEqual([
      `${POLICIES} objects could not all be read (FORBIDDEN)`,
    ]);
  });
});

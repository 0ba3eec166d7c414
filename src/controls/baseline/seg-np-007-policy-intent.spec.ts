import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  cluster,
  deployment,
  judgeManifests,
  namespace,
  policy,
  verdictsOf,
} from '../../../test/support/judged-cluster.js';

const ID = 'SEG-NP-007';
const base = cluster(namespace('default'), deployment('default', 'web'));
const judge = (manifest: string) => verdictsOf(judgeManifests(cluster(base, manifest)), ID);

const backend = { matchLabels: { tier: 'backend' } };

it.each([
  {
    name: 'the selector stands beside podSelector',
    given: policy('default', 'deny-backend-egress', {
      podSelector: null,
      matchLabels: { tier: 'backend', policyTypes: ['Egress'], egress: [{ to: [{ podSelector: null }] }] },
    }),
    kinds: ['misplaced-selector', 'name-contradicts'],
    because: 'selects every pod of its namespace',
  },
  {
    name: 'a misspelt field',
    given: policy('default', 'web', { podSelector: backend, policyTypes: ['Ingress'], ingres: [] }),
    kinds: ['dropped-fields'],
    because: 'spec.ingres',
  },
  {
    name: 'egress rules that policyTypes does not name',
    given: policy('default', 'web', { podSelector: backend, policyTypes: ['Ingress'], egress: [{ to: [] }] }),
    kinds: ['inert-rules'],
    because: 'policyTypes does not name Egress',
  },
  {
    name: 'a name that denies over rules that allow',
    given: policy('default', 'deny-backend-egress', {
      podSelector: backend,
      policyTypes: ['Egress'],
      egress: [{ to: [{ podSelector: backend }] }],
    }),
    kinds: ['name-contradicts'],
    because: 'a NetworkPolicy has no deny rules',
  },
  {
    name: 'a block that allows everything',
    given: policy('default', 'block-external', { podSelector: {}, policyTypes: ['Ingress'], ingress: [{}] }),
    kinds: ['name-contradicts'],
    because: 'allows everything',
  },
])('fails: $name', ({ given, kinds, because }) => {
  const { breaches, tally } = judge(given);
  expect(tally).toMatchObject({ pass: 0, fail: 1 });
  expect(breaches[0]).toMatchObject({ severity: 'high', verdict: 'fail' });
  expect(breaches[0]?.because).toContain(because);
  expect(breaches[0]?.evidence.notes.map((note) => note.slice(0, note.indexOf(':')))).toEqual(kinds);
  expect(breaches[0]?.evidence.objects[0]?.path).toMatch(/^spec\./);
});

it.each([
  {
    name: 'a default deny',
    given: policy('default', 'default-deny-all', { podSelector: {}, policyTypes: ['Ingress', 'Egress'] }),
  },
  {
    name: 'a deny with an announced exception',
    given: policy('default', 'deny-from-other-namespaces', {
      podSelector: {},
      ingress: [{ from: [{ podSelector: {} }] }],
    }),
  },
  {
    name: 'a block by exception',
    given: policy('default', 'block-1', {
      podSelector: {},
      policyTypes: ['Egress'],
      egress: [{ to: [{ ipBlock: { cidr: '0.0.0.0/0', except: ['169.254.169.254/32'] } }] }],
    }),
  },
  {
    name: 'a plain allow',
    given: policy('default', 'web-allow-api', { podSelector: backend, ingress: [{ from: [{ podSelector: {} }] }] }),
  },
  {
    name: 'a name that only contains the word',
    given: policy('default', 'deployment-denyhosts', { podSelector: {}, ingress: [{ from: [{ podSelector: {} }] }] }),
  },
])('passes $name', ({ given }) => {
  expect(judge(given).tally).toMatchObject({ pass: 1, fail: 0, unknown: 0 });
});

it('does not know what a policy without a spec means', () => {
  const { breaches } = judge(
    '---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: p, namespace: default}\n',
  );
  expect(breaches[0]).toMatchObject({ verdict: 'unknown', evidence: { missing: ['spec'] } });
});

it('has nothing to judge without policies', () => {
  expect(verdictsOf(judgeManifests(base), ID).tally).toMatchObject({ pass: 0, fail: 0, unknown: 0, notApplicable: 0 });
});

it('reads what was applied where the API server dropped fields', () => {
  const applied = JSON.stringify({ spec: { podSelector: null, matchLabels: { tier: 'backend' } } });
  const pruned = {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: {
      name: 'p',
      namespace: 'default',
      annotations: { 'kubectl.kubernetes.io/last-applied-configuration': applied },
    },
    spec: { podSelector: {}, policyTypes: ['Ingress'] },
  };
  const { breaches } = judge(`---\n${JSON.stringify(pruned)}\n`);
  expect(breaches[0]?.because).toContain('matchLabels stands beside podSelector');
});

const SEED = new URL('../../../../shared/seeds/000_9fae109eb11542a2.txt', import.meta.url);
const seed = readSeed();

describe.skipIf(seed === undefined)('the sample of the OWASP page (needs ../shared/seeds)', () => {
  const [sample, metadata] = [...(seed ?? '').matchAll(/```(?:yaml)?\n(apiVersion: networking[\s\S]*?)```/g)].map(
    (match) => match[1] ?? '',
  );

  it('blocks ingress of every pod and leaves egress open, whatever its name says', () => {
    const assessment = judgeManifests(cluster(base, `---\n${sample ?? ''}\n`));
    expect(verdictsOf(assessment, ID).breaches[0]?.evidence.notes).toHaveLength(2);
    expect(verdictsOf(assessment, 'SEG-NP-001').tally).toMatchObject({ pass: 1, fail: 0 });
    expect(verdictsOf(assessment, 'SEG-NP-002').tally).toMatchObject({ pass: 0, fail: 1 });
  });

  it('the metadata sample means what it says', () => {
    expect(judge(`---\n${metadata ?? ''}\n`).tally).toMatchObject({ pass: 1, fail: 0 });
  });
});

function readSeed(): string | undefined {
  try {
    return readFileSync(SEED, 'utf8');
  } catch {
    return undefined;
  }
}

import { describe, expect, it } from 'vitest';
import type { CniFacts } from '../../model/network-model.js';
import type { RawObject } from '../../model/raw-object.js';
import { contextFor } from '../../../../test/support/lower-context.js';
import { networkPolicyDialect } from './networkpolicy.dialect.js';

function lower(spec: unknown, profile: CniFacts['profile'] = 'conformant', apiVersion = 'networking.k8s.io/v1') {
  const object: RawObject = {
    apiVersion,
    kind: 'NetworkPolicy',
    metadata: { name: 'p', namespace: 'a' },
    spec,
    source: { file: 'p.yaml', document: 2 },
  };
  return networkPolicyDialect.lower([object], contextFor({}, profile));
}

describe('directions', () => {
  it.each([
    { name: 'no policyTypes, no egress', spec: {}, ingress: true, egress: false },
    { name: 'no policyTypes, empty egress', spec: { egress: [] }, ingress: true, egress: false },
    { name: 'no policyTypes, some egress', spec: { egress: [{}] }, ingress: true, egress: true },
    { name: 'empty policyTypes count as absent', spec: { policyTypes: [], egress: [{}] }, ingress: true, egress: true },
    { name: 'only Egress', spec: { policyTypes: ['Egress'], ingress: [{}] }, ingress: false, egress: true },
    { name: 'no spec at all', spec: undefined, ingress: true, egress: false },
  ])('$name', ({ spec, ingress, egress }) => {
    const [policy] = lower(spec).policies;
    expect([policy?.ingress !== null, policy?.egress !== null]).toEqual([ingress, egress]);
  });
});

describe('what the API would refuse', () => {
  it.each([
    {
      name: 'a selector without matchLabels',
      spec: { podSelector: { app: 'x' } },
      code: 'POLICY.INVALID_SELECTOR',
      field: 'spec.podSelector.app',
    },
    {
      name: 'a peer selector',
      spec: { ingress: [{ from: [{ podSelector: { matchExpressions: [{ key: 'a', operator: 'Is' }] } }] }] },
      code: 'POLICY.INVALID_SELECTOR',
      field: 'spec.ingress[0].from[0].podSelector.matchExpressions[0].operator',
    },
    {
      name: 'a CIDR',
      spec: { ingress: [{ from: [{ ipBlock: { cidr: '10.0.0.0' } }] }] },
      code: 'POLICY.INVALID_CIDR',
      field: 'spec.ingress[0].from[0].ipBlock.cidr',
    },
    {
      name: 'an except',
      spec: { egress: [{ to: [{ ipBlock: { cidr: '10.0.0.0/8', except: ['x'] } }] }] },
      code: 'POLICY.INVALID_CIDR',
      field: 'spec.egress[0].to[0].ipBlock.except[0]',
    },
    {
      name: 'an empty peer',
      spec: { ingress: [{ from: [{}] }] },
      code: 'POLICY.INVALID_PEER',
      field: 'spec.ingress[0].from[0]',
    },
    {
      name: 'a block with a selector',
      spec: { ingress: [{ from: [{ podSelector: {}, ipBlock: { cidr: '10.0.0.0/8' } }] }] },
      code: 'POLICY.INVALID_PEER',
      field: 'spec.ingress[0].from[0]',
    },
    {
      name: 'a misspelt peer field',
      spec: { ingress: [{ from: [{ podSelectr: {} }] }] },
      code: 'POLICY.INVALID_PEER',
      field: 'spec.ingress[0].from[0]',
    },
    {
      name: 'port 0',
      spec: { ingress: [{ ports: [{ port: 0 }] }] },
      code: 'POLICY.INVALID_PORT',
      field: 'spec.ingress[0].ports[0].port',
    },
    {
      name: 'an endPort below port',
      spec: { ingress: [{ ports: [{ port: 90, endPort: 80 }] }] },
      code: 'POLICY.INVALID_PORT',
      field: 'spec.ingress[0].ports[0].endPort',
    },
    {
      name: 'an endPort with a name',
      spec: { ingress: [{ ports: [{ port: 'http', endPort: 80 }] }] },
      code: 'POLICY.INVALID_PORT',
      field: 'spec.ingress[0].ports[0].endPort',
    },
    {
      name: 'an unknown protocol',
      spec: { ingress: [{ ports: [{ protocol: 'ICMP' }] }] },
      code: 'POLICY.INVALID_PORT',
      field: 'spec.ingress[0].ports[0].protocol',
    },
    {
      name: 'a misspelt rule field',
      spec: { ingress: [{ form: [] }] },
      code: 'POLICY.INVALID_RULE',
      field: 'spec.ingress[0]',
    },
    { name: 'a misspelt spec field', spec: { ingres: [] }, code: 'POLICY.INVALID_SPEC', field: 'spec' },
    {
      name: 'an unknown policy type',
      spec: { policyTypes: ['ingress'] },
      code: 'POLICY.INVALID_SPEC',
      field: 'spec.policyTypes[0]',
    },
    { name: 'a spec that is no object', spec: 'x', code: 'POLICY.INVALID_SPEC', field: 'spec' },
  ])('$name is an error at its field, with its source', ({ spec, code, field }) => {
    expect(lower(spec).diagnostics).toContainEqual(
      expect.objectContaining({
        severity: 'error',
        code,
        field,
        object: expect.objectContaining({ name: 'p' }) as unknown,
        source: { file: 'p.yaml', document: 2 },
      }),
    );
  });
});

describe('what works but was hardly meant', () => {
  it.each([
    {
      name: 'egress rules under [Ingress]',
      spec: { policyTypes: ['Ingress'], egress: [{}] },
      code: 'POLICY.INERT_RULES',
      field: 'spec.egress',
    },
    {
      name: 'an except outside its block',
      spec: { ingress: [{ from: [{ ipBlock: { cidr: '10.0.0.0/8', except: ['192.0.2.0/24'] } }] }] },
      code: 'POLICY.EXCEPT_OUTSIDE_CIDR',
      field: 'spec.ingress[0].from[0].ipBlock.except[0]',
    },
  ])('$name is a warning', ({ spec, code, field }) => {
    expect(lower(spec).diagnostics).toEqual([expect.objectContaining({ severity: 'warning', code, field })]);
    expect(lower(spec).doubts).toEqual([]);
  });
});

describe('policies nobody can vouch for', () => {
  it.each([
    {
      name: 'an unreadable subject',
      lowered: lower({ podSelector: [], policyTypes: ['Egress'] }),
      directions: ['egress'],
    },
    { name: 'an unreadable spec', lowered: lower({ ingres: [] }), directions: ['ingress', 'egress'] },
    { name: 'another apiVersion', lowered: lower({}, 'conformant', 'extensions/v1beta1'), directions: ['ingress'] },
    {
      name: 'a named port on a plugin that refuses them',
      lowered: lower({ ingress: [{ ports: [{ port: 'http' }] }] }, 'weave'),
      directions: ['ingress'],
    },
  ])('$name leaves its namespace in doubt', ({ lowered, directions }) => {
    expect(lowered.policies).toEqual([]);
    expect(lowered.doubts).toEqual([
      expect.objectContaining({ namespace: 'a', directions, closes: true, opens: true }),
    ]);
  });
});

it('lowers equal specs once, so that thousands of copies cost nothing', () => {
  const spec = { podSelector: {}, ingress: [{ from: [{ podSelector: {} }] }] };
  const copies = ['a', 'b'].map((namespace): RawObject => ({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'p', namespace },
    spec: { ...spec },
  }));
  const { policies } = networkPolicyDialect.lower(copies, contextFor());
  expect(policies[0]?.ingress).toBe(policies[1]?.ingress);
});

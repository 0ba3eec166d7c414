import { describe, expect, it } from 'vitest';
import { modelOf, podObject } from '../../../test/support/network-model.js';
import { Reachability } from '../reachability/reachability.js';

const pods = [podObject('default', 'a', {}), podObject('other', 'b', {})];
const policy = (apiVersion: string, kind: string, namespace?: string) => ({
  apiVersion,
  kind,
  metadata: { name: 'p', ...(namespace === undefined ? {} : { namespace }) },
  spec: { podSelector: {} },
});

describe('policies of kinds nobody knows', () => {
  it.each<[string, object, ingress: [a: string, b: string]]>([
    [
      'in a namespace: unknown there, certain elsewhere',
      policy('example.org/v1', 'TenantNetworkPolicy', 'default'),
      ['unknown', 'no'],
    ],
    [
      'without a namespace: unknown everywhere',
      policy('example.org/v1', 'TenantNetworkPolicy'),
      ['unknown', 'unknown'],
    ],
    ['an old NetworkPolicy lives in default', policy('extensions/v1beta1', 'NetworkPolicy'), ['unknown', 'no']],
    ['a kind that is no policy', policy('example.org/v1', 'Widget', 'default'), ['no', 'no']],
  ])('%s', (_case, object, ingress) => {
    const reach = Reachability.build(modelOf([...pods, object]));
    expect([0, 1].map((group) => reach.isolation(group).ingress)).toEqual(ingress);
  });

  it('says nothing can be certain of what such a policy may touch', () => {
    const reach = Reachability.build(modelOf([...pods, policy('example.org/v1', 'TenantNetworkPolicy', 'default')]));
    const flow = reach.flow(1, 0);
    expect([flow.must.isEmpty, flow.may.isEmpty]).toEqual([true, false]);
  });
});

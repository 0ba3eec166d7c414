import { describe, expect, it } from 'vitest';
import { modelOf, podObject } from '../../../../test/support/network-model.js';
import { Reachability } from '../../reachability/reachability.js';

const LABEL = { 'k8s.ovn.org/primary-user-defined-network': '' };
const namespaceObject = (name: string, labels: object = LABEL): object => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name, labels },
});
const udn = (namespace: string, spec: object = {}, name = 'net'): object => ({
  apiVersion: 'k8s.ovn.org/v1',
  kind: 'UserDefinedNetwork',
  metadata: { name, namespace },
  spec: { topology: 'Layer2', layer2: { role: 'Primary' }, ...spec },
});
const cudn = (name: string, namespaceSelector: object, role = 'Primary'): object => ({
  apiVersion: 'k8s.ovn.org/v1',
  kind: 'ClusterUserDefinedNetwork',
  metadata: { name },
  spec: { namespaceSelector, network: { topology: 'Layer3', layer3: { role } } },
});
const PODS = ['blue', 'green', 'red', 'plain'].map((name) => podObject(name, name, {}));
const NAMESPACES = [...['blue', 'green', 'red'].map((name) => namespaceObject(name)), namespaceObject('plain', {})];
const among = (...values: string[]): object => ({
  matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'In', values }],
});

/** `yes`, `no` or `?` for a TCP connection. */
function ask(objects: readonly object[], src: string, dst: string): string {
  const reach = Reachability.build(modelOf([...NAMESPACES, ...PODS, ...objects]));
  const end = (name: string) => {
    const group = reach.model.groups.findIndex(({ namespace }) => namespace === name);
    return group < 0 ? { ip: name } : { group };
  };
  const { must, may } = reach.explain(end(src), end(dst));
  if (must.contains('TCP', 80)) return 'yes';
  return may.contains('TCP', 80) ? '?' : 'no';
}

describe('primary networks', () => {
  it.each<[string, object[], [src: string, dst: string, answer: string][]]>([
    ['no network of its own: one flat network', [], [['blue', 'green', 'yes'], ['plain', 'blue', 'yes']]],
    ['a network of its own has no route to the pod network', [udn('blue')], [['blue', 'green', 'no'], ['plain', 'blue', 'no'], ['green', 'plain', 'yes']]],
    ['but one to the outside', [udn('blue')], [['blue', '198.51.100.1', 'yes'], ['198.51.100.1', 'blue', 'yes']]],
    ['a cluster network joins its namespaces', [cudn('c', among('blue', 'green', 'plain'))], [['blue', 'green', 'yes'], ['blue', 'red', 'no']]],
    ['only labelled namespaces use one', [cudn('c', {})], [['blue', 'red', 'yes'], ['blue', 'plain', 'no'], ['plain', 'blue', 'no']]],
    ['secondary networks cut nothing off', [cudn('c', {}, 'Secondary')], [['blue', 'plain', 'yes']]],
    ['two networks for one namespace: nobody knows', [udn('blue'), cudn('c', among('blue', 'green'))], [['blue', 'green', '?'], ['blue', 'plain', '?'], ['red', 'plain', 'yes']]],
    ['a network that cannot be read may cut its namespace off', [udn('blue', { topology: 'Layer4' })], [['blue', 'plain', '?'], ['green', 'plain', 'yes']]],
    ['host-network pods may be reachable from every network', [udn('blue'), podObject('host', 'h', {}, { ip: '192.0.2.1', spec: { hostNetwork: true } })], [['blue', 'host', '?'], ['host', 'blue', '?'], ['host', 'plain', 'yes']]],
    [
      'NetworkPolicies act inside the network',
      [cudn('c', {}), { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name: 'deny', namespace: 'blue' }, spec: { podSelector: {} } }],
      [['green', 'blue', 'no'], ['blue', 'green', 'yes'], ['198.51.100.1', 'blue', 'no']],
    ],
  ])('%s', (_, objects, questions) => {
    expect(questions.map(([src, dst]) => [src, dst, ask(objects, src, dst)])).toEqual(questions);
  }); // prettier-ignore
});

describe('what is reported', () => {
  it.each<[string, object[], string, string, RegExp]>([
    ['a topology nobody knows', [udn('blue', { topology: 'Layer4' })], 'UDN.INVALID', 'spec.topology', /blue\/net: topology Layer4/],
    ['a network named default', [udn('blue', {}, 'default')], 'UDN.INVALID', 'metadata.name', /blue\/default/],
    ['a network in a namespace of the platform', [udn('openshift-x')], 'UDN.INVALID', 'metadata.namespace', /openshift-x/],
    ['a role nobody knows', [udn('blue', { layer2: {} })], 'UDN.INVALID', 'spec.layer2.role', /role is missing/],
    ['two primary networks', [udn('blue'), cudn('c', among('blue'))], 'UDN.TWO_PRIMARY', '', /blue.*blue\/net.*c/],
  ])('%s', (_, objects, code, field, message) => {
    const { diagnostics } = Reachability.build(modelOf([...NAMESPACES, ...PODS, ...objects]));
    expect(diagnostics).toEqual([
      expect.objectContaining({ severity: 'error', code, message: expect.stringMatching(message) as unknown, ...(field === '' ? {} : { field }) }),
    ]);
  }); // prettier-ignore
});

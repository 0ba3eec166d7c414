import { expect, it } from 'vitest';
import { modelOf, podObject } from '../../../../test/support/network-model.js';
import { Reachability } from '../../reachability/reachability.js';

const PODS = [podObject('shop', 'web', { app: 'web' }, { ip: '10.0.0.1' }), podObject('data', 'db', { app: 'db' }, { ip: '10.0.0.2' })]; // prettier-ignore
const inNamespace = (name: string): object => ({ matchLabels: { 'kubernetes.io/metadata.name': name } });
const cluster = (name: string, spec: object): object => ({
  apiVersion: 'networking.k8s.aws/v1alpha1',
  kind: 'ClusterNetworkPolicy',
  metadata: { name },
  spec: { tier: 'Admin', priority: 10, subject: { namespaces: inNamespace('shop') }, ...spec },
});
const application = (egress: object[], more: object = {}): object => ({
  apiVersion: 'networking.k8s.aws/v1alpha1',
  kind: 'ApplicationNetworkPolicy',
  metadata: { name: 'app', namespace: 'shop' },
  spec: { podSelector: {}, policyTypes: ['Egress'], egress, ...more },
});
const upstream = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name: 'np', namespace: 'shop' },
  spec: { podSelector: {}, policyTypes: ['Egress'], egress: [{ to: [{ namespaceSelector: inNamespace('data') }] }] },
};
const BY_NAME = { to: [{ domainNames: ['*.example.org'] }], ports: [{ protocol: 'TCP', port: 443 }] };

type Answer = readonly [dst: string, port: number, answer: string];

it.each<[string, object[], Answer[]]>([
  ['nothing: open', [], [['db', 443, 'yes'], ['198.51.100.1', 443, 'yes']]],
  ['a cluster policy denies by port', [cluster('p', { egress: [{ action: 'Deny', to: [{ namespaces: inNamespace('data') }], ports: [{ portNumber: { protocol: 'TCP', port: 443 } }] }] })], [['db', 443, 'no'], ['db', 80, 'yes']]],
  ['and accepts over an application policy', [application([]), cluster('p', { egress: [{ action: 'Accept', to: [{ namespaces: {} }] }] })], [['db', 443, 'yes'], ['198.51.100.1', 443, 'no']]],
  ['its baseline gives way to an application policy', [cluster('p', { tier: 'Baseline', egress: [{ action: 'Deny', to: [{ namespaces: {} }] }] }), application([{ to: [{ namespaceSelector: {} }] }])], [['db', 443, 'yes']]],
  ['an application policy isolates what it selects', [application([])], [['db', 443, 'no'], ['198.51.100.1', 443, 'no']]],
  ['domain names are perhaps any address, never a pod', [application([BY_NAME])], [['198.51.100.1', 443, '?'], ['198.51.100.1', 80, 'no'], ['db', 443, 'no']]],
  ['beside other peers of the rule', [application([{ to: [{ domainNames: ['x.org'] }, { namespaceSelector: {} }] }])], [['db', 80, 'yes'], ['198.51.100.1', 80, '?']]],
  ['it adds up with NetworkPolicies', [application([BY_NAME]), upstream], [['db', 443, 'yes'], ['198.51.100.1', 443, '?'], ['198.51.100.1', 80, 'no']]],
  ['a selector that cannot be read leaves its namespace open', [application([], { podSelector: 'x' })], [['db', 443, '?']]],
])('%s', (_, objects, answers) => {
  const model = modelOf([...PODS, ...objects]);
  const reach = Reachability.build({ ...model, cni: { profile: 'conformant', enforced: 'yes', evidence: '', assumed: true } });
  const groupOf = (name: string): number => model.groups.findIndex(({ owner }) => owner.name === name);
  const got = answers.map(([dst, port]) => {
    const { must, may } = reach.explain({ group: groupOf('web') }, groupOf(dst) < 0 ? { ip: dst } : { group: groupOf(dst) });
    return [dst, port, must.contains('TCP', port) ? 'yes' : may.contains('TCP', port) ? '?' : 'no'];
  });
  expect(got).toEqual(answers);
}); // prettier-ignore

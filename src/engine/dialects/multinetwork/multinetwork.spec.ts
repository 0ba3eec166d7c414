import { describe, expect, it } from 'vitest';
import { modelOf, podObject } from '../../../../test/support/network-model.js';
import { Reachability } from '../../reachability/reachability.js';
import { oneNetworkDialect } from './one-network.js';

const attached = (namespace: string, name: string, networks: string): object => {
  const pod = podObject(namespace, name, { app: name }, { ports: [{ name: 'web', containerPort: 8080 }] }) as { metadata: object };
  return { ...pod, metadata: { ...pod.metadata, annotations: { 'k8s.v1.cni.cncf.io/networks': networks } } };
}; // prettier-ignore
const nad = (namespace: string, name: string, config: object = { type: 'macvlan' }): object => ({
  apiVersion: 'k8s.cni.cncf.io/v1',
  kind: 'NetworkAttachmentDefinition',
  metadata: { name, namespace },
  spec: { config: JSON.stringify(config) },
});
const multiPolicy = (namespace: string, policyFor: string, spec: object, name = 'p'): object => ({
  apiVersion: 'k8s.cni.cncf.io/v1beta1',
  kind: 'MultiNetworkPolicy',
  metadata: { name, namespace, annotations: { 'k8s.v1.cni.cncf.io/policy-for': policyFor } },
  spec,
});
/** Nothing passes on the pod network. */
const DENY = ['one', 'two'].map((namespace) => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name: 'deny', namespace },
  spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'] },
}));
const OVERLAY = { type: 'ovn-k8s-cni-overlay', name: 'shared', topology: 'layer2' };
const to = (app: string, ports: object[] = []): object => ({
  podSelector: { matchLabels: { app } },
  policyTypes: ['Ingress'],
  ingress: [{ from: [{ podSelector: { matchLabels: { app: 'a' } } }], ports }],
});

type Question = readonly [src: string, dst: string, port: number, answer: string];

function answerOf(reach: Reachability, src: string, dst: string, port: number): string {
  const end = (name: string) => {
    const group = reach.model.groups.findIndex(({ owner }) => owner.name === name);
    return group < 0 ? { ip: name } : { group };
  };
  const { must, may } = reach.explain(end(src), end(dst));
  if (must.contains('TCP', port)) return 'yes';
  return may.contains('TCP', port) ? '?' : 'no';
}

const ON_LAN = [attached('one', 'a', 'lan'), attached('one', 'b', 'lan@net1'), attached('two', 'c', '[{"name":"lan","namespace":"one"}]'), podObject('one', 'd', {})]; // prettier-ignore

describe('secondary networks pass what NetworkPolicies stop', () => {
  it.each<[string, object[], Question[]]>([
    ['pods on one network reach each other', [nad('one', 'lan'), ...ON_LAN], [['a', 'b', 80, 'yes'], ['c', 'a', 80, 'yes'], ['a', 'd', 80, 'no'], ['d', 'a', 80, 'no']]],
    ['names without definition connect perhaps', ON_LAN, [['a', 'b', 80, '?'], ['a', 'd', 80, 'no']]],
    ['a network may lead outside', [nad('one', 'lan'), ...ON_LAN], [['a', '198.51.100.1', 80, '?'], ['198.51.100.1', 'a', 80, '?'], ['d', '198.51.100.1', 80, 'no']]],
    ['an overlay does not', [nad('one', 'lan', OVERLAY), ...ON_LAN], [['a', 'b', 80, 'yes'], ['a', '198.51.100.1', 80, 'no']]],
    ['overlays of one name are one network', [nad('one', 'x', OVERLAY), nad('two', 'y', OVERLAY), attached('one', 'a', 'x'), attached('two', 'b', 'y')], [['a', 'b', 80, 'yes']]],
    ['other definitions are networks of their own', [nad('one', 'x'), nad('two', 'y'), attached('one', 'a', 'x'), attached('two', 'b', 'y')], [['a', 'b', 80, 'no']]],
    ['an annotation that cannot be read may connect with anyone', [attached('one', 'a', '[{]'), podObject('one', 'd', {})], [['a', 'd', 80, 'no'], ['d', 'a', 80, 'no']]],
    ['a MultiNetworkPolicy restricts its network', [nad('one', 'lan'), ...ON_LAN, multiPolicy('one', 'lan', to('b'))], [['a', 'b', 80, 'yes'], ['c', 'b', 80, 'no'], ['b', 'c', 80, 'yes']]],
    ['by port, also by name', [nad('one', 'lan'), ...ON_LAN, multiPolicy('one', 'one/lan', to('b', [{ port: 'web' }]))], [['a', 'b', 8080, 'yes'], ['a', 'b', 80, 'no']]],
    ['not another network', [nad('one', 'lan'), ...ON_LAN, multiPolicy('one', 'wan', to('b'))], [['c', 'b', 80, 'yes']]],
    ['both ends must permit', [nad('one', 'lan'), ...ON_LAN, multiPolicy('one', 'lan', to('b')), multiPolicy('one', 'lan', { podSelector: { matchLabels: { app: 'a' } }, policyTypes: ['Egress'] }, 'q')], [['a', 'b', 80, 'no'], ['b', 'a', 80, 'yes']]],
    ['one that cannot be read may restrict anyone', [nad('one', 'lan'), ...ON_LAN, multiPolicy('one', 'lan', { podSelector: 'x' })], [['a', 'b', 80, '?'], ['a', 'd', 80, 'no']]],
  ])('%s', (_, objects, questions) => {
    const reach = Reachability.build(modelOf([...DENY, ...objects]));
    expect(questions.map(([src, dst, port]) => [src, dst, port, answerOf(reach, src, dst, port)])).toEqual(questions);
  }); // prettier-ignore
});

it('leaves the pod network as it is where it lets more through', () => {
  const restricted = multiPolicy('one', 'lan', { podSelector: {}, policyTypes: ['Ingress', 'Egress'] });
  const reach = Reachability.build(modelOf([nad('one', 'lan'), ...ON_LAN, restricted]));
  expect(['a', 'd'].map((src) => answerOf(reach, src, 'b', 80))).toEqual(['yes', 'yes']);
});

it('answers about one network alone', () => {
  const model = modelOf([nad('one', 'lan'), ...ON_LAN, multiPolicy('one', 'lan', to('b'))]);
  const reach = Reachability.build(model, { dialects: [oneNetworkDialect('one/lan')] });
  const pairs = [['a', 'b'], ['c', 'b'], ['a', 'd'], ['a', '198.51.100.1']] as const; // prettier-ignore
  expect(pairs.map(([src, dst]) => answerOf(reach, src, dst, 80))).toEqual(['yes', 'no', 'no', 'no']);
});

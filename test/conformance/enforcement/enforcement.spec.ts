import { describe, expect, it } from 'vitest';
import { verdictOn } from '#src/engine/reachability/verdict.js';
import { configMap, daemonSet, liveCluster, namespace, networkPolicy, node, pod } from './live-cluster.js';

/** Semantics 07 §7: what a default-deny on pod p is worth on each kind of cluster, asked for q→p. */
const isolated = networkPolicy('shop', 'default-deny', { podSelector: {}, policyTypes: ['Ingress'] });
const shop = [namespace('shop'), pod('shop', 'p', { ip: '10.0.0.1' }), pod('shop', 'q', { ip: '10.0.0.2' })];
const one = node('n1', '192.0.2.1');

const flannel = daemonSet('kube-flannel-ds', [{ name: 'kube-flannel', image: 'flannel/flannel:v0.26.1' }]);
const canal = daemonSet('canal', [
  { name: 'calico-node', image: 'calico/node:v3.29.1' },
  { name: 'kube-flannel', image: 'flannel/flannel:v0.26.1' },
]);
const aws = (on: boolean) =>
  daemonSet('aws-node', [
    { name: 'aws-node', image: 'x/amazon-k8s-cni:v1.19.0' },
    {
      name: 'aws-eks-nodeagent',
      image: 'x/amazon/aws-network-policy-agent:v1.2.0',
      args: [`--enable-network-policy=${String(on)}`],
    },
  ]);
const calico = daemonSet('calico-node', [{ name: 'calico-node', image: 'calico/node:v3.30.0' }]);
const cilium = (ready = 1) =>
  daemonSet('cilium', [{ name: 'cilium-agent', image: 'quay.io/cilium/cilium:v1.17.0' }], { desired: 1, ready });
const ciliumPod = (ready: boolean) =>
  pod('kube-system', 'cilium-x', { owner: 'cilium', ready, spec: { hostNetwork: true } });
const k3s = (args: string) =>
  node('n1', '192.0.2.1', { info: { kubeletVersion: 'v1.31.1+k3s1' }, annotations: { 'k3s.io/node-args': args } });
const anp = {
  apiVersion: 'policy.networking.k8s.io/v1alpha1',
  kind: 'AdminNetworkPolicy',
  metadata: { name: 'deny-all' },
  spec: {
    priority: 1,
    subject: { namespaces: {} },
    ingress: [{ name: 'd', action: 'Deny', from: [{ namespaces: {} }] }],
  },
};

function askQtoP(objects: readonly object[]): string {
  const reach = liveCluster([...shop, ...objects]);
  const id = (name: string) => reach.model.groups.findIndex((group) => group.owner.name === name);
  return verdictOn(reach.explain({ group: id('q') }, { group: id('p') }), 'TCP', 80);
}

describe('07 §7 which default-deny holds', () => {
  it.each<[string, object[], 'allowed' | 'denied' | 'unknown']>([
    ['E1 flannel alone: declared, not enforced', [one, flannel, isolated], 'allowed'],
    ['E2 canal', [one, canal, isolated], 'denied'],
    ['E3 AWS with its agent switched off', [one, aws(false), isolated], 'allowed'],
    ['E4 AWS with its agent on and no word of the controller', [one, aws(true), isolated], 'unknown'],
    ['E4 AWS with agent and controller on', [one, aws(true), configMap('amazon-vpc-cni', { 'enable-network-policy-controller': 'true' }), isolated], 'denied'],
    ['E5 Calico as the policy engine of an AWS cluster', [one, aws(false), calico, isolated], 'denied'],
    ['E6 k3s without its policy engine', [k3s('["server","--disable-network-policy"]'), isolated], 'allowed'],
    ['E6 k3s as it comes', [k3s('["server"]'), isolated], 'denied'],
    ['E7 Cilium told never to enforce', [one, cilium(), configMap('cilium-config', { 'enable-policy': 'never' }), isolated], 'allowed'],
    ['E8 left-over Calico policies, a kindnet too old to enforce', [one, daemonSet('kindnet', [{ name: 'kindnet-cni', image: 'kindest/kindnetd:v20230511-dc714da8' }]), { apiVersion: 'crd.projectcalico.org/v1', kind: 'GlobalNetworkPolicy', metadata: { name: 'left-over' }, spec: { selector: 'all()', types: ['Ingress'] } }, isolated], 'allowed'],
    ['E12 an admin policy that kube-router does not read', [one, daemonSet('kube-router', [{ name: 'kube-router', image: 'cloudnativelabs/kube-router:v2.2.0' }]), anp], 'allowed'],
  ])('%s', (_case, objects, expected) => {
    expect(askQtoP(objects)).toBe(expected);
  }); // prettier-ignore

  it('E10 OVN-Kubernetes opens a whole protocol for a named port', () => {
    const ovn = daemonSet('ovnkube-node', [
      { name: 'ovnkube-controller', image: 'ghcr.io/ovn-org/ovn-kubernetes/ovn-kube-ubuntu:v1.0.0' },
    ]);
    const named = networkPolicy('shop', 'web', {
      podSelector: { matchLabels: { app: 'p' } },
      ingress: [{ from: [{ podSelector: {} }], ports: [{ port: 'web' }] }],
    });
    expect(askQtoP([one, ovn, named])).toBe('unknown');
  });
});

describe('07 §1.4 which nodes are covered', () => {
  const agents = (reach: ReturnType<typeof liveCluster>) => [...(reach.model.cni.uncoveredNodes ?? [])];

  it('E9 a node whose agent is not ready is not covered', () => {
    const reach = liveCluster([...shop, one, cilium(0), ciliumPod(false), isolated]);
    expect(agents(reach)).toEqual([['n1', 'the pod of DaemonSet kube-system/cilium there is not ready']]);
  });

  it('E9 default-deny on such a node may not hold', () => {
    const second = [
      node('n2', '192.0.2.2'),
      pod('kube-system', 'cilium-y', { owner: 'cilium', node: 'n2', spec: { hostNetwork: true } }),
    ];
    expect(askQtoP([one, ...second, cilium(), ciliumPod(false), isolated])).toBe('unknown');
    expect(askQtoP([one, ...second, cilium(), ciliumPod(true), isolated])).toBe('denied');
  });

  it('E11 Azure NPM on Windows: an excepted address may get in', () => {
    const windows = node('n1', '192.0.2.1', { info: { operatingSystem: 'windows' } });
    const npm = daemonSet('azure-npm-win', [{ name: 'azure-npm', image: 'mcr.microsoft.com/azure-npm:v1.6.0' }]);
    const excepting = networkPolicy('shop', 'but-one', {
      podSelector: { matchLabels: { app: 'p' } },
      ingress: [{ from: [{ ipBlock: { cidr: '203.0.113.0/24', except: ['203.0.113.9/32'] } }] }],
    });
    const reach = liveCluster([...shop, windows, npm, excepting]);
    expect(agents(reach).map(([name]) => name)).toEqual(['n1']);
    const p = reach.model.groups.findIndex((group) => group.owner.name === 'p');
    const answer = reach.explain({ ip: '203.0.113.9' }, { group: p });
    expect(verdictOn(answer, 'TCP', 80)).toBe('unknown');
  });

  it.each<[string, object[], string[]]>([
    ['a node without an agent pod', [one, node('n2', '192.0.2.2'), cilium(), ciliumPod(true)], ['n2']],
    ['Fargate', [one, node('f', '192.0.2.3', { labels: { 'eks.amazonaws.com/compute-type': 'fargate' } }), calico], ['f']],
    ['a virtual node', [one, node('v', '192.0.2.3', { labels: { type: 'virtual-kubelet' } }), calico], ['v']],
    ['Windows beside Cilium', [one, node('w', '192.0.2.4', { info: { operatingSystem: 'windows' } }), cilium()], ['w']],
    ['an agent replaced on the spot', [one, cilium(), ciliumPod(false), pod('kube-system', 'cilium-new', { owner: 'cilium', spec: { hostNetwork: true } })], []],
    ['agents that are ready everywhere', [one, cilium(), ciliumPod(true)], []],
    ['an engine inside the kubelet', [k3s('["server"]')], []],
    ['too few ready agents and no pod of them in sight', [one, daemonSet('calico-node', [{ name: 'calico-node', image: 'calico/node:v3.30.0' }], { desired: 3, ready: 2 })], ['n1']],
  ])('%s', (_case, objects, expected) => {
    expect(agents(liveCluster([...shop, ...objects])).map(([name]) => name)).toEqual(expected);
  }); // prettier-ignore
});

import { describe, expect, it } from 'vitest';
import { projectObject } from './allow-list.js';
import { buildModel } from './build-model.js';
import { foldPods } from './fold-pods.js';
import type { CniFacts } from './network-model.js';
import type { CniProfileId } from './snapshot-facts.js';

interface Container {
  name?: string;
  image?: string;
  args?: string[];
  env?: object[];
}

function daemonSet(
  name: string,
  containers: Container[],
  more: { desired?: number; ready?: number; namespace?: string } = {},
): object {
  return {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name, namespace: more.namespace ?? 'kube-system' },
    spec: { template: { spec: { containers } } },
    ...(more.desired === undefined
      ? {}
      : { status: { desiredNumberScheduled: more.desired, numberReady: more.ready ?? more.desired } }),
  };
}

const configMap = (name: string, data: object) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: 'kube-system' },
  data,
});
const node = (kubeletVersion: string, args?: string) => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name: 'n1', ...(args === undefined ? {} : { annotations: { 'k3s.io/node-args': args } }) },
  status: { nodeInfo: { kubeletVersion } },
});

const flannel = daemonSet('kube-flannel-ds', [{ name: 'kube-flannel', image: 'ghcr.io/flannel-io/flannel:v0.26.1' }]);
const calico = daemonSet('calico-node', [{ name: 'calico-node', image: 'docker.io/calico/node:v3.29.0' }], {
  namespace: 'calico-system',
});
const cilium = daemonSet('cilium', [{ name: 'cilium-agent', image: 'quay.io/cilium/cilium:v1.17.0@sha256:abc' }]);
const awsNode = { name: 'aws-node', image: '602401143452.dkr.ecr.eu-west-1.amazonaws.com/amazon-k8s-cni:v1.19.0' };
const awsAgent = (args: string[]) => ({
  name: 'aws-eks-nodeagent',
  image: 'x/amazon/aws-network-policy-agent:v1.2.0',
  args,
});
const awsOn = daemonSet('aws-node', [awsNode, awsAgent(['--enable-network-policy=true'])]);
const kindnet = (tag: string) =>
  daemonSet('kindnet', [{ name: 'kindnet-cni', image: `docker.io/kindest/kindnetd:${tag}` }]);
const kindnetRole = (resources: string[]) => ({
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRole',
  metadata: { name: 'kindnet' },
  rules: [{ apiGroups: ['networking.k8s.io'], resources, verbs: ['list'] }],
});

function detect(
  objects: object[],
  options: { origin?: 'live' | 'offline'; cni?: CniProfileId; daemonSets?: 'COMPLETE' | 'FORBIDDEN' } = {},
): CniFacts {
  const origin = options.origin ?? 'live';
  const folded = foldPods(
    objects.flatMap((object) => projectObject(object) ?? []),
    origin,
  );
  return buildModel({
    cluster: { name: 'c' },
    observedAt: '2026-01-01T00:00:00Z',
    objects: folded.objects,
    podGroups: folded.podGroups,
    coverage: origin === 'live' ? [{ kind: 'apps/DaemonSet', state: options.daemonSets ?? 'COMPLETE', items: 0 }] : [],
    origin,
    ...(options.cni === undefined ? {} : { cni: options.cni }),
  }).cni;
}

describe('detectCni on a live cluster', () => {
  it.each<[string, object[], CniFacts['profile'], CniFacts['enforced']]>([
    ['E1 flannel alone', [flannel], 'flannel', 'no'],
    [
      'E2 canal',
      [
        daemonSet('canal', [
          { name: 'calico-node', image: 'calico/node:v3.29' },
          { name: 'kube-flannel', image: 'flannel/flannel:v1' },
        ]),
      ],
      'calico',
      'yes',
    ],
    [
      'E3 AWS with the agent switched off',
      [daemonSet('aws-node', [awsNode, awsAgent(['--enable-network-policy=false'])])],
      'aws-vpc',
      'no',
    ],
    ['E4 AWS agent on, controller switch unseen', [awsOn], 'aws-vpc', 'unknown'],
    [
      'AWS agent and controller on',
      [awsOn, configMap('amazon-vpc-cni', { 'enable-network-policy-controller': 'true' })],
      'aws-vpc',
      'yes',
    ],
    ['AWS without an agent', [daemonSet('aws-node', [awsNode])], 'aws-vpc', 'no'],
    ['E5 Calico as policy engine beside AWS', [awsOn, calico], 'calico', 'yes'],
    [
      'E6 k3s with policies disabled',
      [node('v1.31.1+k3s1', '["server","--disable-network-policy"]')],
      'kube-router',
      'no',
    ],
    ['E6 k3s with its own engine', [node('v1.31.1+k3s1', '["server"]')], 'kube-router', 'yes'],
    ['k3s whose arguments are hidden', [node('v1.31.1+k3s1')], 'kube-router', 'unknown'],
    [
      'E7 Cilium with enable-policy=never',
      [cilium, configMap('cilium-config', { 'enable-policy': 'never' })],
      'cilium',
      'no',
    ],
    ['Cilium in audit mode', [cilium, configMap('cilium-config', { 'policy-audit-mode': 'true' })], 'cilium', 'no'],
    ['Cilium', [cilium], 'cilium', 'yes'],
    [
      'E8 kindnet whose role cannot read policies',
      [kindnet('v20230511-dc714da8'), kindnetRole(['nodes'])],
      'kindnet',
      'no',
    ],
    ['kindnet whose role reads policies', [kindnet('latest'), kindnetRole(['networkpolicies'])], 'kindnet', 'yes'],
    ['kindnet of a kind that enforces', [kindnet('v20241007-36f62932')], 'kindnet', 'yes'],
    ['kindnet of unknown age', [kindnet('latest')], 'kindnet', 'unknown'],
    [
      'Calico renamed by a distribution',
      [daemonSet('network-agent', [{ name: 'agent', image: 'mirror.local/rancher/mirrored-calico-node:v3.29' }])],
      'calico',
      'yes',
    ],
    [
      'Calico left over on no node',
      [daemonSet('calico-node', [{ image: 'calico/node:v3' }], { desired: 0 }), flannel],
      'flannel',
      'no',
    ],
    [
      'Calico that is down everywhere',
      [daemonSet('calico-node', [{ image: 'calico/node:v3' }], { desired: 3, ready: 0 })],
      'calico',
      'unknown',
    ],
    [
      'Calico that is down on one node',
      [daemonSet('calico-node', [{ image: 'calico/node:v3' }], { desired: 3, ready: 2 })],
      'calico',
      'yes',
    ],
    [
      'Antrea',
      [daemonSet('antrea-agent', [{ name: 'antrea-agent', image: 'antrea/antrea-agent-ubuntu:v2.1.0' }])],
      'antrea',
      'yes',
    ],
    [
      'OVN-Kubernetes',
      [
        daemonSet(
          'ovnkube-node',
          [{ name: 'ovnkube-controller', image: 'ghcr.io/ovn-org/ovn-kubernetes/ovn-kube-ubuntu:master' }],
          { namespace: 'openshift-ovn-kubernetes' },
        ),
      ],
      'ovn-kubernetes',
      'yes',
    ],
    [
      'kube-router without its firewall',
      [daemonSet('kube-router', [{ image: 'cloudnativelabs/kube-router:v2', args: ['--run-firewall=false'] }])],
      'kube-router',
      'no',
    ],
    [
      'Weave without its policy controller',
      [daemonSet('weave-net', [{ name: 'weave', image: 'weaveworks/weave-kube:2.8.1' }])],
      'weave',
      'no',
    ],
    [
      'Flannel with kube-network-policies',
      [
        daemonSet('kube-flannel-ds', [
          { image: 'flannel/flannel:v0.26' },
          { image: 'registry.k8s.io/networking/kube-network-policies:v0.7' },
        ]),
      ],
      'kindnet',
      'yes',
    ],
    [
      'Azure NPM',
      [daemonSet('azure-npm', [{ image: 'mcr.microsoft.com/containernetworking/azure-npm:v1.5' }])],
      'azure',
      'yes',
    ],
    [
      'GKE Dataplane V2',
      [
        daemonSet('anetd', [
          { name: 'cilium-agent', image: 'gke.gcr.io/cilium/cilium:v1' },
          { image: 'gke.gcr.io/anetd:v1' },
        ]),
      ],
      'gke-dataplane-v2',
      'yes',
    ],
    ['plain GKE', [node('v1.31.1-gke.1000')], 'none', 'no'],
    ['an agent nobody knows', [daemonSet('nsx-node-agent', [{ image: 'nsx/nsx-ncp:4' }])], 'unknown', 'unknown'],
    ['nothing', [], 'unknown', 'unknown'],
    [
      'a DaemonSet that only borrows the name',
      [daemonSet('cilium', [{ name: 'log-shipper', image: 'fluent/fluent-bit:3' }])],
      'unknown',
      'unknown',
    ],
  ])('%s', (_case, objects, profile, enforced) => {
    expect(detect(objects)).toMatchObject({ profile, enforced, assumed: false });
  });

  it('stays unknown when DaemonSets could not be read, whatever the nodes say', () => {
    expect(detect([node('v1.31.1-gke.1000')], { daemonSets: 'FORBIDDEN' })).toMatchObject({
      profile: 'unknown',
      enforced: 'unknown',
    });
  });

  it('names its evidence', () => {
    expect(detect([awsOn, calico]).evidence).toBe(
      'Calico: DaemonSet calico-system/calico-node (docker.io/calico/node:v3.29.0); beside AWS VPC CNI',
    );
  });
});

describe('detectCni otherwise', () => {
  it('assumes a conformant plugin for manifests that show none, and says so', () => {
    expect(detect([], { origin: 'offline' })).toEqual({
      profile: 'conformant',
      enforced: 'yes',
      evidence: 'assumption: conformant (no network plugin in the input)',
      assumed: true,
    });
  });

  it('recognises the plugin in manifests', () => {
    expect(detect([flannel], { origin: 'offline' })).toMatchObject({
      profile: 'flannel',
      enforced: 'no',
      assumed: false,
    });
  });

  it.each<[CniProfileId, 'yes' | 'no']>([
    ['calico', 'yes'],
    ['conformant', 'yes'],
    ['flannel', 'no'],
    ['none', 'no'],
  ])('follows the choice of %s over every sign', (cni, enforced) => {
    expect(detect([cilium], { cni })).toMatchObject({ profile: cni, enforced, assumed: false });
  });
});

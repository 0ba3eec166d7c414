import { describe, expect, it } from 'vitest';
import type { CniEngine, CniFacts } from '../model/network-model.js';
import { enforcesKind } from './enforced-kinds.js';
import { doubtsOfEngines } from './several-engines.js';

const ANP = 'policy.networking.k8s.io/AdminNetworkPolicy';
const CNP = 'policy.networking.k8s.io/ClusterNetworkPolicy';

function cni(profile: CniFacts['profile'], more: Partial<CniFacts> = {}, switches?: Record<string, string>): CniFacts {
  const shown = switches === undefined ? {} : { switches: new Map(Object.entries(switches)) };
  return { profile, enforced: 'yes', evidence: '', assumed: false, ...shown, ...more };
}
function engine(profile: CniEngine['profile'], more: Partial<CniEngine> = {}): CniEngine {
  return { profile, title: profile, enforced: 'yes', because: '', ...more };
}

describe('which kinds of policy an engine acts on', () => {
  it.each<[string, CniFacts, string, 'yes' | 'no' | 'unknown' | 'mesh']>([
    ['Calico 3.28 has no admin policies', cni('calico', { version: '3.28.4' }), ANP, 'no'],
    ['Calico 3.29 has the older ones', cni('calico', { version: '3.29.0' }), ANP, 'yes'],
    ['Calico 3.31 still has them', cni('calico', { version: '3.31.9' }), ANP, 'yes'],
    ['Calico 3.32 dropped them', cni('calico', { version: '3.32.0' }), ANP, 'no'],
    ['Calico 3.31 lacks the newer ones', cni('calico', { version: '3.31.9' }), CNP, 'no'],
    ['Calico 3.32 has the newer ones', cni('calico', { version: '3.32.0' }), CNP, 'yes'],
    ['Calico of an unseen version', cni('calico'), CNP, 'unknown'],
    ['Cilium with its switch', cni('cilium', {}, { 'enable-k8s-cluster-network-policy': 'true' }), CNP, 'yes'],
    ['Cilium without it', cni('cilium', {}, { 'enable-policy': 'default' }), CNP, 'no'],
    ['Cilium whose configuration was not seen', cni('cilium'), CNP, 'unknown'],
    ['Cilium never has the older ones', cni('cilium'), ANP, 'no'],
    ['Cilium told to ignore NetworkPolicy', cni('cilium', {}, { 'enable-k8s-networkpolicy': 'false' }), 'networking.k8s.io/NetworkPolicy', 'no'],
    ['Antrea with its gate', cni('antrea', {}, { AdminNetworkPolicy: 'true' }), ANP, 'yes'],
    ['Antrea as it comes', cni('antrea', {}, { trafficEncapMode: 'encap' }), CNP, 'no'],
    ['Antrea without its own policies', cni('antrea', {}, { AntreaPolicy: 'false' }), 'crd.antrea.io/ClusterNetworkPolicy', 'no'],
    ['OVN-Kubernetes with its flag', cni('ovn-kubernetes', {}, { 'enable-admin-network-policy': 'true' }), ANP, 'yes'],
    ['OVN-Kubernetes whose flag was not seen', cni('ovn-kubernetes'), ANP, 'unknown'],
    ['OVN-Kubernetes knows no newer ones', cni('ovn-kubernetes'), CNP, 'no'],
    ['a build of kube-network-policies for the older ones', cni('kindnet', {}, { flavour: 'npa-v1alpha1' }), ANP, 'yes'],
    ['a build of kube-network-policies for the newer ones', cni('kindnet', {}, { flavour: 'npa-v1alpha2' }), ANP, 'no'],
    ['kindnet', cni('kindnet'), CNP, 'no'],
    ['Kube-OVN', cni('kube-ovn'), ANP, 'yes'],
    ['Kube-OVN and the newer ones', cni('kube-ovn'), CNP, 'unknown'],
    ['AWS and the upstream kind', cni('aws-vpc'), CNP, 'no'],
    ['AWS and its own kind of the same name', cni('aws-vpc'), 'networking.k8s.aws/ClusterNetworkPolicy', 'yes'],
    ['kube-router', cni('kube-router'), ANP, 'no'],
    ['left-over Calico policies on Cilium', cni('cilium'), 'crd.projectcalico.org/GlobalNetworkPolicy', 'no'],
    ['Calico on an etcd of its own', cni('calico', {}, { DATASTORE_TYPE: 'etcdv3' }), 'crd.projectcalico.org/GlobalNetworkPolicy', 'unknown'],
    ['Calico beside AWS', cni('calico', { engines: [engine('calico'), engine('aws-vpc')] }), 'networking.k8s.aws/ClusterNetworkPolicy', 'yes'],
    ['an AWS plugin that enforces nothing beside Calico', cni('calico', { engines: [engine('calico'), engine('aws-vpc', { enforced: 'no' })] }), 'networking.k8s.aws/ClusterNetworkPolicy', 'no'],
    ['a plugin nobody knows', cni('unknown'), ANP, 'yes'],
    ['a mesh on any plugin', cni('none'), 'security.istio.io/AuthorizationPolicy', 'mesh'],
  ])('%s', (_case, facts, kind, expected) => {
    expect(enforcesKind(facts, kind).enforced).toBe(expected);
  }); // prettier-ignore
});

describe('what engines leave open', () => {
  it.each<[string, CniFacts, number]>([
    ['one engine', cni('calico', { engines: [engine('calico')] }), 0],
    ['a second engine that reads policies alike', cni('antrea', { engines: [engine('antrea'), engine('kube-router')] }), 0],
    ['a second engine that reads them differently', cni('cilium', { engines: [engine('cilium'), engine('kube-router')] }), 1],
    ['a second engine that enforces nothing', cni('cilium', { engines: [engine('cilium'), engine('flannel', { enforced: 'no' })] }), 0],
    ['policies in an etcd nobody sees', cni('calico', {}, { DATASTORE_TYPE: 'etcdv3' }), 1],
  ])('%s', (_case, facts, count) => {
    expect(doubtsOfEngines(facts)).toHaveLength(count);
  }); // prettier-ignore
});

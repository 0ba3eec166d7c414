import { expect, it } from 'vitest';
import { custom, memberOf, node, pod, settings, type SmallCluster } from '../../../test/support/fleet.js';
import { overlapIn, type OverlapSpace } from './overlaps.js';

const service = (name: string, clusterIP: string, namespace = 'default') => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { namespace, name },
  spec: { clusterIP, ports: [{ port: 443 }] },
});
const pool = (cidr: string, more: object = {}) =>
  custom('crd.projectcalico.org/v1', 'IPPool', cidr.replace('/', '-'), { spec: { cidr, ...more } });

it.each<[string, OverlapSpace, SmallCluster, SmallCluster, string, readonly string[]]>([
  [
    'pod ranges of nodes that meet',
    'pods',
    { objects: [node('n', '192.168.1.1', '10.1.0.0/16')] },
    { objects: [node('n', '192.168.1.2', '10.1.128.0/17')] },
    'overlap',
    ['10.1.128.0-10.1.255.255'],
  ],
  [
    'pools of plugins that do not',
    'pods',
    { kept: [pool('10.1.0.0/16')] },
    { kept: [settings('kube-system', 'cilium-config', { 'cluster-pool-ipv4-cidr': '10.2.0.0/16' })] },
    'disjoint',
    [],
  ],
  [
    'a pool that is switched off does not count',
    'pods',
    { kept: [pool('10.1.0.0/16'), pool('10.2.0.0/16', { disabled: true })] },
    { kept: [pool('10.2.0.0/16')] },
    'disjoint',
    [],
  ],
  [
    'pods whose ranges nobody declares',
    'pods',
    { objects: [pod('a', 'a', '10.1.0.5')] },
    { objects: [pod('b', 'b', '10.2.0.5')] },
    'unknown',
    [],
  ],
  [
    'one address in use in both',
    'pods',
    { objects: [pod('a', 'a', '10.1.0.5')] },
    { objects: [pod('b', 'b', '10.1.0.5')] },
    'overlap',
    ['10.1.0.5'],
  ],
  [
    'Service ranges that begin at one address and are used that far',
    'services',
    { objects: [service('kubernetes', '10.96.0.1'), service('x', '10.96.4.4')] },
    { objects: [service('kubernetes', '10.96.0.1'), service('y', '10.96.0.200')] },
    'overlap',
    ['10.96.0.0-10.96.0.200'],
  ],
  [
    'Service ranges that are declared',
    'services',
    { kept: [custom('networking.k8s.io/v1', 'ServiceCIDR', 'kubernetes', { spec: { cidrs: ['10.96.0.0/12'] } })] },
    { kept: [settings('kube-system', 'kubeadm-config', { serviceSubnet: '10.112.0.0/12' })] },
    'disjoint',
    [],
  ],
  [
    'nodes, which are all listed',
    'nodes',
    { objects: [node('n', '192.168.1.1', '10.1.0.0/16')] },
    { objects: [node('n', '192.168.1.2', '10.1.0.0/16')] },
    'disjoint',
    [],
  ],
])('%s', (_, space, one, two, verdict, ranges) => {
  const [left, right] = [memberOf('c1', one), memberOf('c2', two)];
  expect(overlapIn(space, left, right)).toMatchObject({ verdict, ranges });
  expect(overlapIn(space, right, left)).toMatchObject({ verdict, ranges, left: 'c2', right: 'c1' });
});

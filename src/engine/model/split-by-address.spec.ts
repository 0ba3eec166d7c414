import { describe, expect, it } from 'vitest';
import type { PodGroup } from './pod-group.js';
import type { RawObject } from './raw-object.js';
import { splitByAddress } from './split-by-address.js';

const groupOf = (...ips: readonly (readonly string[])[]): PodGroup => ({
  namespace: 'shop',
  owner: { kind: 'StatefulSet', name: 'db' },
  labels: {},
  serviceAccount: 'default',
  hostNetwork: false,
  ports: [],
  images: [],
  automountToken: null,
  annotations: {},
  members: ips.map((own, index) => ({ name: `db-${String(index)}`, ips: own })),
  fromTemplate: false,
});
const policies = (...cidrs: string[]): ReadonlyMap<string, readonly RawObject[]> =>
  new Map([
    [
      'networking.k8s.io/NetworkPolicy',
      cidrs.map((cidr): RawObject => ({
        apiVersion: 'networking.k8s.io/v1',
        kind: 'NetworkPolicy',
        metadata: { name: 'p', namespace: 'shop' },
        spec: { podSelector: {}, ingress: [{ from: [{ ipBlock: { cidr } }] }] },
      })),
    ],
  ]);

describe('splitByAddress', () => {
  it.each<[string, PodGroup, string[], string[][]]>([
    ['no block: one group', groupOf(['10.0.0.1'], ['10.0.0.2']), [], [['db-0', 'db-1']]],
    ['all inside', groupOf(['10.0.0.1'], ['10.0.0.2']), ['10.0.0.0/24'], [['db-0', 'db-1']]],
    ['all outside', groupOf(['10.0.0.1'], ['10.0.0.2']), ['192.0.2.0/24'], [['db-0', 'db-1']]],
    ['a whole family cuts nothing', groupOf(['10.0.0.1'], ['10.0.0.2']), ['0.0.0.0/0', '::/0'], [['db-0', 'db-1']]],
    ['one replica named', groupOf(['10.0.0.1'], ['10.0.0.2'], ['10.0.0.3']), ['10.0.0.2/32'], [['db-0'], ['db-1'], ['db-2']]],
    ['half of the replicas', groupOf(['10.0.0.1'], ['10.0.1.1'], ['10.0.0.2']), ['10.0.0.0/24'], [['db-0', 'db-2'], ['db-1']]],
    ['the other family', groupOf(['10.0.0.1', 'fd00::1'], ['10.0.0.2', 'fd01::1']), ['fd00::/16'], [['db-0'], ['db-1']]],
    ['a replica without address', groupOf(['10.0.0.1'], []), ['10.0.0.1/32'], [['db-0'], ['db-1']]],
    ['what is no block', groupOf(['10.0.0.1'], ['10.0.0.2']), ['10.0.0.2/99', 'nonsense'], [['db-0', 'db-1']]],
  ])('%s', (_, group, cidrs, expected) => {
    const parts = splitByAddress([group], policies(...cidrs));
    expect(parts.map(({ members }) => members.map(({ name }) => name))).toEqual(expected);
  }); // prettier-ignore

  it('leaves a group whole that would fall into too many parts', () => {
    const ips = Array.from({ length: 100 }, (_, index) => [`10.0.0.${String(index)}`]);
    const cidrs = ips.map(([ip = '']) => `${ip}/32`);
    expect(splitByAddress([groupOf(...ips)], policies(...cidrs))).toHaveLength(1);
  });
});

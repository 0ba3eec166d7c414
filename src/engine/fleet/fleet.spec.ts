import fc from 'fast-check';
import { expect, it } from 'vitest';
import { randomCluster } from '../../../test/support/packet-oracle-clusters.js';
import { BY_NAMESPACE } from '../../../test/support/fleet.js';
import { buildModel } from '../model/build-model.js';
import type { RawObject } from '../model/raw-object.js';
import type { NetworkModel } from '../model/network-model.js';
import { parsePortText } from '../isolation/port-text.js';
import { PortSets } from '../sets/port-sets.js';
import { fleetCrossings, fleetLinks, fleetOverlaps, linksBetween } from './fleet.js';
import { FleetMember } from './fleet-member.js';

const SERVICES = ['alpha', 'beta'].map((namespace): RawObject => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { namespace, name: 'web', annotations: { 'service.cilium.io/global': 'true' } },
  spec: { type: 'LoadBalancer', selector: { app: 'web' }, ports: [{ port: 80 }] },
  status: { loadBalancer: { ingress: [{ ip: '203.0.113.9' }] } },
}));

/** Objects that connect a cluster to others by some technology. */
const technology = fc.constantFrom<(own: string, other: string) => readonly RawObject[]>(
  () => [],
  (own, other) => [
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { namespace: 'kube-system', name: 'cilium-config' },
      data: { 'cluster-name': own, 'cluster-id': own === 'one' ? '1' : '2' },
    },
    {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { namespace: 'kube-system', name: 'cilium-clustermesh' },
      keys: [other],
    },
  ],
  (own, other) => [
    {
      apiVersion: 'submariner.io/v1',
      kind: 'Gateway',
      metadata: { namespace: 'submariner-operator', name: own },
      status: {
        localEndpoint: { cluster_id: own },
        connections: [{ status: 'connected', endpoint: { cluster_id: other } }],
      },
    },
  ],
  (own) => [
    {
      apiVersion: 'multicluster.x-k8s.io/v1alpha1',
      kind: own === 'one' ? 'ServiceImport' : 'ServiceExport',
      metadata: { namespace: 'alpha', name: 'web' },
    },
  ],
);

function member(name: string, model: NetworkModel, more: readonly RawObject[]): FleetMember {
  const { facts, cni } = model;
  const built = buildModel({ ...facts, objects: [...facts.objects, ...more] });
  return new FleetMember(name, { ...built, cni }, BY_NAMESPACE);
}

const pairs = fc
  .record({ one: randomCluster, two: randomCluster, technology, served: fc.boolean() })
  .map(({ one, two, technology: connect, served }) => {
    const doors = served ? SERVICES : [];
    return [
      member('one', one.model, [...connect('one', 'two'), ...doors]),
      member('two', two.model, [...connect('two', 'one'), ...doors]),
    ] as const;
  });

const ports = new PortSets();
function setOf(text: string) {
  const parsed = text === '' ? [] : parsePortText(text.replaceAll(/(?:, )?other/g, ''));
  if (parsed === 'all') return ports.all;
  return (parsed ?? []).reduce((sum, { lane, lo, hi }) => sum.union(ports.of(lane, lo, hi)), ports.none);
}

it('keeps must inside may, proves nothing without a premise, and names a barrier for every denial', () => {
  fc.assert(
    fc.property(pairs, (members) => {
      for (const crossing of fleetCrossings(members)) {
        const [must, may] = [setOf(crossing.must), setOf(crossing.may)];
        expect(must.isWithin(may)).toBe(true);
        expect(crossing.verdict).toBe(crossing.must !== '' ? 'allowed' : crossing.may !== '' ? 'unknown' : 'denied');
        if (crossing.premise !== 'proven') expect(crossing.must).toBe('');
        expect(crossing.barriers.length > 0).toBe(crossing.verdict === 'denied');
        expect(crossing.witness === undefined).toBe(crossing.verdict === 'denied');
        expect(crossing.because.length > 0).toBe(crossing.must !== crossing.may);
        expect(crossing.pairs.must).toBeLessThanOrEqual(crossing.pairs.may);
        expect(crossing.from.party).not.toBe(crossing.to.party);
      }
    }),
    { numRuns: 120 },
  );
}, 120_000);

it('answers the same whatever the order of the clusters, and compares each pair once', () => {
  fc.assert(
    fc.property(pairs, ([one, two]) => {
      expect(fleetCrossings([two, one])).toEqual(fleetCrossings([one, two]));
      expect(fleetLinks([two, one])).toEqual(fleetLinks([one, two]));
      expect(fleetLinks([one, two])).toEqual([...linksBetween(one, two), ...linksBetween(two, one)]);
      expect(fleetOverlaps([two, one])).toEqual(fleetOverlaps([one, two]));
      expect(fleetOverlaps([one, two])).toHaveLength(3);
    }),
    { numRuns: 30 },
  );
}, 120_000);

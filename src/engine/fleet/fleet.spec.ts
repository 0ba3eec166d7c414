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
  const named = text.replaceAll(/(?:^|, )other$/g, '');
  const parsed = named === '' ? [] : parsePortText(named);
  if (parsed === 'all') return ports.all;
  const other = named === text ? ports.none : ports.of('other');
  return (parsed ?? []).reduce((sum, { lane, lo, hi }) => sum.union(ports.of(lane, lo, hi)), other);
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

/** Connected by Submariner without Globalnet: pods see each other's own addresses. */
function joined(name: string, other: string, model: NetworkModel): FleetMember {
  const metadata = { namespace: 'submariner-operator', name };
  const status = {
    localEndpoint: { cluster_id: name },
    connections: [{ status: 'connected', endpoint: { cluster_id: other } }],
  };
  return member(name, model, [{ apiVersion: 'submariner.io/v1', kind: 'Gateway', metadata, status }]);
}

/** Ports between two parties by asking both ends about every pair of addresses. */
function byAddress(from: FleetMember, to: FleetMember, parties: readonly [string, string], bound: 'must' | 'may') {
  const groupsOf = ({ membership }: FleetMember, party: string) =>
    membership.units.filter((unit) => unit.party === party).flatMap(({ groups }) => groups);
  let sum = ports.none;
  for (const a of groupsOf(from, parties[0])) {
    for (const b of groupsOf(to, parties[1])) {
      const [source, destination] = [from.model.groups[a]!, to.model.groups[b]!];
      if (destination.hostNetwork) continue;
      for (const here of source.members.flatMap(({ ips }) => ips)) {
        for (const there of destination.members.flatMap(({ ips }) => ips)) {
          const sent = from.reach.explain({ group: a }, { ip: there }).egress![bound];
          const taken = to.reach.explain({ ip: here }, { group: b }).ingress![bound];
          sum = sum.union(
            setOf(sent.toString() === 'none' ? '' : sent.toString()).intersect(
              setOf(taken.toString() === 'none' ? '' : taken.toString()),
            ),
          );
        }
      }
    }
  }
  return sum;
}

it('answers along routed addresses what asking every pair of addresses answers', () => {
  fc.assert(
    fc.property(randomCluster, randomCluster, (first, second) => {
      const [one, two] = [joined('one', 'two', first.model), joined('two', 'one', second.model)];
      const isPlaced = [one, two].every(({ model }) =>
        model.groups.every(({ members, hostNetwork }) => !hostNetwork && members.every(({ ips }) => ips.length > 0)),
      );
      fc.pre(isPlaced && fleetOverlaps([one, two]).every(({ verdict }) => verdict !== 'overlap'));
      const crossings = fleetCrossings([one, two]).filter(
        ({ technology, relayed }) => technology === 'submariner' && !relayed,
      );
      for (const { from, to, must, may } of crossings) {
        const ends = from.cluster === 'one' ? ([one, two] as const) : ([two, one] as const);
        for (const [bound, text] of [
          ['must', must],
          ['may', may],
        ] as const)
          expect(setOf(text).id).toBe(byAddress(...ends, [from.party, to.party], bound).id);
      }
    }),
    { numRuns: 60 },
  );
}, 120_000);

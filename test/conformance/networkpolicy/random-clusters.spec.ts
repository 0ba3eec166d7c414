import fc from 'fast-check';
import { expect, it } from 'vitest';
import { networkPolicyDialect } from '#src/engine/dialects/networkpolicy/networkpolicy.dialect.js';
import { Reachability } from '#src/engine/reachability/reachability.js';
import type { Flow } from '#src/engine/reachability/flow.js';
import { parseIp } from '#src/engine/sets/ip-address.js';
import { OUTSIDE, PORTS, type RandomCluster, randomCluster } from '../../support/packet-oracle-clusters.js';
import { type Outcome, PacketOracle, type Packet } from '../../support/packet-oracle.js';

const PACKETS: readonly Packet[] = [
  ...['TCP', 'UDP', 'SCTP'].flatMap((protocol) => PORTS.map((port) => ({ protocol, port }))),
  { protocol: 'ICMP', port: 1 },
];

/** How many clusters the largest property draws; `npm run test:deep` asks for more. */
const RUNS = Number(process.env['FENCELINE_RANDOM_CLUSTERS'] ?? 2_000);
const TIMEOUT = 60_000 + RUNS * 60;

/** Which packets a cluster is asked about: all would be slow, so each cluster gets its own sample. */
const sample = fc.uniqueArray(fc.constantFrom(...PACKETS), { minLength: 5, maxLength: 7 });

/** A dual-stack pod half inside a block is judged per family by the oracle, and only bounded by the engine. */
function isBoundedOnly({ model, plugin }: RandomCluster): boolean {
  return (
    plugin.ipBlocksMatchPods && model.groups.some((group) => group.members.some((member) => member.ips.length > 1))
  );
}

function describeFlow(flow: Flow, { protocol, port }: Packet): Outcome {
  return { must: flow.must.contains(protocol, port), may: flow.may.contains(protocol, port) };
}

function compare(cluster: RandomCluster, question: string, engine: Outcome, oracle: Outcome): void {
  if (isBoundedOnly(cluster)) {
    expect({ question, must: engine.must && !oracle.must, may: oracle.may && !engine.may }).toEqual({
      question,
      must: false,
      may: false,
    });
  } else {
    expect({ question, ...engine }).toEqual({ question, ...oracle });
  }
}

function reachabilityOf({ model, plugin }: RandomCluster): Reachability {
  return Reachability.build(model, { hostNetworkAsPods: plugin.hostNetworkAsPods, dialects: [networkPolicyDialect] });
}

it(
  'answers about pods like the packet oracle on random clusters',
  () => {
    fc.assert(
      fc.property(randomCluster, sample, (cluster, packets) => {
        const reach = reachabilityOf(cluster);
        const oracle = new PacketOracle(cluster.model, cluster.plugin);
        for (const [src, from] of cluster.model.groups.entries()) {
          for (const [dst, to] of cluster.model.groups.entries()) {
            if (src === dst) continue;
            const flow = reach.flow(src, dst);
            for (const packet of packets) {
              const question = `${String(src)}→${String(dst)} ${packet.protocol} ${String(packet.port)}`;
              compare(cluster, question, describeFlow(flow, packet), oracle.betweenGroups(from, to, packet));
            }
          }
        }
      }),
      { numRuns: RUNS },
    );
  },
  TIMEOUT,
);

it(
  'answers about the outside like the packet oracle on random clusters',
  () => {
    fc.assert(
      fc.property(randomCluster, sample, (cluster, packets) => {
        const reach = reachabilityOf(cluster);
        const oracle = new PacketOracle(cluster.model, cluster.plugin);
        for (const [id, group] of cluster.model.groups.entries()) {
          const pod = { group, member: null };
          for (const ip of OUTSIDE) {
            for (const packet of packets) {
              const question = `${String(id)} with ${ip} ${packet.protocol} ${String(packet.port)}`;
              compare(
                cluster,
                `to ${question}`,
                describeFlow(flowWith(reach.externalTo(id), ip), packet),
                oracle.connect({ ip }, pod, packet),
              );
              compare(
                cluster,
                `from ${question}`,
                describeFlow(flowWith(reach.externalFrom(id), ip), packet),
                oracle.connect(pod, { ip }, packet),
              );
            }
          }
        }
      }),
      { numRuns: Math.ceil(RUNS * 0.3) },
    );
  },
  TIMEOUT,
);

function flowWith(flows: ReturnType<Reachability['externalTo']>, ip: string): Flow {
  const address = parseIp(ip);
  const flow = flows.find(({ ranges }) =>
    ranges.some(({ family, lo, hi }) => family === address?.family && lo <= address.value && address.value <= hi),
  );
  if (flow === undefined) throw new Error(`no external flow covers ${ip}`);
  return flow;
}

it(
  'agrees with itself: rows, points, explanations and bounds',
  () => {
    fc.assert(
      fc.property(randomCluster, (cluster) => {
        const reach = reachabilityOf(cluster);
        for (const src of cluster.model.groups.keys()) {
          const from = reach.rowFrom(src);
          for (const dst of cluster.model.groups.keys()) {
            const { must, may } = reach.flow(src, dst);
            const to = reach.rowTo(dst);
            expect([from.must[reach.classOf[dst] ?? 0], from.may[reach.classOf[dst] ?? 0]]).toEqual([must.id, may.id]);
            expect([to.must[reach.classOf[src] ?? 0], to.may[reach.classOf[src] ?? 0]]).toEqual([must.id, may.id]);
            expect(must.isWithin(may)).toBe(true);
            const explained = reach.explain({ group: src }, { group: dst });
            expect([explained.must.id, explained.may.id]).toEqual([must.id, may.id]);
            if (must !== may) expect(explained.because).not.toEqual([]);
          }
        }
      }),
      { numRuns: Math.ceil(RUNS * 0.2) },
    );
  },
  TIMEOUT,
);

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { buildModel } from '#src/engine/model/build-model.js';
import { Reachability } from '#src/engine/reachability/reachability.js';
import { AntreaOracle } from '../../support/antrea-oracle.js';
import { randomAntreaCluster } from '../../support/antrea-oracle-clusters.js';
import { factsOf } from '../../support/network-model.js';
import { pairPicks, pairsOf } from '../../support/oracle-pairs.js';
import { endOf } from '../../support/verdict-cases.js';

const RUNS = Number(process.env['FENCELINE_RANDOM_CLUSTERS'] ?? 500);
const TIMEOUT = Math.max(120_000, RUNS * 240);

const PACKETS = [
  { protocol: 'TCP', port: 80 },
  { protocol: 'TCP', port: 8080 },
  { protocol: 'UDP', port: 80 },
  { protocol: 'SCTP', port: 81 },
  { protocol: 'ICMP', port: 1 },
];

it(
  'answers like the packet oracle on random clusters',
  () => {
    fc.assert(
      fc.property(randomAntreaCluster, pairPicks, ({ objects, world, ends }, picks) => {
        const model = buildModel({ ...factsOf(objects), cni: 'antrea' });
        const reach = Reachability.build(model);
        const oracle = new AntreaOracle(world);
        for (const [src, dst] of pairsOf(ends, picks)) {
          const { must, may } = reach.explain(endOf(model, src.name), endOf(model, dst.name));
          for (const packet of PACKETS) {
            const sent = oracle.end('egress', src.end, dst.end, dst.end, packet);
            const received = oracle.end('ingress', dst.end, src.end, dst.end, packet);
            const question = `${src.name} -> ${dst.name} ${packet.protocol}/${String(packet.port)}`;
            const engine = {
              must: must.contains(packet.protocol, packet.port),
              may: may.contains(packet.protocol, packet.port),
            };
            const truth = { must: sent.must && received.must, may: sent.may && received.may };
            if (sent.isVague || received.isVague) {
              const wrong = { must: engine.must && !truth.must, may: truth.may && !engine.may };
              expect({ question, ...wrong }).toEqual({ question, must: false, may: false });
            } else expect({ question, ...engine }).toEqual({ question, ...truth });
          }
        }
      }),
      { numRuns: RUNS },
    );
  },
  TIMEOUT,
);

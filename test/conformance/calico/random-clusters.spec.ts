import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Reachability } from '#src/engine/reachability/reachability.js';
import type { Flow } from '#src/engine/reachability/flow.js';
import { parseIp } from '#src/engine/sets/ip-address.js';
import { CalicoOracle, type OracleCluster, type OraclePlace, type Turn } from '../../support/calico-oracle.js';
import { OUTSIDE, PORTS, randomCalicoCluster } from '../../support/calico-oracle-clusters.js';

const RUNS = Number(process.env['FENCELINE_RANDOM_CLUSTERS'] ?? 500);
const TIMEOUT = 60_000 + RUNS * 60;

const TURNS: readonly Turn[] = ['absent', 'Allow', 'Deny', 'Pass', 'Log'];
/** Protocols by their lane's name; the lane without ports holds many. */
const LANES = [
  { lane: 'TCP', numbers: [6] },
  { lane: 'UDP', numbers: [17] },
  { lane: 'SCTP', numbers: [132] },
  { lane: 'ICMP', numbers: [1, 50] },
] as const;

interface Bounds {
  readonly must: boolean;
  readonly may: boolean;
}

/** What the oracle says when everything the engine does not keep is tried. */
function bounds(
  oracles: readonly CalicoOracle[],
  src: OraclePlace,
  dst: OraclePlace,
  numbers: readonly number[],
  port: number,
  hasMore: boolean,
): Bounds {
  const outcomes = oracles.flatMap((oracle) =>
    numbers.flatMap((protocol) =>
      (hasMore ? [79, 443, 40_000] : [40_000]).flatMap((sourcePort) =>
        (hasMore ? [true, false] : [true]).map((isGet) =>
          oracle.passes(src, dst, { protocol, port, sourcePort, isGet }),
        ),
      ),
    ),
  );
  return { must: !outcomes.includes(false), may: outcomes.includes(true) };
}

/** Does a rule ask for more than two ends and a destination port, or could not be read? Then only bounds can agree. */
function isBeyond({ policies }: OracleCluster, lane: string): boolean {
  return policies
    .flatMap(({ ingress, egress }) => [...ingress, ...egress])
    .some(
      ({ action, http, source, protocol }) =>
        action === 'Reject' || http === true || source.ports !== undefined || (lane === 'ICMP' && protocol === 1),
    );
}

it(
  `answers like the packet oracle on ${String(RUNS)} random clusters`,
  () => {
    fc.assert(
      fc.property(
        randomCalicoCluster,
        fc.constantFrom(...PORTS),
        fc.constantFrom(...PORTS),
        ({ cluster, model }, ...ports) => {
          const reach = Reachability.build(model);
          const isBroken = cluster.policies.some(({ ingress, egress }) =>
            [...ingress, ...egress].some(({ action }) => action === 'Reject'),
          );
          const oracles = (isBroken ? TURNS : TURNS.slice(0, 1)).map((turn) => new CalicoOracle(cluster, turn));
          const groupOf = (name: string): number => model.groups.findIndex(({ owner }) => owner.name === name);
          const compare = (src: OraclePlace, dst: OraclePlace, flow: Flow, question: string): void => {
            for (const { lane, numbers } of LANES) {
              const hasMore = isBeyond(cluster, lane);
              for (const port of lane === 'ICMP' ? [1] : ports) {
                const { must, may } = bounds(oracles, src, dst, numbers, port, hasMore);
                const engine = { must: flow.must.contains(lane, port), may: flow.may.contains(lane, port) };
                const asked = `${question} ${lane} ${String(port)}`;
                if (hasMore) {
                  expect({ asked, over: engine.must && !must, under: may && !engine.may }).toEqual({
                    asked,
                    over: false,
                    under: false,
                  });
                } else expect({ asked, ...engine }).toEqual({ asked, must, may });
              }
            }
          };
          for (const src of cluster.pods) {
            for (const dst of cluster.pods) {
              if (src === dst || src.ip.includes(':') !== dst.ip.includes(':')) continue;
              compare(src, dst, reach.flow(groupOf(src.name), groupOf(dst.name)), `${src.name}→${dst.name}`);
            }
            for (const ip of OUTSIDE) {
              if (src.ip.includes(':') !== ip.includes(':')) continue;
              compare(src, { ip }, flowWith(reach.externalFrom(groupOf(src.name)), ip), `${src.name}→${ip}`);
              compare({ ip }, src, flowWith(reach.externalTo(groupOf(src.name)), ip), `${ip}→${src.name}`);
            }
          }
        },
      ),
      { numRuns: RUNS },
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

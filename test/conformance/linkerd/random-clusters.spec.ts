import fc from 'fast-check';
import { expect, it } from 'vitest';
import { linkerdDialect } from '#src/engine/dialects/linkerd/linkerd.dialect.js';
import type { Flow } from '#src/engine/reachability/flow.js';
import { Reachability } from '#src/engine/reachability/reachability.js';
import { parseIp } from '#src/engine/sets/ip-address.js';
import {
  LINKERD_PORTS,
  OUTSIDE_CLIENTS,
  linkerdCluster,
  linkerdObjects,
} from '../../support/linkerd-oracle-clusters.js';
import {
  type OracleClient,
  type OracleCluster,
  type OraclePod,
  type OracleWorld,
  linkerdLetsIn,
} from '../../support/linkerd-oracle.js';
import { modelOf } from '../../support/network-model.js';

const RUNS = Number(process.env['FENCELINE_RANDOM_CLUSTERS'] ?? 500);

const ORDERS = [['s0', 's1', 's2'], ['s0', 's2', 's1'], ['s1', 's0', 's2'], ['s1', 's2', 's0'], ['s2', 's0', 's1'], ['s2', 's1', 's0']]; // prettier-ignore
const BOTH = [true, false];

/** Every way in which the input leaves one question open; what cannot matter is decided one way. */
function worldsOf(cluster: OracleCluster, src: OracleClient, dst: OraclePod): OracleWorld[] {
  const proxies = (end: OracleClient): readonly boolean[] =>
    'proxy' in end && end.proxy === 'maybe' ? BOTH : ['proxy' in end && end.proxy === 'yes'];
  const isUnordered = cluster.servers.filter(({ namespace, born }) => namespace === dst.namespace && born === undefined);
  const hasUnknown = [dst.defaultPolicy, ...cluster.servers.map(({ accessPolicy }) => accessPolicy)].includes('sometimes');
  const paths = cluster.routes.length === 0 ? [null] : ['/a', '/b', null];
  const orders = isUnordered.length < 2 ? ORDERS.slice(0, 1) : ORDERS;
  const lists = dst.skipInbound === undefined ? [true] : BOTH;
  const rest = orders.flatMap((order) =>
    paths.flatMap((path) =>
      lists.flatMap((listsAdd) =>
        (hasUnknown ? BOTH : [true]).map((unknownLetsIn) => ({ order, path, listsAdd, unknownLetsIn })),
      ),
    ),
  );
  return proxies(src).flatMap((sourceHasProxy) =>
    proxies(dst).flatMap((destinationHasProxy) =>
      rest.map((world) => ({ ...world, sourceHasProxy, destinationHasProxy })),
    ),
  );
} // prettier-ignore

/** Addresses a planned pod may get: one of every part the clusters' blocks cut the space into. */
const POSSIBLE_IPS = ['10.0.0.3', '10.0.0.2', '10.0.0.77', '10.7.0.9', '192.168.9.9', '203.0.113.9', '198.51.100.9'];

function placed<T extends OracleClient>(end: T): readonly T[] {
  return 'proxy' in end && end.proxy === 'maybe' ? POSSIBLE_IPS.map((ip) => ({ ...end, ip })) : [end];
}

function judge(cluster: OracleCluster, src: OracleClient, dst: OraclePod, port: number): { must: boolean; may: boolean } {
  const answers = placed(src).flatMap((from) =>
    placed(dst).flatMap((to) => worldsOf(cluster, from, to).map((world) => linkerdLetsIn(cluster, from, to, port, world))),
  );
  return { must: answers.every(Boolean), may: answers.some(Boolean) };
} // prettier-ignore

it(
  `lets in what the oracle lets in, on ${String(RUNS)} random clusters`,
  () => {
    fc.assert(
      fc.property(linkerdCluster, fc.constantFrom(...LINKERD_PORTS), fc.constantFrom(...LINKERD_PORTS), (cluster, one, two) => {
        const model = modelOf(linkerdObjects(cluster));
        const reach = Reachability.build(model, { dialects: [linkerdDialect] });
        const idOf = ({ name }: OraclePod): number => model.groups.findIndex(({ labels }) => labels['pod'] === name);
        const wrong: unknown[] = [];
        for (const dst of cluster.pods) {
          for (const port of new Set([one, two])) {
            const check = (src: OracleClient, flow: Flow): void => {
              const from = 'name' in src ? src.name : src.ip;
              const question = `${from} → ${dst.name}:${String(port)}`;
              const engine = { must: flow.must.contains('TCP', port), may: flow.may.contains('TCP', port) };
              const oracle = judge(cluster, src, dst, port);
              // Pods without an address are bounded only: each block is judged on its own.
              const isBounded = [src, dst].some((end) => 'proxy' in end && end.proxy === 'maybe');
              const isRight = isBounded
                ? (!engine.must || oracle.must) && (!oracle.may || engine.may)
                : engine.must === oracle.must && engine.may === oracle.may;
              if (!isRight || !flow.may.contains('UDP', port)) wrong.push({ question, engine, oracle });
            };
            for (const src of cluster.pods) if (src !== dst) check(src, reach.flow(idOf(src), idOf(dst)));
            for (const ip of OUTSIDE_CLIENTS) check({ ip }, flowFrom(reach, idOf(dst), ip));
          }
        }
        expect(wrong).toEqual([]);
      }),
      { numRuns: RUNS },
    );
  },
  60_000 + RUNS * 60,
); // prettier-ignore

function flowFrom(reach: Reachability, dst: number, ip: string): Flow {
  const address = parseIp(ip);
  const flow = reach.externalTo(dst).find(({ ranges }) => ranges.some(({ family, lo, hi }) => family === address?.family && lo <= address.value && address.value <= hi)); // prettier-ignore
  if (flow === undefined) throw new Error(`no external flow covers ${ip}`);
  return flow;
}

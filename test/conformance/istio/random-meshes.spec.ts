import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { portsLetThrough } from '#src/engine/reachability/decision.js';
import { Reachability } from '#src/engine/reachability/reachability.js';
import { groupNamed } from '../../support/flow-verdict.js';
import { IstioOracle } from '../../support/istio-oracle.js';
import {
  istioCluster,
  objectsOf,
  ORACLE_OUTSIDE,
  ORACLE_PORTS,
  type OracleCluster,
  type OraclePod,
} from '../../support/istio-oracle-clusters.js';
import { modelOf } from '../../support/network-model.js';

const RUNS = Number(process.env['FENCELINE_RANDOM_CLUSTERS'] ?? 500);
const TIMEOUT = 600_000;
const PACKETS = [
  ...ORACLE_PORTS.map((port) => ({ protocol: 'TCP' as const, port })),
  { protocol: 'UDP' as const, port: 80 },
];

interface Bounds {
  readonly must: boolean;
  readonly may: boolean;
}

/** Asks both about every packet between all ends of a cluster. */
function compareAll(cluster: OracleCluster, compare: (question: string, engine: Bounds, oracle: Bounds) => void): void {
  const reach = Reachability.build(modelOf(objectsOf(cluster)));
  const oracle = new IstioOracle(cluster);
  const idOf = ({ namespace, name }: OraclePod): number => groupNamed(reach, `${namespace}/${name}`);
  for (const to of cluster.pods) {
    for (const from of [...cluster.pods.filter((own) => own !== to), ...ORACLE_OUTSIDE]) {
      const { must, may } = reach.explain(typeof from === 'string' ? { ip: from } : { group: idOf(from) }, {
        group: idOf(to),
      });
      for (const { protocol, port } of PACKETS) {
        const question = `${typeof from === 'string' ? from : from.name} → ${to.name} ${protocol} ${String(port)}`;
        const engine = { must: must.contains(protocol, port), may: may.contains(protocol, port) };
        compare(question, engine, oracle.connect(from, to, protocol, port));
      }
    }
  }
}

/**
 * Where nobody knows whether callers prove who they are, two rules of which one needs an identity and the other its
 * absence let everybody in; the engine judges each rule alone and stays uncertain.
 */
function isBoundedOnly({ authentications }: OracleCluster): boolean {
  return authentications.some(({ namespace, account }) => namespace === 'istio-system' && account !== undefined);
}

function expectBounds(question: string, engine: Bounds, oracle: Bounds): void {
  const wrong = { promised: engine.must && !oracle.must, ruledOut: oracle.may && !engine.may };
  expect({ question, ...wrong }).toEqual({ question, promised: false, ruledOut: false });
}

describe('random meshes', () => {
  it.each(['plain', 'one'] as const)(
    'answer like the oracle, packet by packet (%s)',
    (kind) => {
      fc.assert(
        fc.property(istioCluster(kind), (cluster) => {
          compareAll(cluster, (question, engine, oracle) => {
            if (isBoundedOnly(cluster)) expectBounds(question, engine, oracle);
            else expect({ question, ...engine }).toEqual({ question, ...oracle });
          });
        }),
        { numRuns: RUNS },
      );
    },
    TIMEOUT,
  );

  it(
    'never promise or rule out what the oracle does not, where several rules look into requests',
    () => {
      fc.assert(
        fc.property(istioCluster('many'), (cluster) => {
          compareAll(cluster, (question, engine, oracle) => {
            expectBounds(question, engine, oracle);
          });
        }),
        { numRuns: RUNS },
      );
    },
    TIMEOUT,
  );

  it(
    'are explained by decisions that alone give the verdict',
    () => {
      fc.assert(
        fc.property(istioCluster('many'), (cluster) => {
          const reach = Reachability.build(modelOf(objectsOf(cluster)));
          for (const from of reach.model.groups.keys()) {
            for (const to of reach.model.groups.keys()) {
              if (from === to) continue;
              const explained = reach.explain({ group: from }, { group: to });
              for (const end of [explained.egress, explained.ingress]) {
                if (end === null) continue;
                for (const bound of ['must', 'may'] as const) {
                  expect(portsLetThrough(end.decisions[bound], reach.ports.all).toString()).toBe(end[bound].toString());
                }
                if (end.must !== end.may) expect(end.because).not.toEqual([]);
              }
            }
          }
        }),
        { numRuns: RUNS },
      );
    },
    TIMEOUT,
  );
});

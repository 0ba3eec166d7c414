import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { End, Flow } from '#src/engine/reachability/flow.js';
import { Reachability } from '#src/engine/reachability/reachability.js';
import { AdminOracle, type AdminEnd, type AdminPacket } from '../../support/admin-oracle.js';
import { ADMIN_OUTSIDE, ADMIN_PORTS, adminCluster } from '../../support/admin-oracle-clusters.js';

const RUNS = Number(process.env['FENCELINE_RANDOM_CLUSTERS'] ?? 500);
const PACKETS: readonly AdminPacket[] = ['TCP', 'UDP', 'SCTP'].flatMap((protocol) =>
  ADMIN_PORTS.map((port) => ({ protocol, port })),
);

it(`answers like the packet oracle on ${String(RUNS)} random clusters with admin policies`, () => {
  fc.assert(
    fc.property(adminCluster, ({ model, plugin }) => {
      const reach = Reachability.build(model);
      const oracle = new AdminOracle(model, plugin);
      const ends: readonly (readonly [string, End, AdminEnd])[] = [
        ...model.groups.map((group, id) => [String(id), { group: id }, { group }] as const),
        ...ADMIN_OUTSIDE.map((ip) => [ip, { ip }, { ip }] as const),
      ];
      for (const [from, src, srcEnd] of ends) {
        for (const [to, dst, dstEnd] of ends) {
          if (from === to || ('ip' in src && 'ip' in dst)) continue;
          const flow = reach.explain(src, dst);
          for (const packet of PACKETS) {
            const question = `${from} → ${to} ${packet.protocol} ${String(packet.port)}`;
            const { exact, ...expected } = oracle.connect(srcEnd, dstEnd, packet);
            const actual = { question, ...outcomeOf(flow, packet) };
            if (exact) expect(actual).toEqual({ question, ...expected });
            else expect({ ...actual, ...bounds(actual, expected) }).toEqual(actual);
          }
        }
      }
    }),
    { numRuns: RUNS },
  );
}, 600_000);

function outcomeOf({ must, may }: Flow, { protocol, port }: AdminPacket): { must: boolean; may: boolean } {
  return { must: must.contains(protocol, port), may: may.contains(protocol, port) };
}

type Outcome = ReturnType<typeof outcomeOf>;

/** Where the engine only bounds: it may be more careful than the oracle, never bolder. */
function bounds(actual: Outcome, expected: Outcome): Outcome {
  return { must: actual.must && expected.must, may: actual.may || expected.may };
}

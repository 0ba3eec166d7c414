import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomCluster } from '../../../test/support/packet-oracle-clusters.js';
import type { NetworkModel } from '../model/network-model.js';
import { buildModel } from '../model/build-model.js';
import { type RawObject, refOf } from '../model/raw-object.js';
import { networkPolicyDialect } from '../dialects/networkpolicy/networkpolicy.dialect.js';
import { Reachability } from '../reachability/reachability.js';
import type { PairCounts } from './policy-edit.js';

const RUNS = Number(process.env['FENCELINE_RANDOM_CLUSTERS'] ?? 500);
const OPTIONS = { dialects: [networkPolicyDialect] };

function withPolicies(model: NetworkModel, policies: readonly RawObject[]): NetworkModel {
  const others = model.facts.objects.filter(({ kind }) => kind !== 'NetworkPolicy');
  return { ...buildModel({ ...model.facts, objects: [...others, ...policies] }), cni: model.cni };
}

function bruteCounts(before: Reachability, after: Reachability, reading: 'must' | 'may'): PairCounts {
  const counts = { added: 0, removed: 0, changed: 0 };
  const { groups } = before.model;
  for (const [src, from] of groups.entries()) {
    for (const [dst, to] of groups.entries()) {
      const old = before.flow(src, dst)[reading].toString();
      const now = after.flow(src, dst)[reading].toString();
      if (old === now) continue;
      const pairs = from.members.length * to.members.length - (src === dst ? from.members.length : 0);
      if (old === 'none') counts.added += pairs;
      else if (now === 'none') counts.removed += pairs;
      else counts.changed += pairs;
    }
  }
  return counts;
}

describe('policy edits', () => {
  it(`answer and count like a full build on ${String(RUNS)} random clusters`, () => {
    let edits = 0;
    fc.assert(
      fc.property(randomCluster, randomCluster, fc.nat(), (cluster, other, pick) => {
        const objects = (cluster.model.objects.get('networking.k8s.io/NetworkPolicy') ?? []).map((object, index) => ({
          ...object,
          metadata: { ...object.metadata, name: `p${String(index)}` },
        }));
        const donors = other.model.objects.get('networking.k8s.io/NetworkPolicy') ?? [];
        let current = objects;
        let base = Reachability.build(withPolicies(cluster.model, current), OPTIONS);
        const live = base.live();
        for (const [step, donor] of donors.slice(0, 3).entries()) {
          const victim = current[(pick + step) % Math.max(1, current.length)];
          const ref = refOf(victim ?? donor);
          const after: RawObject | undefined =
            (pick + step) % 3 === 0
              ? undefined
              : { ...donor, metadata: { ...donor.metadata, name: ref.name, namespace: ref.namespace ?? 'default' } };
          const rest = current.filter((object) => object !== victim);
          const next = after === undefined ? rest : [...rest, after];
          const full = Reachability.build(withPolicies(cluster.model, next), OPTIONS);
          const outcome = live.editObject(ref, after);
          if (outcome === null) return;
          edits += 1;
          for (const [src] of base.model.groups.entries()) {
            for (const [dst] of base.model.groups.entries()) {
              const got = live.flow(src, dst);
              const want = full.flow(src, dst);
              expect([src, dst, got.must.toString(), got.may.toString()]).toEqual([
                src,
                dst,
                want.must.toString(),
                want.may.toString(),
              ]);
            }
          }
          for (const reading of ['must', 'may'] as const) {
            expect(outcome[reading]).toEqual(bruteCounts(base, full, reading));
          }
          current = next;
          base = full;
        }
      }),
      { numRuns: RUNS },
    );
    expect(edits).toBeGreaterThan(RUNS / 10);
  });
});

import type { Judgement } from '#src/adapters/store/assessments/assessment-input.js';
import type { Assessment, Breach } from '#src/controls/assessment.js';
import { reconcile } from '#src/controls/lifecycle/reconcile.js';
import { fleetScore, tenantAcrossClusters, tierWeight } from '#src/controls/scoring/rollup.js';
import { gradeOf } from '#src/controls/scoring/grade.js';
import type { TenantScore } from '#src/controls/scoring/tenant-score.js';
import type { Crossing } from '#src/engine/isolation/crossing.js';

/** A breach of one control on one subject. */
export function breach(fingerprint: string, more: Partial<Breach> = {}): Breach {
  return {
    fingerprint,
    control: 'SEG-NP-001',
    verdict: 'fail',
    severity: 'high',
    title: 'Ingress is denied by default',
    subject: `shop/Deployment/${fingerprint}`,
    namespace: 'shop',
    tenants: ['shop'],
    because: 'no policy selects it',
    fix: 'add a policy',
    evidence: { objects: [], missing: [], notes: [] },
    ...more,
  };
}

/** The score of one tenant with a given lower bound. */
export function tenantScore(tenant: string, lower: number, tier: TenantScore['tier'] = 1): TenantScore {
  return {
    tenant,
    tier,
    model: 'tis/1.0.0',
    weightsHash: 'w',
    lower,
    upper: Math.min(100, lower + 5),
    grade: gradeOf(lower, 1),
    coverage: 1,
    confidence: 'B',
    workloads: 3,
    channels: { I: 100 - lower, E: 0, X: 0, O: 0, H: 0, P: 0, C: 0 },
    items: [],
  };
}

/** A crossing that is open on some ports. */
export function crossing(from: string, to: string, ports: string, more: Partial<Crossing> = {}): Crossing {
  const verdict = ports === '' ? 'denied' : 'allowed';
  return {
    from,
    to,
    verdict,
    must: ports,
    may: ports,
    pairs: { must: 1, may: 1 },
    because: [],
    withinContract: false,
    ...more,
  };
}

/** An assessment with the given parts. */
export function assessment(parts: Partial<Assessment> = {}): Assessment {
  return {
    engineVersion: 'test',
    cluster: {
      score: { lower: 80, upper: 90, grade: 'B' },
      coverage: 1,
      cni: 'calico',
      enforced: 'yes',
      workloads: 3,
      namespaces: 1,
    },
    scores: [],
    crossings: [],
    breaches: [],
    tallies: [],
    diagnostics: [],
    members: [],
    ...parts,
  };
}

/** The product's rules, as the assess stage hands them to the store. */
export function judgementOf(assessed: Assessment, seq: number, missing: readonly string[] = []): Judgement {
  const incomplete = new Map(missing.map((control) => [control, ['core/Pod']]));
  return {
    model: 'tis/1.0.0',
    reconcile: (known) =>
      reconcile(known, assessed.breaches, { seq, at: '2026-11-22T00:00:00.000Z', incomplete, kinds: [] }),
    rollUpTenant: (copies) => {
      const rolled = tenantAcrossClusters(copies.map(({ lower }) => lower));
      const lower = rolled?.score ?? 0;
      const upper = Math.min(...copies.map((copy) => copy.upper));
      const coverage = Math.min(...copies.map((copy) => copy.coverage));
      return {
        score: { lower, upper, grade: gradeOf(lower, coverage), coverage, confidence: 'B' },
        detail: { mean: rolled?.mean },
      };
    },
    rollUpFleet: (clusters) => {
      const { score, lower, ...detail } = fleetScore(
        clusters.map(({ cluster, score: value, tiers }) => ({
          cluster,
          score: value?.lower ?? null,
          weight: Math.max(tierWeight(0), ...tiers.map((tier) => tierWeight(tier as 0))),
        })),
      );
      if (score === null || lower === null) return undefined;
      return {
        score: { lower, upper: score, grade: gradeOf(score, 1), coverage: detail.assessedShare, confidence: 'B' },
        detail,
      };
    },
  };
}

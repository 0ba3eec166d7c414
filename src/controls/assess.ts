import { isolate } from '#src/engine/isolation/isolate.js';
import type { TenancyRules } from '#src/engine/isolation/tenancy.js';
import { buildModel } from '#src/engine/model/build-model.js';
import type { SnapshotFacts } from '#src/engine/model/snapshot-facts.js';
import { Reachability } from '#src/engine/reachability/reachability.js';
import type { Assessment } from './assessment.js';
import type { ControlContext } from './control.js';
import { OutsideView } from './egress/outside-view.js';
import { CONTROLS } from './index.js';
import { judge } from './judge.js';
import { clusterScore } from './scoring/rollup.js';
import { scoreTenants, snapshotCoverage } from './scoring/score-cluster.js';
import { gradeOf } from './scoring/grade.js';
import type { TenantScore } from './scoring/tenant-score.js';
import { sensitivePorts } from './sensitive-ports.js';
import { Workloads } from './workloads.js';

/** What one assessment looks at. Equal input gives equal output. */
export interface AssessInput {
  readonly facts: SnapshotFacts;
  readonly tenancy: TenancyRules;
  /** RFC 3339 time of the assessment: how old the snapshot is. */
  readonly now: string;
  /** Age up to which a snapshot counts as fresh; default two hours. */
  readonly slaSeconds?: number;
}

/** Version of the rules that turn facts into verdicts; a change of it starts a new series. */
const ENGINE_VERSION = '1.0.0';
const DEFAULT_SLA_SECONDS = 7_200;

/**
 * Judges one snapshot: reachability, crossings, controls, scores. Pure and deterministic; never throws on any objects,
 * because what cannot be understood becomes a diagnostic and an unknown.
 */
export function assess({ facts, tenancy, now, slaSeconds = DEFAULT_SLA_SECONDS }: AssessInput): Assessment {
  const model = buildModel(facts);
  const reach = Reachability.build(model);
  const isolation = isolate(reach, tenancy, sensitivePorts(reach.ports));
  const context: Omit<ControlContext, 'missing'> = {
    model,
    reach,
    isolation,
    tenancy,
    workloads: new Workloads(model, isolation.membership, tenancy),
    outside: new OutsideView(reach),
    ageSeconds: facts.origin === 'live' ? (Date.parse(now) - Date.parse(facts.observedAt)) / 1_000 : 0,
    slaSeconds,
  };
  const scores = scoreTenants(context);
  const coverage = snapshotCoverage(context);
  return {
    engineVersion: ENGINE_VERSION,
    cluster: {
      score: rollUp(scores, coverage),
      coverage,
      cni: model.cni.profile,
      enforced: model.cni.enforced,
      workloads: model.workloads.length,
      namespaces: model.namespaces.size,
    },
    scores,
    crossings: isolation.crossings,
    ...judge(CONTROLS, context),
    diagnostics: [...model.diagnostics, ...reach.diagnostics, ...isolation.diagnostics],
    members: membersOf(context),
  };
}

/** A cluster without tenants has nothing to keep apart, and nothing to be graded on. */
function rollUp(scores: readonly TenantScore[], coverage: number): Assessment['cluster']['score'] {
  const lower = clusterScore(scores.map(({ lower: score, tier }) => ({ score, tier })));
  const upper = clusterScore(scores.map(({ upper: score, tier }) => ({ score, tier })));
  if (lower === null || upper === null) return { lower: 0, upper: 100, grade: 'U' };
  return { lower, upper, grade: gradeOf(lower, coverage) };
}

function membersOf({ isolation, workloads }: Pick<ControlContext, 'isolation' | 'workloads'>): Assessment['members'] {
  const members = new Map<string, { tenant: string; rule: string; namespaces: Set<string> }>();
  const add = (tenant: string, rule: string, namespace: string): void => {
    const key = `${tenant}\n${rule}`;
    const known = members.get(key) ?? { tenant, rule, namespaces: new Set<string>() };
    known.namespaces.add(namespace);
    members.set(key, known);
  };
  for (const [namespace, { party, rule }] of isolation.membership.namespaces) {
    if (party.kind === 'tenant') add(party.slug, rule, namespace);
  }
  // Pods can belong to a tenant whose namespace does not (virtual clusters, pod selectors).
  for (const { unit, ref } of workloads.subjects) {
    if (unit.ownership.party.kind === 'tenant') add(unit.party, unit.ownership.rule, ref.namespace);
  }
  return [...members.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { tenant, rule, namespaces }]) => ({ tenant, rule, namespaces: [...namespaces].sort() }));
}

import { groupBy } from '#src/engine/isolation/group-by.js';
import type { FlowFact } from '#src/engine/isolation/flow-fact.js';
import { type CloudFacts, cloudOf } from '../egress/metadata.js';
import type { ControlContext } from '../control.js';
import { openDoors } from '../exposure/exposed.js';
import { HostView } from '../host/host-view.js';
import { faultyPolicies, type PolicyFault } from '../policies/policy-faults.js';
import { sensitivePorts } from '../sensitive-ports.js';
import { coverageOf, freshness } from './coverage.js';
import { scoreTenant } from './score-tenant.js';
import type { TenantScore } from './tenant-score.js';
import type { Term } from './term.js';
import { assuranceTerms } from './terms/assurance-terms.js';
import { coResidencyTerms } from './terms/co-residency-terms.js';
import { entryTerms } from './terms/entry-terms.js';
import { flowTerms } from './terms/flow-terms.js';
import { hostTerms } from './terms/host-terms.js';
import { outsideTerms } from './terms/outside-terms.js';
import { nodesOf, type TenantView } from './terms/tenant-view.js';
import { TIS } from './weights.js';

type Context = Omit<ControlContext, 'missing'>;

/** What every tenant's score needs and what is the same for all of them. */
interface Shared {
  readonly views: readonly TenantView[];
  readonly cloud: CloudFacts;
  readonly host: HostView;
  readonly faults: ReadonlyMap<string, PolicyFault>;
}

/** Share of the required inputs that a snapshot holds, fresh. */
export function snapshotCoverage({ model, ageSeconds, slaSeconds }: Context): number {
  const share = coverageOf(model, freshness(ageSeconds, slaSeconds));
  return Math.round(share * 1_000) / 1_000;
}

/** Scores every tenant with workloads in the cluster, sorted by slug. */
export function scoreTenants(context: Context): TenantScore[] {
  const { workloads, isolation, model } = context;
  const owned = groupBy(workloads.owned, ({ unit }) => unit.party);
  const facts = groupBy(isolation.facts, ({ tenant }) => tenant);
  const views = isolation.membership.tenants.map((slug): TenantView => {
    const subjects = owned.get(slug) ?? [];
    return { slug, tier: workloads.tierOf(slug), subjects, nodes: nodesOf(subjects) };
  });
  const shared: Shared = {
    views,
    cloud: cloudOf(model),
    host: new HostView(context.reach, context.outside),
    faults: faultyPolicies(context.reach),
  };
  const coverage = snapshotCoverage(context);
  return views.map((view) =>
    scoreTenant({
      tenant: view.slug,
      tier: view.tier,
      workloads: view.subjects.length,
      terms: termsOf(context, shared, view, facts.get(view.slug) ?? []),
      enforced: model.cni.enforced,
      coverage,
      confidence: confidenceOf(context, view, coverage),
    }),
  );
}

function termsOf(
  context: Context,
  { views, cloud, host, faults }: Shared,
  view: TenantView,
  facts: readonly FlowFact[],
): Term[] {
  const { workloads, reach, outside, tenancy } = context;
  return [
    ...flowTerms(view, facts, workloads, sensitivePorts(reach.ports)),
    ...entryTerms(view, (subject) => openDoors(context, subject), tenancy),
    ...outsideTerms(view, outside, cloud),
    ...hostTerms(view, host),
    ...assuranceTerms(view, reach, faults),
    ...coResidencyTerms(view, views),
  ];
}

/**
 * B: the plugin is known and every policy was understood. C: something is only partly modelled, or the tenant is known
 * by labels whose writers were not read. D: too little was seen. A needs evidence of enforcement, which nothing collects yet.
 */
function confidenceOf(
  { model, reach }: Context,
  { subjects }: TenantView,
  coverage: number,
): TenantScore['confidence'] {
  if (coverage < TIS.gradeableCoverage) return 'D';
  const isVague =
    model.cni.assumed ||
    model.cni.enforced === 'unknown' ||
    subjects.some(
      ({ unit, groups }) =>
        unit.ownership.byLabel ||
        groups.some((group) => reach.doubts('ingress', group).length + reach.doubts('egress', group).length > 0),
    );
  return isVague ? 'C' : 'B';
}

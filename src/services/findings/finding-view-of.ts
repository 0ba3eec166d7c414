import { z } from 'zod';
import type { FindingModel } from '#src/adapters/store/findings.repository.js';
import { endpointOf, ruleOf } from '../isolation/evidence-view-of.js';
import type { ClusterRef } from '../clusters/cluster.view.js';
import type { NameMask } from '../privacy/name-mask.js';
import type { EvidenceView, FindingView } from './finding.view.js';
import { severityName, stateName } from './finding-codes.js';

const detail = z.looseObject({
  remediation: z.string().optional(),
  evidence: z
    .looseObject({
      objects: z
        .array(
          z.looseObject({
            apiVersion: z.string(),
            kind: z.string(),
            namespace: z.string().optional(),
            name: z.string(),
            path: z.string().optional(),
          }),
        )
        .catch([]),
      flow: z
        .looseObject({
          from: z.unknown(),
          to: z.unknown(),
          ports: z.string(),
          verdict: z.string(),
          rules: z.array(z.unknown()),
        })
        .optional()
        .catch(undefined),
      missing: z.array(z.string()).catch([]),
      notes: z.array(z.string()).catch([]),
    })
    .optional(),
});

/** What a finding's answer needs beside its row. */
export interface FindingContext {
  readonly cluster: (ClusterRef & { readonly headObservedAt: Date | null }) | undefined;
  /** Slugs by tenant row id. */
  readonly slugs: ReadonlyMap<number, string>;
  readonly mask: NameMask;
}

/** The answer about one finding, without the names of neighbours. */
export function findingViewOf(row: FindingModel, { cluster, slugs, mask }: FindingContext): FindingView {
  const { remediation, evidence } = detail.catch({}).parse(row.detail);
  const state = stateName(row.status);
  // A manifest may name any peer; it is shown only when nothing in it had to be hidden.
  const shown = remediation !== undefined && mask.text(remediation) === remediation ? remediation : null;
  return {
    id: row.id,
    fingerprint: row.fingerprint,
    control: row.control,
    severity: severityName(row.severity),
    state,
    cluster: cluster === undefined ? null : { id: cluster.id, name: cluster.name },
    tenants: row.tenantIds.flatMap((id) => slugs.get(id) ?? []).map((slug) => mask.party(slug)),
    namespace: row.namespace !== null && mask.showsNamespace(row.namespace) ? row.namespace : null,
    subject: mask.text(row.subject),
    title: mask.text(row.title),
    because: mask.text(row.because),
    fix: mask.text(row.fix),
    remediation: shown,
    evidence: evidenceOf(evidence, mask),
    firstSeenAt: row.firstSeenAt.toISOString(),
    // An open finding was last seen at the newest snapshot; storing that on every run would rewrite every row.
    lastSeenAt: (state === 'open' ? cluster?.headObservedAt : row.closedSeenAt)?.toISOString() ?? null,
    lastChangedAt: row.lastChangedAt.toISOString(),
    resolvedAt: row.resolvedAt?.toISOString() ?? null,
    reopenCount: row.reopenCount,
  };
}

function evidenceOf(evidence: z.infer<typeof detail>['evidence'], mask: NameMask): EvidenceView {
  const flow = evidence?.flow;
  return {
    objects: (evidence?.objects ?? [])
      .filter(({ namespace }) => namespace === undefined || mask.showsNamespace(namespace))
      .map(({ apiVersion, kind, namespace, name, path }) => ({
        apiVersion,
        kind,
        namespace: namespace ?? null,
        name: mask.text(name),
        path: path ?? null,
      })),
    flow:
      flow === undefined
        ? null
        : {
            from: endpointOf(flow.from, mask),
            to: endpointOf(flow.to, mask),
            ports: flow.ports,
            verdict: flow.verdict,
            rules: flow.rules.flatMap((rule) => ruleOf(rule, mask)),
          },
    missing: evidence?.missing ?? [],
    notes: (evidence?.notes ?? []).map((note) => mask.text(note)),
  };
}

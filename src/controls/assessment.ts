import type { Crossing, DecidingRule, WorkloadRef } from '#src/engine/isolation/crossing.js';
import type { Diagnostic } from '#src/engine/model/diagnostic.js';
import type { ObjectRef } from '#src/engine/model/raw-object.js';
import type { Grade, TenantScore } from './scoring/tenant-score.js';

/** How bad a breach is, worst last. `info` never counts against a gate. */
export const SEVERITIES = ['info', 'low', 'medium', 'high', 'critical'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** What one control says about one subject in one snapshot. `unknown` is never read as `pass`. */
export type ControlVerdict = 'pass' | 'fail' | 'unknown' | 'not-applicable';

/** A control failing (or not knowable) on a subject in one snapshot. */
export interface Breach {
  /** Stable identity over snapshots: no times, pod names, hashes, severities or messages in it (exports §0). */
  readonly fingerprint: string;
  readonly control: string;
  readonly verdict: Exclude<ControlVerdict, 'pass' | 'not-applicable'>;
  readonly severity: Severity;
  readonly title: string;
  /** What the finding is about, canonical: `namespace/Kind/name`, `namespace`, `from -> to`, `cluster`. */
  readonly subject: string;
  readonly namespace?: string;
  /** Tenant slugs concerned (owner first). Empty when nobody owns the subject. */
  readonly tenants: readonly string[];
  /** One sentence: why it fails, or which input is missing. */
  readonly because: string;
  /** What to change, in one sentence; `remediation` may hold a manifest. */
  readonly fix: string;
  readonly remediation?: string;
  readonly evidence: Evidence;
}

/** What proves a breach (controls E0). */
export interface Evidence {
  readonly objects: readonly EvidenceObject[];
  readonly flow?: {
    readonly from: WorkloadRef | { readonly range: string };
    readonly to: WorkloadRef | { readonly range: string };
    readonly ports: string;
    readonly verdict: 'allowed' | 'unknown';
    readonly rules: readonly DecidingRule[];
  };
  /** For `unknown`: the kinds or facts that are missing. */
  readonly missing: readonly string[];
  readonly notes: readonly string[];
}

/** One object a judgement rests on. */
export interface EvidenceObject extends ObjectRef {
  readonly uid?: string;
  readonly resourceVersion?: string;
  /** Path of the offending field. */
  readonly path?: string;
}

/** How often each control passed, failed or could not be decided in one snapshot. */
export interface ControlTally {
  readonly control: string;
  readonly pass: number;
  readonly fail: number;
  readonly unknown: number;
  readonly notApplicable: number;
  /** Needed kinds that were not read; with any of them this control proves nothing gone. */
  readonly missing: readonly string[];
}

/** The judgement of one snapshot of one cluster: what the assess stage stores in one transaction. */
export interface Assessment {
  readonly engineVersion: string;
  readonly cluster: {
    readonly score: { readonly lower: number; readonly upper: number; readonly grade: Grade };
    /** Share of the required inputs that were read and fresh, 0…1. */
    readonly coverage: number;
    /** CNI profile the verdicts rest on, e.g. `calico`, `unknown`. */
    readonly cni: string;
    /** Whether that CNI enforces NetworkPolicy: `unknown` widens every `may`. */
    readonly enforced: 'yes' | 'no' | 'unknown';
    readonly workloads: number;
    readonly namespaces: number;
  };
  /** One per tenant present, sorted by slug. */
  readonly scores: readonly TenantScore[];
  /** Sorted by from, to. */
  readonly crossings: readonly Crossing[];
  /** Sorted by control, subject, fingerprint. */
  readonly breaches: readonly Breach[];
  readonly tallies: readonly ControlTally[];
  readonly diagnostics: readonly Diagnostic[];
  /** Which namespaces each tenant owns here: slug → sorted namespaces. */
  readonly members: readonly {
    readonly tenant: string;
    readonly namespaces: readonly string[];
    readonly rule: string;
  }[];
}

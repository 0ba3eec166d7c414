import { type DiffOptions, type ReachabilityDiff, diffReachability } from '../../diff/diff-reachability.js';
import { buildModel } from '../../model/build-model.js';
import type { Diagnostic } from '../../model/diagnostic.js';
import type { ReachabilityOptions } from '../../reachability/options.js';
import { Reachability } from '../../reachability/reachability.js';
import { applyEdits } from './apply-edits.js';
import type { AppliedEdit, ObjectEdit } from './object-edit.js';

/** What some edits would do to a cluster. */
export interface WhatIf {
  /** The cluster afterwards, for further questions. */
  readonly after: Reachability;
  readonly applied: readonly AppliedEdit[];
  readonly diff: ReachabilityDiff;
  /** What is wrong with the cluster afterwards and was not before. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Applies edits to the facts of a cluster and compares. Answers exactly what collecting the edited cluster would. */
export function whatIf(
  before: Reachability,
  edits: readonly ObjectEdit[],
  options: DiffOptions & { readonly engine?: ReachabilityOptions } = {},
): WhatIf {
  const { facts, applied } = applyEdits(before.model.facts, edits);
  const model = buildModel(facts);
  const after = Reachability.build(model, options.engine);
  const known = new Set([...before.model.diagnostics, ...before.diagnostics].map(textOf));
  const diagnostics = [...model.diagnostics, ...after.diagnostics].filter((one) => !known.has(textOf(one)));
  return { after, applied, diff: diffReachability(before, after, options), diagnostics };
}

function textOf({ code, message, field, object }: Diagnostic): string {
  return JSON.stringify([code, message, field, object?.kind, object?.namespace, object?.name]);
}

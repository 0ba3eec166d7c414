import { UPLOAD_LIMITS } from '#src/adapters/manifests/read-limits.js';
import { readManifests } from '#src/adapters/manifests/read-manifests.js';
import type { Diagnostic } from '#src/engine/model/diagnostic.js';
import { type DiffAnswer, diffAnswer } from '#src/engine/questions/diff-answer.js';
import { findRemoval } from '#src/engine/questions/whatif/find-removal.js';
import type { AppliedEdit, ObjectEdit } from '#src/engine/questions/whatif/object-edit.js';
import { whatIf } from '#src/engine/questions/whatif/what-if.js';
import type { Reachability } from '#src/engine/reachability/reachability.js';
import { Problem } from '#src/lib/problem.js';

/** A change that is asked about. */
export interface WhatIfQuestion {
  /** Objects to add or replace, as YAML or JSON documents. */
  readonly manifests: string;
  /** `Kind/namespace/name` of objects to take away. */
  readonly remove: readonly string[];
  readonly limit: number;
}

/** What it would do, as plain data. */
export interface WhatIfAnswer {
  readonly applied: readonly AppliedEdit[];
  readonly diff: DiffAnswer;
  readonly diagnostics: readonly Diagnostic[];
}

/** @throws Problem `INPUT.INVALID` when the manifests cannot be read or an object to remove does not exist */
export function whatIfAnswer(reach: Reachability, { manifests, remove, limit }: WhatIfQuestion): WhatIfAnswer {
  const edits = [
    ...readObjects(manifests),
    ...remove.map((text, index): ObjectEdit => ({
      remove: findRemoval(reach.model.facts, text, `remove.${String(index)}`),
    })),
  ];
  if (edits.length === 0) throw Problem.field('manifests', 'give objects to apply, or name objects to remove');
  const { applied, diff, diagnostics } = whatIf(reach, edits, { limit });
  return { applied, diff: diffAnswer(diff, limit), diagnostics };
}

function readObjects(text: string): ObjectEdit[] {
  if (text.trim() === '') return [];
  const { objects, diagnostics } = readManifests([{ name: 'manifests', content: text }], UPLOAD_LIMITS);
  const wrong = diagnostics.find(({ severity }) => severity === 'fatal' || severity === 'error');
  if (wrong !== undefined) throw Problem.field('manifests', wrong.message);
  return objects.map((apply) => ({ apply }));
}

/** Part of a list of causes, by position. */
export type Causes = readonly number[];

/** Does this part of the causes have the effect? Expensive. */
export type HasEffect = (part: Causes) => boolean;

/** A part that has the effect; `minimal` when no member of it can be left out. */
export interface Cause {
  readonly causes: Causes;
  readonly minimal: boolean;
}

/**
 * Finds a part that has the effect and loses it when any member is left out (delta debugging: halves are tried first,
 * then ever smaller pieces are left out). `all` must have the effect. Stops, not minimal, after `mostTrials` questions.
 */
export function smallestCause(all: Causes, hasEffect: HasEffect, mostTrials: number): Cause {
  let causes = all;
  let pieces = 2;
  let trials = 0;
  while (causes.length > 1) {
    const size = Math.ceil(causes.length / pieces);
    const parts = Array.from({ length: Math.ceil(causes.length / size) }, (_, at) =>
      causes.slice(at * size, (at + 1) * size),
    );
    const smaller = reduce(causes, parts, (part) => {
      trials++;
      return trials <= mostTrials && hasEffect(part);
    });
    if (trials > mostTrials) return { causes, minimal: false };
    if (smaller !== undefined) {
      causes = smaller.part;
      pieces = Math.max(2, smaller.isPiece ? 2 : pieces - 1);
    } else if (size === 1) break;
    else pieces = Math.min(causes.length, pieces * 2);
  }
  return { causes, minimal: true };
}

function reduce(
  causes: Causes,
  parts: readonly Causes[],
  hasEffect: HasEffect,
): { readonly part: Causes; readonly isPiece: boolean } | undefined {
  for (const part of parts) if (part.length < causes.length && hasEffect(part)) return { part, isPiece: true };
  for (const part of parts) {
    const rest = causes.filter((cause) => !part.includes(cause));
    if (rest.length > 0 && rest.length < causes.length && hasEffect(rest)) return { part: rest, isPiece: false };
  }
  return undefined;
}

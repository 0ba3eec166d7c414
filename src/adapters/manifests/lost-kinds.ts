import type { KindCoverage } from '#src/engine/model/coverage.js';
import { KNOWN_KINDS, kindsNamed } from '#src/engine/model/known-kinds.js';
import { kindKey } from '#src/engine/model/raw-object.js';

/**
 * Which kinds a document that could not be read seems to hold. Answers must not treat a broken policy as an absent one,
 * so its kind counts as incompletely read.
 */
export function lostKinds(text: string): string[] {
  const kinds = [...text.slice(0, 1_000_000).matchAll(/^[ \t-]*["']?kind["']?[ \t]*:[ \t]*["']?(\w+)/gm)].map(
    (match) => match[1] ?? '',
  );
  const version = /^["']?apiVersion["']?[ \t]*:[ \t]*["']?([\w./-]+)/m.exec(text)?.[1];
  return [...new Set(kinds)].flatMap((kind) => {
    const exact = version === undefined ? undefined : KNOWN_KINDS.get(kindKey(version, kind));
    const candidates = exact === undefined ? kindsNamed(kind) : [exact];
    return candidates.filter(({ role }) => role === 'policy').map(({ group }) => `${group}/${kind}`);
  });
}

/** Coverage of the kinds that lost objects, sorted. */
export function coverageOfLoss(kinds: ReadonlySet<string>): KindCoverage[] {
  return [...kinds].sort().map((kind) => ({
    kind,
    state: 'TRUNCATED',
    items: 0,
    message: 'some objects of this kind could not be read from the input',
  }));
}

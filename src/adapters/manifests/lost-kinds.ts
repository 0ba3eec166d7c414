import type { KindCoverage } from '#src/engine/model/coverage.js';
import { KNOWN_KINDS, kindsNamed } from '#src/engine/model/known-kinds.js';
import { kindKey } from '#src/engine/model/raw-object.js';

const NAMESPACE = 'core/Namespace';

/** What a loss that leaves no trace of its kinds may have been. */
const ANYTHING: readonly string[] = ['networking.k8s.io/NetworkPolicy', NAMESPACE];

/**
 * Which kinds a document that could not be read seems to hold, of those whose absence would change answers about what
 * is left: policies, and the namespaces whose labels policies select by. Answers must not treat a broken policy as an
 * absent one, so its kind counts as incompletely read. A document that shows no kind at all may have held any of them.
 */
export function lostKinds(text: string): readonly string[] {
  const kinds = [
    ...text.slice(0, 1_000_000).matchAll(/(?:^|[{,])[ \t-]*["']?kind["']?[ \t]*:[ \t]*["']?(\w+)/gm),
  ].flatMap((match) => match[1] ?? []);
  if (kinds.length === 0) return ANYTHING;
  const version = /^["']?apiVersion["']?[ \t]*:[ \t]*["']?([\w./-]+)/m.exec(text)?.[1];
  return [...new Set(kinds)].flatMap((kind) => {
    const exact = version === undefined ? undefined : KNOWN_KINDS.get(kindKey(version, kind));
    const candidates = exact === undefined ? kindsNamed(kind) : [exact];
    return candidates.map(({ group }) => `${group}/${kind}`).filter(decidesOthers);
  });
}

/** True for kinds whose absence would change answers about other objects. */
export function decidesOthers(key: string): boolean {
  return key === NAMESPACE || KNOWN_KINDS.get(key)?.role === 'policy';
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

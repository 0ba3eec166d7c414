import type { MatchedGroups } from '../../endpoints/pod-selection.js';
import type { Proxy } from './proxies.js';

/** What decides about one pod, and the text that equal ones share. */
export interface Subject<T> {
  readonly key: string;
  readonly trait: T;
}

/** Pods for which the same decides. */
export interface SubjectSet<T> {
  readonly groups: MatchedGroups;
  readonly trait: T;
}

/** Sorts pods by what decides about them; those without an answer are left out. */
export function subjectsOf<T>(
  proxies: readonly Proxy[],
  describe: (proxy: Proxy) => Subject<T> | null,
): readonly SubjectSet<T>[] {
  const sets = new Map<string, { readonly trait: T; readonly ids: number[] }>();
  for (const proxy of proxies) {
    const subject = describe(proxy);
    if (subject === null) continue;
    const known = sets.get(subject.key);
    if (known === undefined) sets.set(subject.key, { trait: subject.trait, ids: [proxy.id] });
    else known.ids.push(proxy.id);
  }
  return [...sets.values()].map(({ trait, ids }) => {
    const groups = Int32Array.from(ids);
    return { groups: { certain: groups, possible: groups }, trait };
  });
}

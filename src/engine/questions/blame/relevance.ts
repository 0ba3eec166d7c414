import { dialects } from '../../dialects/index.js';
import { keyOfKind } from '../../dialects/dialect.js';
import type { NamedEnd } from '../ends.js';
import type { FactChange } from './fact-changes.js';

const POLICY_KINDS: ReadonlySet<string> = new Set(
  dialects.flatMap(({ reads }) => reads.map((kind) => keyOfKind(kind).split('/')[1] ?? '')),
);

/** How likely a change is to decide a connection between two ends; 0 first. */
export function relevanceOf({ kind, namespace, name }: FactChange, ends: readonly NamedEnd[]): number {
  const own = ends.flatMap((end) => ('ip' in end ? [] : [end]));
  if (own.some((end) => end.namespace === namespace && end.name === name && !POLICY_KINDS.has(kind))) return 0;
  if (POLICY_KINDS.has(kind)) {
    if (namespace === undefined) return 2;
    return own.some((end) => end.namespace === namespace) ? 1 : 3;
  }
  if (kind === 'Namespace') return own.some((end) => end.namespace === name) ? 1 : 4;
  if (kind === 'Collection') return 4;
  return kind === 'DaemonSet' || kind === 'ConfigMap' || kind === 'Node' ? 5 : 6;
}

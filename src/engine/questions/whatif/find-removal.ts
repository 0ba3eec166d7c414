import { Problem } from '#src/lib/problem.js';
import type { ObjectRef } from '../../model/raw-object.js';
import type { SnapshotFacts } from '../../model/snapshot-facts.js';
import { refText } from '../flat.js';
import { namedRef } from './apply-edits.js';

const LISTED = 5;

/**
 * Finds the object that `KIND/NAMESPACE/NAME` (or `KIND/NAME`, cluster-wide or in `default`) names. Kinds match in any case.
 * @throws Problem `INPUT.INVALID` naming the field when nothing, or more than one kind, is meant
 */
export function findRemoval(facts: SnapshotFacts, text: string, field: string): ObjectRef {
  const parts = text.split('/');
  if (parts.length < 2 || parts.length > 3 || parts.some((part) => part === ''))
    throw Problem.field(
      field,
      `"${text}" names no object; write KIND/NAMESPACE/NAME, or KIND/NAME when it is cluster-wide`,
    );
  const [kind = '', second = '', third] = parts;
  const name = third ?? second;
  const refs = [...facts.objects.map(namedRef), ...podRefs(facts, kind)];
  const ofKind = refs.filter((ref) => ref.kind.toLowerCase() === kind.toLowerCase());
  const found = ofKind.filter(
    (ref) =>
      ref.name === name &&
      (third === undefined ? ref.namespace === undefined || ref.namespace === 'default' : ref.namespace === second),
  );
  const [only, another] = found;
  if (only !== undefined && another === undefined) return only;
  if (only !== undefined)
    throw Problem.field(
      field,
      `"${text}" could be ${found.map(({ apiVersion }) => apiVersion).join(' or ')}; delete it by file`,
    );
  // Only names from where the caller looked: other namespaces may not be the caller's to know.
  const near = ofKind.filter(({ namespace }) => (third === undefined ? namespace === undefined : namespace === second));
  const known = near.slice(0, LISTED).map(refText);
  const place = third === undefined ? '' : ` in namespace ${second}`;
  const hint =
    known.length === 0
      ? `there is no ${kind}${place}`
      : `there are ${known.join(', ')}${near.length > LISTED ? '…' : ''}`;
  throw Problem.field(field, `"${text}" does not exist; ${hint}`);
}

function podRefs({ podGroups }: SnapshotFacts, kind: string): ObjectRef[] {
  if (kind.toLowerCase() !== 'pod') return [];
  return podGroups.flatMap(({ namespace, members }) =>
    members.map(({ name }) => ({ apiVersion: 'v1', kind: 'Pod', namespace, name })),
  );
}

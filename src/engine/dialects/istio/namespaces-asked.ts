import type { SourceAtom } from './source-atoms.js';

/** The only namespaces whose pods can meet all requirements; null when any can. */
export function namespacesAsked(atoms: readonly SourceAtom[]): ReadonlySet<string> | null {
  const asked = atoms.flatMap((atom) => (atom.field === 'address' || atom.negated ? [] : (namespacesOf(atom) ?? [])));
  const [first, ...rest] = asked;
  if (first === undefined) return null;
  return new Set([...first].filter((space) => rest.every((own) => own.has(space))));
}

function namespacesOf({ field, values, own }: Exclude<SourceAtom, { field: 'address' }>): ReadonlySet<string> | null {
  const spaces = values.map((value) => {
    if (field === 'namespace') return value.includes('*') ? null : value;
    if (field === 'serviceAccount') return value.includes('/') ? value.slice(0, value.indexOf('/')) : own;
    if (field !== 'principal') return null;
    const [, , space = ''] = value.split('/');
    // Only complete principals name a namespace for sure.
    return /^[^*/]+\/ns\/[^*/]+\/sa\/[^/]+$/.test(value) ? space : null;
  });
  return spaces.every((space) => space !== null) ? new Set(spaces) : null;
}

import { type IpAddress } from '../../sets/ip-address.js';
import type { IpSet } from '../../sets/ip-set.js';
import { type Identity, matchesAccount, matchesNamespace, matchesPrincipal, matchesTrustDomain } from './match-text.js';
import type { MeshConfig } from './mesh-config.js';
import { type Certainty, allOf, not, anyOf } from '../three-valued.js';

/** What a rule can ask of the identity at the far end. */
export type IdentityField = 'principal' | 'namespace' | 'serviceAccount' | 'trustDomain';

/** One requirement on the far end: any of the values (or, negated, none of them). */
export type SourceAtom =
  | {
      readonly field: IdentityField;
      readonly negated: boolean;
      readonly values: readonly string[];
      /** Namespace of the policy, which bare service accounts mean. */
      readonly own: string;
    }
  | {
      readonly field: 'address';
      readonly negated: boolean;
      /** Null when a block could not be read. */
      readonly set: IpSet | null;
      /** Canonical text of the blocks. */
      readonly text: string;
    };

/** Whom a connection seems to come from: an identity, nobody (`null`), or an identity that is not known. */
export type Claimed = Identity | null | 'somebody';

/** Does an identity meet a requirement? Negative ones hold when there is no identity at all (semantics 05 §5). */
export function identityMeets(atom: SourceAtom, claimed: Claimed, mesh: MeshConfig): Certainty {
  if (atom.field === 'address') return true;
  const { field, values, own } = atom;
  const matches = anyOf(...values.map((value) => valueMatches(field, value, claimed, own, mesh)));
  return atom.negated ? not(matches) : matches;
}

function valueMatches(field: IdentityField, value: string, claimed: Claimed, own: string, mesh: MeshConfig): Certainty {
  if (claimed === null) return false;
  if (claimed === 'somebody') return value === '*' && field !== 'serviceAccount' ? true : undefined;
  switch (field) {
    case 'principal':
      return matchesPrincipal(value, claimed, mesh);
    case 'namespace':
      return matchesNamespace(value, claimed.namespace);
    case 'serviceAccount':
      return matchesAccount(value, claimed, own);
    case 'trustDomain':
      return matchesTrustDomain(value, mesh);
  }
}

/**
 * Do a pod's addresses meet a requirement? Undefined where they differ.
 * @param unplaced what counts for pods without a known address
 */
export function addressesMeet(
  atom: SourceAtom,
  members: readonly (readonly IpAddress[])[],
  unplaced: Certainty,
): Certainty {
  if (atom.field !== 'address') return true;
  const isPlaced = members.some((ips) => ips.length > 0);
  const inside = isPlaced || atom.set === null ? addressesInside(atom.set, members) : unplaced;
  return atom.negated ? not(inside) : inside;
}

/** Are all addresses of some pods in a set? Undefined where they differ, or the set or an address is not known. */
export function addressesInside(set: IpSet | null, members: readonly (readonly IpAddress[])[]): Certainty {
  if (set === null) return undefined;
  const known = members.length > 0 && members.every((ips) => ips.length > 0);
  const all = members.flatMap((ips) => ips.map((ip) => set.contains(ip)));
  if (known && all.every((isInside) => isInside)) return true;
  return known && !all.includes(true) ? false : undefined;
}

/** All requirements on the identity together. */
export function identityMeetsAll(atoms: readonly SourceAtom[], claimed: Claimed, mesh: MeshConfig): Certainty {
  return allOf(...atoms.map((atom) => identityMeets(atom, claimed, mesh)));
}

import type { ObjectBook, Placed } from '../object-book.js';
import { type IdentityPattern, readIdentity } from './identity.js';
import { type ReadNetworks, readNetworks } from './networks.js';
import { type ObjectReference, meshTlsSchema, networkAuthenticationSchema } from './schema.js';
import { isKnownVersion } from './versions.js';
import { IpSet } from '../../sets/ip-set.js';

/** Identities an authentication accepts, and whether all of them could be read. */
export interface ReadIdentities {
  readonly patterns: readonly IdentityPattern[];
  readonly certain: boolean;
}

/** The MeshTLSAuthentications and NetworkAuthentications of a cluster, by `namespace/name`. */
export class Authentications {
  readonly #identities = new Map<string, ReadIdentities>();
  readonly #networks = new Map<string, ReadNetworks>();

  constructor(book: ObjectBook) {
    for (const placed of book.of('policy.linkerd.io/MeshTLSAuthentication'))
      this.#identities.set(keyOf(placed), readMeshTls(placed));
    for (const placed of book.of('policy.linkerd.io/NetworkAuthentication'))
      this.#networks.set(keyOf(placed), readNetworkAuthentication(placed));
  }

  identities(namespace: string, name: string): ReadIdentities | undefined {
    return this.#identities.get(`${namespace}/${name}`);
  }

  networks(namespace: string, name: string): ReadNetworks | undefined {
    return this.#networks.get(`${namespace}/${name}`);
  }
}

function keyOf({ namespace, object }: Placed): string {
  return `${namespace}/${object.metadata.name}`;
}

function readMeshTls({ object, namespace, problems }: Placed): ReadIdentities {
  if (!isKnownVersion(object, problems)) return { patterns: [], certain: false };
  const spec = meshTlsSchema.safeParse(object.spec);
  if (!spec.success) {
    problems.refuse('POLICY.INVALID_SPEC', 'spec', spec.error);
    return { patterns: [], certain: false };
  }
  const refs = (spec.data.identityRefs ?? []).map((ref) => patternOf(ref, namespace));
  for (const [index, pattern] of refs.entries()) {
    if (pattern === undefined)
      problems.error('POLICY.INVALID_REFERENCE', `spec.identityRefs[${String(index)}].kind`, 'an identity is a ServiceAccount or a Namespace'); // prettier-ignore
  }
  return {
    patterns: [...(spec.data.identities ?? []).map(readIdentity), ...refs.filter((pattern) => pattern !== undefined)],
    certain: !refs.includes(undefined),
  };
}

/** The identities of a ServiceAccount, or of every ServiceAccount of a Namespace; undefined for other kinds. */
export function patternOf({ group, kind, name, namespace }: ObjectReference, own: string): IdentityPattern | undefined {
  if ((group ?? '') !== '' && group !== 'core') return undefined;
  if (kind === 'ServiceAccount') return { kind: 'account', namespace: namespace ?? own, name };
  return kind === 'Namespace' ? { kind: 'namespace', namespace: name } : undefined;
}

function readNetworkAuthentication({ object, problems }: Placed): ReadNetworks {
  const spec = networkAuthenticationSchema.safeParse(object.spec);
  if (!isKnownVersion(object, problems)) return { set: IpSet.none, certain: false };
  if (!spec.success) {
    problems.refuse('POLICY.INVALID_SPEC', 'spec', spec.error);
    return { set: IpSet.none, certain: false };
  }
  const networks = readNetworks(spec.data.networks);
  if (!networks.certain) problems.error('POLICY.INVALID_CIDR', 'spec.networks', 'every cidr and every except must be a CIDR or an address'); // prettier-ignore
  return networks;
}

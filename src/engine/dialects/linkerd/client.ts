import type { IdentityPattern } from './identity.js';
import type { ReadNetworks } from './networks.js';

/** Clients an authorization lets in: all that meet every condition that is not null. */
export interface Client {
  /** Any of these mesh identities; `tls` for any encrypted connection, with or without an identity. */
  readonly identities: readonly IdentityPattern[] | 'tls' | null;
  /** Source addresses. */
  readonly networks: ReadNetworks | null;
  /** False when it is not known whether the authorization counts. */
  readonly certain: boolean;
}

/** Everyone, with or without a proxy. */
export const EVERYONE: Client = { identities: null, networks: null, certain: true };
/** Perhaps everyone: what could not be read. */
export const PERHAPS_EVERYONE: Client = { ...EVERYONE, certain: false };
/** Every proxy of the mesh. */
export const MESHED: Client = { identities: [{ kind: 'any' }], networks: null, certain: true };

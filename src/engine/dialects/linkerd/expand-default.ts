import { IpSet } from '../../sets/ip-set.js';
import { type Client, EVERYONE, MESHED, PERHAPS_EVERYONE } from './client.js';
import type { MeshConfig } from './mesh-config.js';

/** Whom a default policy or `accessPolicy` lets in (semantics 06 §A3); perhaps everyone when nobody knows the value. */
export function expandDefault(value: string | undefined, { clusterNetworks }: MeshConfig): readonly Client[] {
  const inCluster = { networks: { set: clusterNetworks ?? IpSet.none, certain: clusterNetworks !== undefined } };
  switch (value) {
    case 'all-unauthenticated':
    case 'audit':
      return [EVERYONE];
    case 'all-authenticated':
      return [MESHED];
    case 'cluster-authenticated':
      return [{ ...MESHED, ...inCluster }];
    case 'cluster-unauthenticated':
      return [{ ...EVERYONE, ...inCluster }];
    case 'deny':
      return [];
    default:
      return [PERHAPS_EVERYONE];
  }
}

/** Is it one of the values Linkerd knows? */
export function isKnownDefault(value: string): boolean {
  return /^(?:(?:all|cluster)-(?:un)?authenticated|audit|deny)$/.test(value);
}

/** The same clients, but only with an identity. */
export function withIdentity(clients: readonly Client[]): readonly Client[] {
  return clients.map((client) => ({ ...client, identities: client.identities ?? MESHED.identities }));
}

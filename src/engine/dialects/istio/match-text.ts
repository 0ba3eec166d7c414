import { globMatches } from '../../isolation/glob.js';
import { LOCAL_TRUST_DOMAIN, type MeshConfig } from './mesh-config.js';
import type { Certainty } from '../three-valued.js';

/** Who a proxy proves to be: namespace and service account. The trust domain is the mesh's own. */
export interface Identity {
  readonly namespace: string;
  readonly serviceAccount: string;
}

/** Parts of a complete principal: `domain/ns/namespace/sa/account`. */
const PARTS = 5;

/** Exact, `abc*`, `*abc`, or `*` for any text that is not empty (semantics 05 §5); a star anywhere else is literal. */
export function matchesText(pattern: string, text: string): boolean {
  if (pattern === '*') return text !== '';
  if (pattern.startsWith('*')) return text.endsWith(pattern.slice(1));
  if (pattern.endsWith('*')) return text.startsWith(pattern.slice(0, -1));
  return pattern === text;
}

/** Namespaces: every star stands for any characters. */
export function matchesNamespace(pattern: string, namespace: string): boolean {
  return !pattern.includes('?') && globMatches(pattern, namespace);
}

/** `namespace/account`, or an account of the policy's own namespace; no wildcards. */
export function matchesAccount(pattern: string, { namespace, serviceAccount }: Identity, own: string): boolean {
  return (pattern.includes('/') ? pattern : `${own}/${pattern}`) === `${namespace}/${serviceAccount}`;
}

/**
 * Does a principal name an identity of this mesh? The local name and former names of the trust domain mean the mesh's
 * own. Undefined when the mesh's trust domain is not known and decides.
 */
export function matchesPrincipal(pattern: string, identity: Identity, mesh: MeshConfig): Certainty {
  const path = `/ns/${identity.namespace}/sa/${identity.serviceAccount}`;
  const slash = pattern.indexOf('/');
  const domain = pattern.slice(0, Math.max(slash, 0));
  const rest = pattern.slice(Math.max(slash, 0));
  if (pattern.split('/').length === PARTS && meansOwnDomain(domain, mesh)) return matchesText(rest, path);
  if (mesh.trustDomainKnown) return matchesText(pattern, `${mesh.trustDomain}${path}`);
  if (pattern.startsWith('*')) {
    const end = pattern.slice(1);
    return path.endsWith(end) || (end.endsWith(path) ? undefined : false);
  }
  if (slash < 0) return pattern.endsWith('*') ? undefined : false;
  return matchesText(rest, path) ? undefined : false;
}

function meansOwnDomain(domain: string, { trustDomain, aliases }: MeshConfig): boolean {
  return domain === LOCAL_TRUST_DOMAIN || [trustDomain, ...aliases].some((name) => matchesText(domain, name));
}

/** Does a trust domain name this mesh? */
export function matchesTrustDomain(pattern: string, mesh: MeshConfig): Certainty {
  if (pattern === LOCAL_TRUST_DOMAIN || matchesText(pattern, mesh.trustDomain)) {
    return mesh.trustDomainKnown || pattern === '*' || pattern === LOCAL_TRUST_DOMAIN ? true : undefined;
  }
  if (mesh.aliases.some((name) => matchesText(pattern, name))) return true;
  return mesh.trustDomainKnown ? false : undefined;
}

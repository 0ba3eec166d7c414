import type { Certainty } from '../three-valued.js';
import type { Proxy } from './proxies.js';

/** Which mesh identities count (semantics 06 §A4). */
export type IdentityPattern =
  | { readonly kind: 'any' }
  | { readonly kind: 'exact'; readonly name: string }
  | { readonly kind: 'suffix'; readonly suffix: string }
  | { readonly kind: 'account'; readonly namespace: string; readonly name: string }
  | { readonly kind: 'namespace'; readonly namespace: string };

const MARK = '.serviceaccount.identity.';

/** Reads an entry of `identities`: a name, `*.suffix`, or `*`. */
export function readIdentity(text: string): IdentityPattern {
  if (text === '*') return { kind: 'any' };
  return text.startsWith('*.') ? { kind: 'suffix', suffix: text.slice(1) } : { kind: 'exact', name: text };
}

/** Does a pod's identity match? Not known when the control plane's name or the trust domain would decide. */
export function matchesIdentity(pattern: IdentityPattern, { group, identity }: Proxy): Certainty {
  const { account, issuer } = identity;
  switch (pattern.kind) {
    case 'any':
      return true;
    case 'account':
      return group.namespace === pattern.namespace && group.serviceAccount === pattern.name;
    case 'namespace':
      return group.namespace === pattern.namespace;
    case 'exact':
      if (issuer !== undefined) return pattern.name === `${account}.${issuer}`;
      return pattern.name.startsWith(`${account}.`) ? undefined : false;
    case 'suffix':
      return issuer === undefined ? undefined : `${account}.${issuer}`.endsWith(pattern.suffix);
  }
}

/** The only namespace whose pods can match, when the pattern names one. */
export function namespaceOfPattern(pattern: IdentityPattern): string | undefined {
  if (pattern.kind === 'account' || pattern.kind === 'namespace') return pattern.namespace;
  if (pattern.kind !== 'exact') return undefined;
  const end = pattern.name.indexOf(MARK);
  return end < 0 ? undefined : pattern.name.slice(pattern.name.lastIndexOf('.', end - 1) + 1, end);
}

/** Equal patterns have equal texts. */
export function textOfPattern(pattern: IdentityPattern): string {
  return JSON.stringify(Object.values(pattern));
}

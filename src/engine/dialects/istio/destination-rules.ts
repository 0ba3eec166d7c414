import { globMatches } from '../../isolation/glob.js';
import { asList, asText, member, memberAt } from '../../model/json-value.js';
import { namespaceOf } from '../../model/duplicate-objects.js';
import type { NetworkModel } from '../../model/network-model.js';
import type { RawObject } from '../../model/raw-object.js';

/**
 * Groups behind Services whose clients a DestinationRule tells to use plain text or TLS of their own: their identity
 * may be missing at the destination (semantics 05 §3).
 */
export function plaintextClients({ objects, services }: NetworkModel): ReadonlySet<number> {
  const rules = (objects.get('networking.istio.io/DestinationRule') ?? []).filter(dropsMtls);
  const found = new Set<number>();
  if (rules.length === 0) return found;
  const patterns = rules.flatMap((rule) => hostPattern(rule) ?? []);
  for (const { namespace, name, groups } of services) {
    const host = `${name}.${namespace}.svc.cluster.local`;
    if (patterns.some((pattern) => globMatches(pattern, host))) for (const group of groups) found.add(group);
  }
  return found;
}

/** The full name a host stands for; short names belong to the rule's own namespace. */
function hostPattern(rule: RawObject): string | undefined {
  const host = asText(memberAt(rule.spec, 'host'));
  if (host === undefined || host.includes('?')) return undefined;
  if (host.includes('*') || host.endsWith('.svc.cluster.local')) return host;
  const [name = '', namespace = namespaceOf(rule) ?? 'default'] = host.split('.');
  return `${name}.${namespace}.svc.cluster.local`;
}

function dropsMtls({ spec }: RawObject): boolean {
  const policies = [
    member(spec, 'trafficPolicy'),
    ...asList(member(spec, 'subsets')).map((item) => member(item, 'trafficPolicy')),
  ];
  return policies.some((policy) =>
    [policy, ...asList(member(policy, 'portLevelSettings'))].some((settings) => {
      const mode = asText(memberAt(settings, 'tls', 'mode'));
      return mode === 'DISABLE' || mode === 'SIMPLE' || mode === 'MUTUAL';
    }),
  );
}

import { KNOWN_KINDS } from '#src/engine/model/known-kinds.js';
import { kindKey, type RawObject } from '#src/engine/model/raw-object.js';

/** Kinds whose objects NCA counts as policies; tiers, sets and profiles only serve them. */
const SERVING =
  /^(?:Tier|(?:Global)?NetworkSet|HostEndpoint|Profile|WorkloadEndpoint|Sidecar|PeerAuthentication|Gateway)$/;

/** Is it a policy that can be asked about on its own? */
export function isPolicyObject({ apiVersion, kind }: RawObject): boolean {
  return KNOWN_KINDS.get(kindKey(apiVersion, kind))?.role === 'policy' && !SERVING.test(kind);
}

/** Does `namespace/name` or `name` (with or without a kind in brackets) mean this object? */
export function isNamed({ metadata }: RawObject, namespace: string | undefined, name: string): boolean {
  return metadata.name === name && (namespace === undefined || (metadata.namespace ?? 'default') === namespace);
}

/** The object without one entry of one of its rule lists, once for each entry of each list. */
export function withoutEachRule(object: RawObject): readonly RawObject[] {
  const spec = object.spec;
  if (typeof spec !== 'object' || spec === null) return [];
  return Object.entries(spec).flatMap(([list, rules]) => {
    if (!['ingress', 'egress', 'rules'].includes(list) || !Array.isArray(rules)) return [];
    return rules.map((_, index): RawObject => ({
      ...object,
      spec: { ...spec, [list]: rules.filter((_rule, other) => other !== index) as unknown[] },
    }));
  });
}

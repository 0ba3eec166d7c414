import { FAMILIES } from '../../sets/ip-address.js';
import { wholeFamily } from '../../sets/ip-range.js';
import { IpSet } from '../../sets/ip-set.js';
import type { ObjectRef } from '../../model/raw-object.js';
import type { LowerContext } from '../dialect.js';
import type { Peer, Policy, Rule } from '../policy.js';
import { wholeLane } from '../port-clauses.js';
import type { Captures } from './capture.js';
import type { MeshConfig } from './mesh-config.js';
import { OUTBOUND_RUNG } from './rungs.js';
import { type Sidecars, groupsKnownTo } from './sidecars.js';

const EVERYWHERE = IpSet.of(FAMILIES.map(wholeFamily));
const NOTHING = new Int32Array(0);
/** Why a restriction takes certainty away and nothing else (semantics 05 §6). */
const NO_BARRIER = 'the mesh configuration lets the proxy forward it, which any process can avoid';

/** Pods whose proxies know only some destinations, and what says so. */
interface Restricted {
  readonly ref: ObjectRef;
  readonly known: ReadonlySet<number> | null;
  readonly registryOnly: boolean;
  readonly ids: number[];
}

/**
 * What Sidecar resources and REGISTRY_ONLY keep proxies from forwarding. Nobody has to use the proxy, so this never
 * rules anything out; but it does not work by default either, so it is not certain.
 */
export function outboundRestrictions(
  context: LowerContext,
  mesh: MeshConfig,
  captures: Captures,
  sidecars: Sidecars,
): Policy[] {
  const restricted = new Map<string, Restricted>();
  for (const [id, group] of context.model.groups.entries()) {
    const endpoint = context.endpoints.at(id);
    if (endpoint === undefined || captures.of(endpoint).mode !== 'sidecar') continue;
    const own = sidecars.of(group);
    const sources = own.length > 0 ? own : [{ ref: CONFIG, namespace: '', hosts: null, registryOnly: undefined }];
    for (const sidecar of sources) {
      const key = `${sidecar.namespace}/${sidecar.ref.name}`;
      let found = restricted.get(key);
      if (found === undefined) {
        const { ref, registryOnly = mesh.registryOnly } = sidecar;
        found = { ref, known: groupsKnownTo(sidecar, context.model), registryOnly, ids: [] };
        restricted.set(key, found);
      }
      found.ids.push(id);
    }
  }
  return [...restricted].flatMap(([key, found]) => policyOf(key, found, context));
}

const CONFIG: ObjectRef = { apiVersion: 'v1', kind: 'ConfigMap', name: 'istio' };

function policyOf(
  key: string,
  { ref, known, registryOnly, ids }: Restricted,
  { endpoints, model }: LowerContext,
): Policy[] {
  const served = registryOnly && known === null ? new Set(model.services.flatMap(({ groups }) => groups)) : known;
  const peers: Peer[] = registryOnly ? [{ kind: 'outside', set: EVERYWHERE, certain: false }] : [];
  if (served !== null) {
    const groups = endpoints.where(`istio unknown to ${key}`, ({ id }) => !served.has(id), { nodes: true });
    if (groups.possible.length > 0) peers.push({ kind: 'groups', groups, certain: false });
  }
  if (peers.length === 0) return [];
  const rule: Rule = {
    index: 0,
    name: 'outbound',
    effect: 'deny',
    peers,
    ports: [wholeLane('TCP', true)],
    conditions: [NO_BARRIER],
  };
  const subject = { groups: { certain: NOTHING, possible: Int32Array.from(ids) } };
  return [
    { ref, namespace: ref.namespace ?? '', rung: OUTBOUND_RUNG, priority: 0, subject, ingress: null, egress: [rule] },
  ];
}

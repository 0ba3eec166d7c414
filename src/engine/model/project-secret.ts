import { asRecord, asText, byText, member, memberAt } from './json-value.js';
import type { ProjectedBody } from './project-workload.js';

/** Their data keys name the clusters a mesh is joined with (semantics 09 §3.1). */
const NAMED_PEERS = new Set(['cilium-clustermesh', 'cilium-kvstoremesh']);
const MAX_KEYS = 512;

/**
 * A Secret of a manifest: nothing but its identity, and of two Secrets of Cilium the names of their entries. Values never
 * pass, and collection never asks for Secrets.
 */
export function projectSecret(object: unknown): ProjectedBody {
  if (!NAMED_PEERS.has(asText(memberAt(object, 'metadata', 'name')) ?? '')) return {};
  const kept = member(object, 'keys');
  const names = Array.isArray(kept)
    ? kept.filter((item): item is string => typeof item === 'string')
    : ['data', 'stringData'].flatMap((field) => Object.keys(asRecord(member(object, field)) ?? {}));
  const keys = [...new Set(names)].sort(byText).slice(0, MAX_KEYS);
  return { keys: keys.map((key) => key.slice(0, 253)) };
}

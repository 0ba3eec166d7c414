import type { ProblemList } from '../problem-list.js';
import { EVERYWHERE } from './cluster-addresses.js';
import type { Ground } from './ground.js';
import { isWorld } from './lower-cidr.js';
import type { PeerList } from './peer-list.js';
import { fqdnSchema } from './schema.js';

/**
 * Lowers `toFQDNs`: some addresses outside the cluster, known only once Cilium has seen a pod resolve the name. Where no
 * policy sends DNS through Cilium it never sees any (semantics 04 §6).
 * @returns the names, as explanations print them
 */
export function lowerNames(
  raw: readonly unknown[],
  field: string,
  ground: Ground,
  peers: PeerList,
  problems: ProblemList,
): readonly string[] {
  const names = raw.flatMap((entry, index) => readName(entry, `${field}[${String(index)}]`, problems));
  if (raw.length === 0) return [];
  if (ground.hearsDns) {
    const { sure, perhaps } = isWorld(EVERYWHERE, ground);
    peers.addresses(sure.union(perhaps), true);
  } else {
    problems.warn(
      'POLICY.INERT_RULES',
      field,
      'no policy has a DNS rule, so Cilium never learns the addresses behind these names and allows nothing',
    );
  }
  return names;
}

function readName(raw: unknown, field: string, problems: ProblemList): string[] {
  const parsed = fqdnSchema.safeParse(raw);
  if (!parsed.success) {
    problems.refuse('POLICY.INVALID_PEER', field, parsed.error);
    return ['a DNS name'];
  }
  const { matchName, matchPattern } = parsed.data;
  return [`DNS name ${(matchName ?? matchPattern ?? '?').slice(0, 120)}`];
}

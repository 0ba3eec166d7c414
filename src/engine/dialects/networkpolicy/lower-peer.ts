import { IpSet } from '../../sets/ip-set.js';
import type { NamespaceScope, Peer } from '../policy.js';
import type { ProblemList } from '../problem-list.js';
import { isInside, readCidr } from '../read-cidr.js';
import { readLabelSelector } from '../read-label-selector.js';
import { peerSchema } from './schema.js';

const ANYONE: readonly Peer[] = [{ kind: 'anyone', certain: true }];
const PERHAPS_ANYONE: Peer = { kind: 'anyone', certain: false };
const OWN: NamespaceScope = { kind: 'own' };

/** A rule's `from` or `to`: missing or empty means everyone, inside and outside (semantics 01 §5). */
export function lowerPeers(
  raw: readonly unknown[] | null | undefined,
  field: string,
  problems: ProblemList,
): readonly Peer[] {
  if (raw === undefined || raw === null || raw.length === 0) return ANYONE;
  return raw.map((peer, index) => lowerPeer(peer, `${field}[${String(index)}]`, problems));
}

function lowerPeer(raw: unknown, field: string, problems: ProblemList): Peer {
  const parsed = peerSchema.safeParse(raw);
  if (!parsed.success) {
    problems.refuse('POLICY.INVALID_PEER', field, parsed.error);
    return PERHAPS_ANYONE;
  }
  const { podSelector, namespaceSelector, ipBlock } = parsed.data;
  const selectsPods = isSet(podSelector) || isSet(namespaceSelector);
  if (isSet(ipBlock)) {
    if (!selectsPods) return lowerIpBlock(ipBlock, `${field}.ipBlock`, problems);
    problems.error(
      'POLICY.INVALID_PEER',
      field,
      'ipBlock cannot be combined with podSelector or namespaceSelector; split it into two peers',
    );
    return PERHAPS_ANYONE;
  }
  if (!selectsPods) {
    problems.error(
      'POLICY.INVALID_PEER',
      field,
      'an empty peer is not valid; write podSelector: {} for all pods of this namespace or drop the list for everyone',
    );
    return PERHAPS_ANYONE;
  }
  const pods = readLabelSelector(podSelector, `${field}.podSelector`, problems);
  const namespaces = isSet(namespaceSelector)
    ? readLabelSelector(namespaceSelector, `${field}.namespaceSelector`, problems)
    : undefined;
  if (pods === null || namespaces === null) return PERHAPS_ANYONE;
  const scope = namespaces === undefined ? OWN : ({ kind: 'matching', selector: namespaces } as const);
  return { kind: 'pods', selection: { namespaces: scope, pods }, certain: true };
}

function lowerIpBlock(
  block: { readonly cidr: string; readonly except?: readonly string[] | null | undefined },
  field: string,
  problems: ProblemList,
): Peer {
  const cidr = readCidr(block.cidr, `${field}.cidr`, problems);
  if (cidr === null) return PERHAPS_ANYONE;
  const excepts = (block.except ?? []).map((text, index) =>
    readCidr(text, `${field}.except[${String(index)}]`, problems),
  );
  const holes = excepts.filter((except) => except !== null);
  for (const [index, except] of excepts.entries()) {
    if (except !== null && !isInside(except, cidr)) {
      problems.warn(
        'POLICY.EXCEPT_OUTSIDE_CIDR',
        `${field}.except[${String(index)}]`,
        `${block.except?.[index] ?? ''} is not inside ${block.cidr}, so the API refuses it`,
      );
    }
  }
  const set = IpSet.of([cidr]).subtract(IpSet.of(holes));
  return { kind: 'addresses', set, certain: holes.length === excepts.length };
}

function isSet<T>(value: T | null | undefined): value is T {
  return value !== undefined && value !== null;
}

import type { KindCoverage } from '#src/engine/model/coverage.js';
import type { PodGroup } from '#src/engine/model/pod-group.js';
import type { RawObject } from '#src/engine/model/raw-object.js';
import type { CniProfileId, SnapshotFacts } from '#src/engine/model/snapshot-facts.js';
import { inSlices } from '../in-slices.js';
import { memberKey } from './facts-to-rows.js';
import type { ChainPosition } from './member-chain.js';
import { toMember, type MemberLists } from './member-list.js';
import { byKey, POD_GROUP, type RowKey } from './snapshot-row.js';

/** What a snapshot row says about the snapshot as a whole. */
export interface SnapshotHeader extends ChainPosition {
  readonly observedAt: Date;
  readonly origin: string;
  readonly cni: string | null;
  readonly identity: SnapshotFacts['cluster'];
  readonly coverage: readonly KindCoverage[];
  /** How many pods it had. */
  readonly pods: number;
}

/** A stored row without its hash; `body` is JSON text. */
export type StoredBody = RowKey & { readonly body: string };

/**
 * Puts facts together again: the exact opposite of `factsToRows`. Without `members` (they are kept for a shorter time) the
 * groups have no pods, and the coverage says that pods are missing.
 */
export async function rowsToFacts(
  header: SnapshotHeader,
  rows: readonly StoredBody[],
  members: MemberLists | undefined,
): Promise<SnapshotFacts> {
  const objects: RawObject[] = [];
  const podGroups: PodGroup[] = [];
  const sorted = [...rows].sort(byKey);
  await inSlices(sorted, (row) => {
    const body: unknown = JSON.parse(row.body);
    if (row.kind !== POD_GROUP) objects.push(body as RawObject);
    else podGroups.push({ ...(body as PodGroup), members: (members?.get(memberKey(row)) ?? []).map(toMember) });
  });
  return {
    cluster: header.identity,
    observedAt: header.observedAt.toISOString(),
    objects,
    podGroups,
    coverage: members === undefined && header.pods > 0 ? withoutPods(header) : header.coverage,
    origin: header.origin === 'offline' ? 'offline' : 'live',
    ...(header.cni === null ? {} : { cni: header.cni as CniProfileId }),
  };
}

function withoutPods({ coverage, pods }: SnapshotHeader): readonly KindCoverage[] {
  const message = 'Pod names and addresses of this snapshot are past their retention';
  return [
    ...coverage.filter(({ kind }) => kind !== 'core/Pod'),
    { kind: 'core/Pod', state: 'TRUNCATED', items: pods, message },
  ];
}

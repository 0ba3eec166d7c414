import { type Connection, type ConnectionEnd, nameOfEnd } from '../reachability/connections.js';
import type { Flow } from '../reachability/flow.js';
import { type AddressChange, diffAddresses } from './diff-addresses.js';
import { isSameFlow } from './same-flow.js';

/** A connection that is not the same on both sides; null where it does not exist. Port sets belong to their own side. */
export interface ConnectionChange {
  readonly type: 'added' | 'removed' | 'changed';
  readonly src: ConnectionEnd;
  readonly dst: ConnectionEnd;
  readonly before: Flow | null;
  readonly after: Flow | null;
  /** Workloads of this pair that exist on one side only. */
  readonly workloads: readonly WorkloadAppearance[];
}

/** A workload that came or went. */
export interface WorkloadAppearance {
  readonly name: string;
  readonly change: 'added' | 'removed';
}

/** One of two sides to compare: its connections, and the names of all its workloads. */
export interface ConnectionSide {
  readonly connections: readonly Connection[];
  readonly workloads: ReadonlySet<string>;
}

/**
 * What changed from one set of connections to another. Addresses outside are first cut at the boundaries of both sides,
 * so a change names exactly the addresses it concerns. Sorted by source, then destination; empty when nothing changed.
 */
export function diffConnections(before: ConnectionSide, after: ConnectionSide): ConnectionChange[] {
  const pairs = [
    ...diffPairs(before.connections, after.connections),
    ...diffAddresses(before.connections, after.connections),
  ];
  const changes = pairs.map(({ src, dst, before: old, after: fresh }): ConnectionChange => {
    const workloads = [src, dst].flatMap((end) => appearanceOf(end, before.workloads, after.workloads));
    return {
      type: old === null ? 'added' : fresh === null ? 'removed' : 'changed',
      src,
      dst,
      before: old,
      after: fresh,
      workloads,
    };
  });
  return changes.sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1));
}

/** Pairs without addresses, matched by name. */
function diffPairs(before: readonly Connection[], after: readonly Connection[]): AddressChange[] {
  const old = byName(before);
  const fresh = byName(after);
  const changes: AddressChange[] = [];
  for (const [key, connection] of old) {
    const now = fresh.get(key) ?? null;
    if (now === null || !isSameFlow(connection, now))
      changes.push({ src: connection.src, dst: connection.dst, before: connection, after: now });
  }
  for (const [key, connection] of fresh) {
    if (!old.has(key)) changes.push({ src: connection.src, dst: connection.dst, before: null, after: connection });
  }
  return changes;
}

function byName(connections: readonly Connection[]): Map<string, Connection> {
  const inside = connections.filter(({ src, dst }) => src.kind !== 'addresses' && dst.kind !== 'addresses');
  return new Map(inside.map((connection) => [sortKey(connection), connection]));
}

function appearanceOf(
  end: ConnectionEnd,
  before: ReadonlySet<string>,
  after: ReadonlySet<string>,
): WorkloadAppearance[] {
  if (end.kind !== 'workload') return [];
  const name = nameOfEnd(end);
  if (!before.has(name)) return [{ name, change: 'added' }];
  return after.has(name) ? [] : [{ name, change: 'removed' }];
}

function sortKey({ src, dst }: { readonly src: ConnectionEnd; readonly dst: ConnectionEnd }): string {
  return `${nameOfEnd(src)}\n${nameOfEnd(dst)}`;
}

import type { ConnectionChange } from '#src/engine/diff/diff-connections.js';
import type { Connection, ConnectionEnd } from '#src/engine/reachability/connections.js';
import { formatRange } from '#src/engine/sets/ip-range.js';
import { portText, type FlatEnd } from '#src/engine/questions/flat.js';

/** A connection as plain data. Ports as text; empty = none. */
export interface FlatConnection {
  readonly from: FlatEnd;
  readonly to: FlatEnd;
  readonly must: string;
  readonly may: string;
}

/** A changed connection as plain data; null where it did not exist. */
export interface FlatChange {
  readonly type: ConnectionChange['type'];
  readonly from: FlatEnd;
  readonly to: FlatEnd;
  readonly before: { readonly must: string; readonly may: string } | null;
  readonly after: { readonly must: string; readonly may: string } | null;
}

/** Copies a connection out of the engine's tables. */
export function flatConnection({ src, dst, must, may }: Connection): FlatConnection {
  return { from: flatEnd(src), to: flatEnd(dst), must: portText(must), may: portText(may) };
}

/** Copies a change out of the engine's tables. */
export function flatChange({ type, src, dst, before, after }: ConnectionChange): FlatChange {
  const flow = (side: ConnectionChange['before']) =>
    side === null ? null : { must: portText(side.must), may: portText(side.may) };
  return { type, from: flatEnd(src), to: flatEnd(dst), before: flow(before), after: flow(after) };
}

function flatEnd(end: ConnectionEnd): FlatEnd {
  switch (end.kind) {
    case 'workload': {
      const { namespace, kind, name } = end.workload;
      return { namespace, kind, name };
    }
    case 'addresses':
      return { range: end.ranges.map(formatRange).join(', ') };
    case 'ingress-controller':
      return { range: 'ingress-controller' };
  }
}

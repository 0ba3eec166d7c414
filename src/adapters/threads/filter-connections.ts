import type { Connection, ConnectionEnd } from '#src/engine/reachability/connections.js';
import type { Reachability } from '#src/engine/reachability/reachability.js';
import { parseIp, type IpAddress } from '#src/engine/sets/ip-address.js';
import type { IpRange } from '#src/engine/sets/ip-range.js';
import { findEnd } from './find-end.js';

/** Which connections; an end left out can be anything. */
export interface ConnectionFilter {
  /** `namespace`, `namespace/name`, `namespace/Kind/name` or an IP address. */
  readonly from?: string;
  readonly to?: string;
}

/**
 * The connections whose ends the filter names.
 * @throws Problem `INPUT.INVALID` when the snapshot has no such workload, so that a typing error is no empty answer
 */
export function filterConnections(
  reach: Reachability,
  connections: readonly Connection[],
  { from, to }: ConnectionFilter,
): Connection[] {
  const isFrom = endFilter(reach, from, 'from');
  const isTo = endFilter(reach, to, 'to');
  return connections.filter(({ src, dst }) => isFrom(src) && isTo(dst));
}

function endFilter({ model }: Reachability, text: string | undefined, field: string): (end: ConnectionEnd) => boolean {
  if (text === undefined) return () => true;
  if (model.namespaces.has(text)) return (end) => end.kind === 'workload' && end.workload.namespace === text;
  const found = findEnd(model, text, field);
  if ('groups' in found) {
    const groups = new Set(found.groups);
    return (end) => end.kind === 'workload' && end.workload.groups.some((group) => groups.has(group));
  }
  const ip = parseIp(found.ip);
  return (end) => ip !== null && end.kind === 'addresses' && end.ranges.some((range) => holds(range, ip));
}

function holds({ family, lo, hi }: IpRange, ip: IpAddress): boolean {
  return family === ip.family && lo <= ip.value && ip.value <= hi;
}

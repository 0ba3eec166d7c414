import { z } from 'zod';
import { canonicalPorts } from './canonical-ports.js';
import type { CorpusConnection } from './connections.js';

/** Options of a `connlist` check that ask for a part of the list. */
export const FOCUS_OPTIONS = ['focusWorkloads', 'focusWorkloadPeers', 'focusDirection', 'focusConn'] as const;

const focus = z.object({
  focusWorkloads: z.array(z.string()).optional(),
  focusWorkloadPeers: z.array(z.string()).optional(),
  focusDirection: z.enum(['ingress', 'egress']).optional(),
  focusConn: z.string().optional(),
});

/** The connections a check's focus asks for: those of some workloads, in one direction, with some peers, on one port. */
export function focused(
  connections: readonly CorpusConnection[],
  options: Readonly<Record<string, unknown>>,
): readonly CorpusConnection[] {
  const { focusWorkloads, focusWorkloadPeers, focusDirection, focusConn } = focus.parse(options);
  const own = (end: string): boolean => focusWorkloads === undefined || isNamed(end, focusWorkloads);
  const peer = (end: string): boolean => focusWorkloadPeers === undefined || isNamed(end, focusWorkloadPeers);
  const kept = connections.filter(
    ({ src, dst }) =>
      (focusDirection !== 'ingress' && own(src) && peer(dst)) || (focusDirection !== 'egress' && own(dst) && peer(src)),
  );
  return focusConn === undefined ? kept : kept.flatMap((connection) => onPort(connection, focusConn));
}

/** `{ingress-controller}` is named without its braces, a workload with or without its namespace. */
function isNamed(end: string, names: readonly string[]): boolean {
  const full = end.replace(/\[\w+\]$/, '').replace(/^\{(.*)\}$/, '$1');
  return names.includes(full) || names.includes(full.slice(full.indexOf('/') + 1));
}

/** The connection on that port alone (`tcp-80`), when it allows it. */
function onPort(connection: CorpusConnection, conn: string): CorpusConnection[] {
  const [protocol = '', number = ''] = conn.toUpperCase().split('-');
  const port = Number(number);
  const only = [{ protocol, ranges: [[port, port]] as [number, number][] }];
  const { ports } = connection;
  const allows =
    ports === 'All Connections' ||
    (Array.isArray(ports) &&
      ports.some(
        (entry) => entry.protocol === protocol && entry.ranges?.some(([low, high]) => low <= port && port <= high),
      ));
  return allows && canonicalPorts(only) !== 'none' ? [{ ...connection, ports: only }] : [];
}

import { NO_PORTS, type PortSets } from '../sets/port-sets.js';
import type { Reading } from './ladder.js';
import type { AppliedTunnel } from './tunnel-table.js';

/**
 * What a tunnel makes of the network layer's answer (semantics 05 §7, 06 §A5): whoever may open the tunnel's port may use
 * every port it carries. Traffic that certainly takes the tunnel needs that port; traffic that perhaps does may also
 * arrive as it is.
 * @param certain true when both ends certainly use the tunnel
 */
export function throughTunnel(
  before: number,
  { port, carries }: Pick<AppliedTunnel, 'port' | 'carries'>,
  certain: boolean,
  reading: Reading,
  ports: PortSets,
): number {
  const isOpen = ports.intersect(before, ports.of('TCP', port).id) !== NO_PORTS;
  const carried = portsOf(carries, ports);
  if (reading === 'may') return isOpen ? ports.union(before, carried) : before;
  if (!isOpen) return ports.subtract(before, carried);
  return certain ? ports.union(before, carried) : before;
}

function portsOf(carries: AppliedTunnel['carries'], ports: PortSets): number {
  if (carries === undefined) return ports.of('TCP').id;
  return carries.reduce((sum, { lo, hi }) => ports.union(sum, ports.of('TCP', lo, hi).id), NO_PORTS);
}

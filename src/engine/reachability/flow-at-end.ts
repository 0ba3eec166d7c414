import type { Direction } from '../dialects/policy.js';
import { parseIp } from '../sets/ip-address.js';
import { NO_PORTS } from '../sets/port-sets.js';
import type { Compiled } from './compiled.js';
import { cellOf } from './factor.js';
import type { Reading } from './ladder.js';
import type { End, Flow, Truth } from './flow.js';

/** What one end permits with one far end: a group, or an address that may be a node's. */
export function flowAtEnd(compiled: Compiled, direction: Direction, group: number, far: End): Flow {
  const { ports } = compiled.parts;
  const own = compiled.classOf(group);
  const read = (reading: Reading): number => {
    if ('ip' in far) return portsWithAddress(compiled, direction, own, far.ip, reading);
    const factor = compiled.parts[direction].factor[reading];
    return cellOf(factor, factor.rowOf[own] ?? 0, compiled.classOf(far.group));
  };
  const flow = { must: ports.get(read('must')), may: ports.get(read('may')) };
  if ('group' in far) return flow;
  const neighbour = sharesNode(compiled, group, far);
  if (neighbour === 'no') return flow;
  return { must: direction === 'ingress' && neighbour === 'yes' ? ports.all : flow.must, may: ports.all };
}

function portsWithAddress(compiled: Compiled, direction: Direction, own: number, ip: string, reading: Reading): number {
  const address = parseIp(ip);
  if (address === null) return NO_PORTS;
  const { family, value } = address;
  const span = compiled
    .spans(direction, own, reading)
    .find(({ range }) => range.family === family && range.lo <= value && value <= range.hi);
  return span?.ports ?? NO_PORTS;
}

/** Is the far end a process on the pod's own node: a host-network pod there, or the node's address? */
export function sharesNode(compiled: Compiled, group: number, far: End): Truth {
  const { neighbours, index, model } = compiled.parts;
  if (index.isNode[group] === 1) return 'no';
  if ('group' in far) {
    const near = neighbours[group];
    if (near?.certain.includes(far.group) === true) return 'yes';
    return near?.possible.includes(far.group) === true ? 'unknown' : 'no';
  }
  const node = model.nodes.find(({ addresses }) => addresses.includes(far.ip));
  if (node === undefined) return 'no';
  const members = index.groups[group]?.members ?? [];
  if (members.some((member) => member.node === node.name)) return 'yes';
  return members.length === 0 || members.some((member) => member.node === undefined) ? 'unknown' : 'no';
}

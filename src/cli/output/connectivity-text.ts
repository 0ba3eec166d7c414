import type { Colors } from 'picocolors/types.js';
import type { ConnectionLine } from '../input/list-answer.js';
import { endpointText, isAddress } from './endpoint-names.js';
import { count } from './plural.js';
import { portsText } from './ports.js';
import { textTable } from './table.js';

/** What the text of a connection list needs to know besides the connections. */
export interface ListContext {
  /** Every workload as `ns/name[Kind]`, including those nothing reaches. */
  readonly workloads: readonly string[];
  readonly width: number;
  readonly colours: Colors;
}

/** How many connections go which way, in one sentence. */
export function connectionSummary(connections: readonly ConnectionLine[]): string {
  const outward = connections.filter(({ dst }) => isAddress(dst)).length;
  const inward = connections.filter(({ src }) => isAddress(src) || src.startsWith('{')).length;
  const inside = connections.length - outward - inward;
  return `${count(connections.length, 'connection')} allowed: ${String(inside)} between workloads, ${String(inward)} from outside, ${String(outward)} to outside.`;
}

/** Connections as a table with one row for each destination and set of ports, and who may use them. */
export function connectionTable(connections: readonly ConnectionLine[], context: ListContext): string {
  const { bold, dim } = context.colours;
  const rows = grouped(connections).flatMap(([dst, byPorts]) =>
    byPorts.map(([ports, sources], index) => [
      index === 0 ? bold(destination(dst)) : '',
      ports,
      sourcesText(dst, sources, context.workloads),
    ]),
  );
  const reached = new Set(connections.map(({ dst }) => dst));
  const unreached = context.workloads.filter((workload) => !reached.has(workload)).map(endpointText);
  const table =
    rows.length === 0
      ? ''
      : textTable([{ title: dim('TO') }, { title: dim('PORTS') }, { title: dim('FROM') }], rows, context.width);
  return unreached.length === 0 ? table : `${table}${dim(`Nothing may reach ${unreached.join(', ')}.`)}\n`;
}

function destination(end: string): string {
  return isAddress(end) ? `outside: ${endpointText(end)}` : endpointText(end);
}

/** dst → ports text → sources; workloads by name first, addresses outside last. */
function grouped(connections: readonly ConnectionLine[]): [string, [string, string[]][]][] {
  const byDst = new Map<string, Map<string, string[]>>();
  for (const { src, dst, ports } of connections) {
    const byPorts = byDst.get(dst) ?? new Map<string, string[]>();
    const text = portsText(ports);
    byPorts.set(text, [...(byPorts.get(text) ?? []), src]);
    byDst.set(dst, byPorts);
  }
  const order = (end: string): string => `${isAddress(end) ? '1' : '0'}${end}`;
  return [...byDst]
    .sort(([a], [b]) => (order(a) < order(b) ? -1 : 1))
    .map(([dst, byPorts]) => [dst, [...byPorts].sort(([a], [b]) => (a < b ? -1 : 1))]);
}

function sourcesText(dst: string, sources: readonly string[], workloads: readonly string[]): string {
  const others = workloads.filter((workload) => workload !== dst);
  const inside = sources.filter((source) => others.includes(source));
  const rest = sources.filter((source) => !others.includes(source)).map(endpointText);
  const everyone = inside.length > 2 && inside.length === others.length;
  const all = dst.includes('/')
    ? `all ${String(others.length)} other workloads`
    : `all ${String(others.length)} workloads`;
  return [...rest, ...(everyone ? [all] : byNamespace(inside))].join(', ');
}

/** Names with the namespace written once for neighbours: `shop/{cart, web}`. */
function byNamespace(names: readonly string[]): string[] {
  const groups = new Map<string, string[]>();
  for (const name of names.map(endpointText)) {
    const slash = name.indexOf('/');
    const namespace = name.slice(0, slash);
    groups.set(namespace, [...(groups.get(namespace) ?? []), name.slice(slash + 1)]);
  }
  return [...groups].map(([namespace, own]) =>
    own.length === 1 ? `${namespace}/${own[0] ?? ''}` : `${namespace}/{${own.join(', ')}}`,
  );
}

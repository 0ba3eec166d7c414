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
export function connectionTable(
  connections: readonly ConnectionLine[],
  { workloads, width, colours }: ListContext,
): string {
  const rows = grouped(connections).flatMap(([dst, byPorts]) =>
    byPorts.map(([ports, sources], index) => [
      index === 0 ? colours.bold(destination(dst)) : '',
      ports,
      sourcesText(dst, sources, workloads),
    ]),
  );
  return textTable(
    ['TO', 'PORTS', 'FROM'].map((title) => ({ title: colours.dim(title) })),
    rows,
    width,
  );
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
    const sources = byPorts.get(text);
    if (sources === undefined) byPorts.set(text, [src]);
    else sources.push(src);
    byDst.set(dst, byPorts);
  }
  return [...byDst]
    .map(([dst, byPorts]) => ({ dst, byPorts, key: `${isAddress(dst) ? '1' : '0'}${endpointText(dst)}` }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ dst, byPorts }) => [dst, [...byPorts].sort(([a], [b]) => (a < b ? -1 : 1))]);
}

/** From how many others it takes to name who is missing rather than who is there. */
const ALMOST_ALL = 5;

function sourcesText(dst: string, sources: readonly string[], workloads: readonly string[]): string {
  const inside = new Set(sources.filter((source) => source.includes('/')));
  const rest = sources.filter((source) => !inside.has(source)).map(endpointText);
  const others = workloads.filter((workload) => workload !== dst);
  const missing = others.filter((workload) => !inside.has(workload));
  const all = `all ${String(others.length)}${isAddress(dst) ? '' : ' other'} workloads`;
  if (others.length > 2 && missing.length === 0) return [...rest, all].join(', ');
  if (others.length >= ALMOST_ALL && missing.length <= 2)
    return [...rest, `${all} but ${byNamespace(missing).join(', ')}`].join(', ');
  return [...rest, ...byNamespace([...inside])].join(', ');
}

/** Names, sorted, with the namespace written once for neighbours: `shop/{cart, web}`. */
export function byNamespace(names: readonly string[]): string[] {
  const groups = new Map<string, string[]>();
  for (const name of names.map(endpointText).sort()) {
    const slash = name.indexOf('/');
    const namespace = name.slice(0, slash);
    const own = groups.get(namespace);
    if (own === undefined) groups.set(namespace, [name.slice(slash + 1)]);
    else own.push(name.slice(slash + 1));
  }
  return [...groups].map(([namespace, own]) =>
    own.length === 1 ? `${namespace}/${own[0] ?? ''}` : `${namespace}/{${own.join(', ')}}`,
  );
}

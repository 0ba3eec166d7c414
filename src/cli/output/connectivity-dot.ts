import type { ConnectionLine } from '../input/list-answer.js';
import { endpointText, isAddress } from './endpoint-names.js';
import { portsText } from './ports.js';

/** Connections as a Graphviz graph: one cluster for each namespace, addresses outside as ovals. */
export function connectionsDot(connections: readonly ConnectionLine[], workloads: readonly string[]): string {
  const ends = [...new Set([...workloads, ...connections.flatMap(({ src, dst }) => [src, dst])])].sort();
  const byNamespace = new Map<string, string[]>();
  const loose: string[] = [];
  for (const end of ends) {
    if (isAddress(end) || end.startsWith('{')) {
      loose.push(end);
      continue;
    }
    const namespace = end.slice(0, end.indexOf('/'));
    byNamespace.set(namespace, [...(byNamespace.get(namespace) ?? []), end]);
  }
  const lines = ['digraph connectivity {', '  rankdir=LR;', '  node [shape=box];'];
  for (const [namespace, own] of byNamespace) {
    lines.push(`  subgraph ${quoted(`cluster_${namespace}`)} {`, `    label=${quoted(namespace)};`);
    for (const end of own) lines.push(`    ${quoted(end)} [label=${quoted(end.slice(namespace.length + 1))}];`);
    lines.push('  }');
  }
  for (const end of loose) lines.push(`  ${quoted(end)} [shape=oval, label=${quoted(endpointText(end))}];`);
  for (const { src, dst, ports } of connections)
    lines.push(`  ${quoted(src)} -> ${quoted(dst)} [label=${quoted(portsText(ports))}];`);
  return `${[...lines, '}'].join('\n')}\n`;
}

function quoted(text: string): string {
  return `"${text.replaceAll('\\', String.raw`\\`).replaceAll('"', String.raw`\"`)}"`;
}

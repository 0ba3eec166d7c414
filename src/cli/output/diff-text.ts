import type { Colors } from 'picocolors/types.js';
import type { ChangeLine, Changes } from '../input/changes.js';
import { endpointText } from './endpoint-names.js';
import { portsText, type PortsJson } from './ports.js';
import { textTable, wrap } from './table.js';

/** How a diff is laid out. */
export interface DiffLayout {
  readonly assumption: string | undefined;
  readonly width: number;
  readonly colours: Colors;
}

const MARKS = { added: '+', removed: '-', changed: '~' } as const;

/** Changes as text: how many of each, then one line each, then what may have changed. */
export function diffText({ certain, uncertain }: Changes, { assumption, width, colours }: DiffLayout): string {
  const note = assumption === undefined ? '' : `${assumption}\n`;
  const number = (type: ChangeLine['type']): string => String(certain.filter((change) => change.type === type).length);
  const summary =
    certain.length === 0
      ? 'No difference in what certainly passes.'
      : `${number('added')} added, ${number('removed')} removed, ${number('changed')} changed.`;
  const perhaps =
    uncertain.length === 0
      ? ''
      : `\n${colours.yellow('Perhaps')} (ports that cannot be ruled out):\n${changeTable(uncertain, width, colours)}`;
  const workloads = appearances([...certain, ...uncertain]).flatMap((line) => wrap(line, width));
  return `${summary}\n${workloads.map((line) => `${line}\n`).join('')}${note}${certain.length === 0 ? '' : `\n${changeTable(certain, width, colours)}`}${perhaps}`;
}

/** Workloads that came or went, each once, instead of at every one of their connections. */
function appearances(changes: readonly ChangeLine[]): string[] {
  return (['added', 'removed'] as const).flatMap((change) => {
    const names = new Set<string>();
    for (const { workloadsDiff = '' } of changes) {
      const part = workloadsDiff.split(', ').find((text) => text.endsWith(` ${change}`));
      for (const [name] of part?.matchAll(/\S+\[\w+\]/g) ?? []) names.add(endpointText(name));
    }
    return names.size === 0 ? [] : [`Workloads ${change}: ${[...names].sort().join(', ')}.`];
  });
}

function changeTable(changes: readonly ChangeLine[], width: number, colours: Colors): string {
  const paint = { added: colours.green, removed: colours.red, changed: colours.yellow };
  const rows = (['added', 'removed', 'changed'] as const).flatMap((type) =>
    changes
      .filter((change) => change.type === type)
      .map(({ src, dst, before, after }) => [
        paint[type](`${MARKS[type]} ${type}`),
        endpointText(src),
        endpointText(dst),
        cell(before),
        cell(after),
      ]),
  );
  const titles = ['CHANGE', 'FROM', 'TO', 'BEFORE', 'AFTER'].map((title) => ({ title: colours.dim(title) }));
  return textTable(titles, rows, width);
}

function cell(ports: PortsJson): string {
  return ports.length === 0 ? '-' : portsText(ports);
}

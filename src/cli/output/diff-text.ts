import type { Colors } from 'picocolors/types.js';
import type { ChangeLine } from '../input/changes.js';
import { endpointText } from './endpoint-names.js';
import { portsText, type PortsJson } from './ports.js';
import { textTable } from './table.js';

/** How a diff is laid out. */
export interface DiffLayout {
  readonly assumption: string | undefined;
  readonly width: number;
  readonly colours: Colors;
}

const MARKS = { added: '+', removed: '-', changed: '~' } as const;

/** Changes as text: how many of each, then one line each. */
export function diffText(changes: readonly ChangeLine[], { assumption, width, colours }: DiffLayout): string {
  const note = assumption === undefined ? '' : `${assumption}\n`;
  if (changes.length === 0) return `No difference: both allow the same connections.\n${note}`;
  const number = (type: ChangeLine['type']): string => String(changes.filter((change) => change.type === type).length);
  const paint = { added: colours.green, removed: colours.red, changed: colours.yellow };
  const rows = (['added', 'removed', 'changed'] as const).flatMap((type) =>
    changes
      .filter((change) => change.type === type)
      .map(({ src, dst, before, after, workloadsDiff }) => [
        paint[type](`${MARKS[type]} ${type}`),
        endpointText(src),
        endpointText(dst),
        cell(before),
        `${cell(after)}${workloadsDiff === undefined ? '' : colours.dim(`  (${workloadsDiff})`)}`,
      ]),
  );
  const titles = ['CHANGE', 'FROM', 'TO', 'BEFORE', 'AFTER'].map((title) => ({ title: colours.dim(title) }));
  return `${number('added')} added, ${number('removed')} removed, ${number('changed')} changed.\n${note}\n${textTable(titles, rows, width)}`;
}

function cell(ports: PortsJson): string {
  return ports.length === 0 ? '-' : portsText(ports);
}

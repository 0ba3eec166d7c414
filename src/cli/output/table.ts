import { stripVTControlCharacters } from 'node:util';

/** A column of a text table. */
export interface Column {
  readonly title: string;
  readonly align?: 'left' | 'right';
}

const GAP = '  ';
const MIN_LAST = 24;

/**
 * Rows as aligned text, two spaces between columns, no line longer than `width` as far as words allow: the last column
 * wraps at commas and spaces and continues below itself.
 */
export function textTable(columns: readonly Column[], rows: readonly (readonly string[])[], width = 120): string {
  const last = columns.length - 1;
  const widths = columns.map(({ title }, index) =>
    Math.max(shownLength(title), ...rows.map((row) => (index === last ? 0 : shownLength(row[index] ?? '')))),
  );
  const indent = widths.slice(0, last).reduce((sum, column) => sum + column + GAP.length, 0);
  const room = Math.max(MIN_LAST, width - indent);
  const lines = [columns.map(({ title }) => title), ...rows].flatMap((row) => {
    const [first = '', ...more] = wrap(row[last] ?? '', room);
    const cells = widths.slice(0, last).map((size, index) => pad(row[index] ?? '', size, columns[index]?.align));
    return [[...cells, first].join(GAP).trimEnd(), ...more.map((line) => ' '.repeat(indent) + line)];
  });
  return `${lines.join('\n')}\n`;
}

/** Breaks text at spaces so that no line is longer than `width`, unless one word is. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && shownLength(line) + 1 + shownLength(word) > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}

function pad(text: string, width: number, align: 'left' | 'right' = 'left'): string {
  const space = ' '.repeat(Math.max(0, width - shownLength(text)));
  return align === 'right' ? space + text : text + space;
}

/** Characters a reader sees: colours take no room. */
export function shownLength(text: string): number {
  return stripVTControlCharacters(text).length;
}

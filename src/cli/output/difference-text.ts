import type { DiffAnswer, FlatChange } from '#src/engine/questions/diff-answer.js';
import { endText, flowText } from './answer-text.js';
import { count } from './plural.js';
import { textTable } from './table.js';

/** The exact totals of a difference in one sentence. */
export function totalsText({ isEmpty, must, may, outsideWorkloads }: DiffAnswer): string {
  if (isEmpty) return 'No connection changes.';
  const sum = `${count(must.added, 'pair')} of workloads opened, ${String(must.removed)} closed, ${String(must.changed)} on other ports`;
  const isCertain = must.added === may.added && must.removed === may.removed && must.changed === may.changed;
  const perhaps = isCertain ? '' : ` (perhaps ${String(may.added)}, ${String(may.removed)}, ${String(may.changed)})`;
  const outside =
    outsideWorkloads === 0 ? '' : `; ${count(outsideWorkloads, 'workload')} with other traffic to or from outside`;
  return `${sum}${perhaps}${outside}.`;
}

/** Totals, then a line for each change. */
export function differenceText(diff: DiffAnswer, width: number, dim: (text: string) => string): string {
  const titles = ['CHANGE', 'FROM', 'TO', 'BEFORE', 'AFTER'].map((title) => ({ title: dim(title) }));
  const table = diff.changes.length === 0 ? '' : `\n${textTable(titles, diff.changes.map(changeRow), width)}`;
  return `${totalsText(diff)}\n${table}${diff.truncated ? 'There are more changes than are listed; the totals are complete.\n' : ''}`;
}

function changeRow({ type, from, to, before, after }: FlatChange): string[] {
  return [type, endText(from), endText(to), flowText(before), flowText(after)];
}

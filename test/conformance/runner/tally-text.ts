import { textTable } from '#src/cli/output/table.js';
import { count, type Counts, type Judged, none, type Tally } from './tally.js';

const SHOWN_FAILURES = 40;

/** A run for a reader: counts by suite and kind, why checks were skipped, then every check that does not hold. */
export function tallyText(result: Tally, judged: readonly Judged[]): string {
  const rows = [...pairCounts(judged), ['all', '', ...cells(result)]];
  const number = (title: string) => ({ title, align: 'right' as const });
  const table = textTable(
    [
      { title: 'SUITE' },
      { title: 'KIND' },
      number('PASS'),
      number('PROJECTED'),
      number('FAIL'),
      number('DEVIATES'),
      number('SKIP'),
    ],
    rows,
  );
  const failures = result.failures
    .slice(0, SHOWN_FAILURES)
    .map((failure) => `FAIL ${failure.case} ${failure.check}\n     ${failure.message}\n`);
  const more = result.failures.length - failures.length;
  return [
    table,
    reasonsOf(judged, 'skip', 'Skipped'),
    reasonsOf(judged, 'deviates', 'Deviates on purpose (docs/conformance-deviations.md)'),
    loopback(judged),
    ...failures,
    more > 0 ? `… and ${String(more)} more (see --json)\n` : '',
  ].join('');
}

function pairCounts(judged: readonly Judged[]): string[][] {
  const pairs = new Map<string, Counts>();
  for (const { suite, kind, outcome } of judged) {
    const key = `${suite}\n${kind}`;
    const counts = pairs.get(key) ?? none();
    count(counts, outcome);
    pairs.set(key, counts);
  }
  return [...pairs].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, counts]) => [...key.split('\n'), ...cells(counts)]);
}

function cells({ passed, projected, failed, deviating, skipped }: Counts): string[] {
  return [passed, projected, failed, deviating, skipped].map(String);
}

function reasonsOf(judged: readonly Judged[], result: 'skip' | 'deviates', title: string): string {
  const reasons = new Map<string, number>();
  for (const { outcome } of judged) {
    if (outcome.result === result) reasons.set(outcome.reason, (reasons.get(outcome.reason) ?? 0) + 1);
  }
  const lines = [...reasons]
    .sort((a, b) => b[1] - a[1])
    .map(([reason, number]) => `  ${String(number).padStart(4)}  ${reason}\n`);
  return lines.length === 0 ? '' : `\n${title}:\n${lines.join('')}`;
}

function loopback(judged: readonly Judged[]): string {
  const notes = judged.filter(({ outcome }) => outcome.result === 'pass' && outcome.notes !== undefined).length;
  return notes === 0
    ? ''
    : `Loopback rows are scored apart; they differ in ${String(notes)} checks (a pod always reaches itself here).\n`;
}

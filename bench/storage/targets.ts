import type { Samples } from './samples.js';

/** The published figure this benchmark is held to: medians in ms, and the COPY median of the same machine. */
export interface Target {
  readonly name: string;
  readonly median: number;
}

/** Median of the published COPY of 5,000 rows (storage.md 1d): the run the tables come from, and the quieter one. */
export const PUBLISHED_COPY = 232;
export const PUBLISHED_QUIET_COPY = 120;

/** How much worse than published a ratio may be. */
const FACTOR = 1.5;

/** Prints one line and says whether the median, as a ratio to COPY, is within the permitted factor of the published ratio. */
export function report({ name, median }: Target, samples: Samples, copyMedian: number): boolean {
  const ratio = samples.median / copyMedian;
  const published = median / PUBLISHED_COPY;
  const quiet = median / PUBLISHED_QUIET_COPY;
  const ok = ratio <= quiet * FACTOR;
  const columns = [
    ok ? 'pass' : 'FAIL',
    name.padEnd(26),
    `${samples.toString()} ms`.padEnd(16),
    `ratio ${ratio.toFixed(3)}`,
    `published ${published.toFixed(3)}–${quiet.toFixed(3)}`,
    `= ${(ratio / published).toFixed(2)}–${(ratio / quiet).toFixed(2)}×`,
    `(${String(samples.count)} samples)`,
  ];
  process.stdout.write(`${columns.join('  ')}\n`);
  return ok;
}

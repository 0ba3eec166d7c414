import type { MeasuredSize } from '../engine.js';
import type { AdversaryFigures } from './adversaries.js';

/** docs/performance.md, written by `npm run bench -- engine --write`. */
export function performancePage(
  sizes: readonly MeasuredSize[],
  exponent: number,
  adversaries: readonly AdversaryFigures[],
): string {
  const rows = sizes.map(({ target, figures }) =>
    row([
      `${number(target.pods)} / ${number(target.policies)}`,
      number(figures.classes),
      number(figures.entries),
      number(figures.buildWarm),
      number(figures.buildCold),
      number(figures.tenants),
      `${number(figures.editP50)} / ${number(figures.editP95)}`,
      number(figures.peakMiB),
      `${number(figures.pairwise / figures.buildWarm)}×`,
    ]),
  );
  const hostile = adversaries.map((figures) =>
    row([
      figures.name,
      number(figures.buildMs),
      number(figures.tenantsMs),
      number(figures.externalMs),
      number(figures.peakMiB),
      figures.flagged ? 'wider than the truth, flagged' : 'exact',
    ]),
  );
  return [
    '# Performance of the engine',
    '',
    'Written by `npm run bench -- engine --write`; the same figures as JSON are in `performance.json`. CPU milliseconds of one',
    'thread (least of three processes), peak memory of the process in MiB. Compare ratios, not machines.',
    '',
    '| pods / policies | classes | row entries | build, warm | build, cold | tenant matrix | edit p50 / p95 | peak | pairwise evaluation against a warm build |',
    '|---|---|---|---|---|---|---|---|---|',
    ...rows,
    '',
    `The warm build grows with pods^${exponent.toFixed(2)} from the smallest to the largest size. An edit replaces one policy and`,
    'counts every pod pair it opens, closes or changes.',
    '',
    '## Hostile clusters',
    '',
    '| input | build | tenant matrix | outside | peak | answers |',
    '|---|---|---|---|---|---|',
    ...hostile,
    '',
  ].join('\n');
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

function number(value: number): string {
  return value.toLocaleString('en', { maximumFractionDigits: value < 10 ? 2 : 0 });
}

import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { ADVERSARIES, type AdversaryFigures, measureAdversary } from './engine/adversaries.js';
import { type EngineFigures, measureEngine } from './engine/measure.js';
import { performancePage } from './engine/performance-page.js';

/** Published medians of engine §4 and §5, twice which is the bar: CPU milliseconds and MiB. */
interface Target {
  readonly pods: number;
  readonly policies: number;
  readonly buildWarm: number;
  readonly buildCold: number;
  readonly tenants: number;
  readonly peakMiB: number;
  readonly editP50: number;
  readonly editP95: number;
}

const SLACK = 2;

const TARGETS: readonly Target[] = [
  {
    pods: 5_000,
    policies: 1_000,
    buildWarm: 28,
    buildCold: 123,
    tenants: 1.8,
    peakMiB: 92,
    editP50: 0.11,
    editP95: 0.97,
  },
  {
    pods: 50_000,
    policies: 10_000,
    buildWarm: 228,
    buildCold: 1_000,
    tenants: 26,
    peakMiB: 318,
    editP50: 0.3,
    editP95: 4.6,
  },
  {
    pods: 150_000,
    policies: 30_000,
    buildWarm: 894,
    buildCold: 1_883,
    tenants: 96,
    peakMiB: 451,
    editP50: 0.5,
    editP95: 10,
  },
];

const LINES = ['buildWarm', 'buildCold', 'tenants', 'peakMiB', 'editP50', 'editP95'] as const;

/** Growth of the warm build from the smallest to the largest size; engine §8 sets 1.15. */
const MAX_EXPONENT = 1.15;

/** What a hostile cluster may cost at most: CPU milliseconds for all its questions together, and MiB. */
const ADVERSARY_LIMITS = { ms: 30_000, peakMiB: 2_048 };

/** One size as it was measured. */
export interface MeasuredSize {
  readonly target: Target;
  readonly figures: EngineFigures;
}

/**
 * `npm run bench -- engine [--quick] [--json] [--write]`: builds the seeded clusters of engine §4, each in processes of
 * its own, edits single policies, and compares with the published figures and with a pairwise evaluation of the same
 * pods; then hostile clusters. `--quick` leaves 150,000 pods out, `--json` prints one document, `--write` updates
 * docs/performance.md and docs/performance.json. Returns false when a figure misses its target by more than the factor
 * of two, growth is steeper than allowed, a hostile cluster exceeds its limits, or two evaluations disagree.
 */
export async function run(args: readonly string[]): Promise<boolean> {
  if (args[0] === '--measure') return print(measureEngine({ pods: Number(args[1]), policies: Number(args[2]) }));
  if (args[0] === '--adversary') return print(measureAdversary(args[1] ?? ''));
  const say = args.includes('--json') ? () => undefined : (text: string) => void process.stdout.write(`${text}\n`);
  const sizes: MeasuredSize[] = [];
  let isGood = true;
  for (const target of TARGETS.filter(({ pods }) => pods < 100_000 || !args.includes('--quick'))) {
    const figures = leastOf(target);
    sizes.push({ target, figures });
    isGood = report(target, figures, say) && isGood;
  }
  const exponent = exponentOf(sizes);
  say(
    `growth of the warm build: pods^${exponent.toFixed(2)}  limit ${String(MAX_EXPONENT)}  ${exponent <= MAX_EXPONENT ? 'ok' : 'MISSED'}`,
  );
  isGood &&= exponent <= MAX_EXPONENT;
  const adversaries = [...ADVERSARIES.keys()].map((name) => inChild('--adversary', name) as AdversaryFigures);
  for (const figures of adversaries) isGood = reportAdversary(figures, say) && isGood;
  const document = { sizes: sizes.map(({ target, figures }) => ({ ...target, figures })), exponent, adversaries };
  if (args.includes('--json')) await print(document);
  if (args.includes('--write')) {
    writeFileSync(new URL('../docs/performance.json', import.meta.url), `${JSON.stringify(document, null, 2)}\n`);
    writeFileSync(new URL('../docs/performance.md', import.meta.url), performancePage(sizes, exponent, adversaries));
  }
  return isGood;
}

function print(document: unknown): Promise<boolean> {
  process.stdout.write(JSON.stringify(document));
  return Promise.resolve(true);
}

/** Processes a size is measured in: a cold build happens once in each, so its least needs several. */
const PROCESSES = 3;

/** The least of each figure over several processes: other work on the machine only ever adds to it. */
function leastOf({ pods, policies }: Target): EngineFigures {
  const runs = Array.from(
    { length: PROCESSES },
    () => inChild('--measure', String(pods), String(policies)) as EngineFigures,
  );
  const [first] = runs;
  if (first === undefined) throw new Error('no process was measured');
  const least = Object.fromEntries(LINES.map((line) => [line, Math.min(...runs.map((figures) => figures[line]))]));
  return { ...first, ...least, differences: Math.max(...runs.map(({ differences }) => differences)) };
}

/** A fresh process, so that the first build is really cold and the peak is its own. */
function inChild(...args: readonly string[]): unknown {
  const [script = ''] = process.argv.slice(1);
  const child = spawnSync(process.execPath, [...process.execArgv, script, 'engine', ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return JSON.parse(child.stdout) as unknown;
}

function exponentOf(sizes: readonly MeasuredSize[]): number {
  const [first] = sizes;
  const last = sizes.at(-1);
  if (first === undefined || last === undefined || first === last) return 1;
  return Math.log(last.figures.buildWarm / first.figures.buildWarm) / Math.log(last.target.pods / first.target.pods);
}

function report({ pods, policies, ...limits }: Target, figures: EngineFigures, say: (text: string) => void): boolean {
  say(
    `${format(pods)} pods, ${format(policies)} policies: ${format(figures.groups)} groups, ${format(figures.classes)} classes, ${format(figures.entries)} row entries, ${format(figures.portSets)} port sets`,
  );
  let isGood = figures.differences === 0 && figures.refused === 0;
  for (const line of LINES) {
    const limit = limits[line] * SLACK;
    const isMet = figures[line] <= limit;
    isGood &&= isMet;
    const unit = line === 'peakMiB' ? 'MiB' : 'ms CPU';
    say(
      `  ${line.padEnd(10)} ${format(figures[line]).padStart(9)} ${unit.padEnd(6)}  limit ${format(limit).padStart(7)}  ${isMet ? 'ok' : 'MISSED'}`,
    );
  }
  say(`  the model before the build ${format(figures.normalise)} ms CPU, once and cold`);
  say(`  of the peak, ${format(figures.inputMiB)} MiB are the input and the runtime`);
  say(
    `  exposure of all groups ${format(figures.exposure)} ms, one pod's view ${format(figures.view)} ms, ${format(figures.allowedPairs)} allowed pod pairs; a build is ${format(figures.buildWarm / figures.editP50)}x an edit`,
  );
  say(
    `  pairwise evaluation ${format(figures.pairwise)} ms (from a sample): ${format(figures.pairwise / figures.buildWarm)}x a warm build, ${format(figures.pairwise / figures.buildCold)}x a cold one; ${format(figures.differences)} differences`,
  );
  return isGood;
}

function reportAdversary(figures: AdversaryFigures, say: (text: string) => void): boolean {
  const ms = figures.buildMs + figures.tenantsMs + figures.externalMs;
  const isGood = ms <= ADVERSARY_LIMITS.ms && figures.peakMiB <= ADVERSARY_LIMITS.peakMiB;
  say(
    `${figures.name}: build ${format(figures.buildMs)} ms, tenants ${format(figures.tenantsMs)} ms, outside ${format(figures.externalMs)} ms, ${format(figures.peakMiB)} MiB${figures.flagged ? ', flagged as wider than the truth' : ', exact'}  ${isGood ? 'ok' : 'MISSED'}`,
  );
  return isGood;
}

function format(value: number): string {
  return value.toLocaleString('en', { maximumFractionDigits: value < 10 ? 2 : 0 });
}

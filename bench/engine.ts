import { spawnSync } from 'node:child_process';
import { type EngineFigures, measureEngine } from './engine/measure.js';

/** Published medians of engine §4, twice which is the bar: CPU milliseconds and MiB. */
interface Target {
  readonly pods: number;
  readonly policies: number;
  readonly buildWarm: number;
  readonly buildCold: number;
  readonly tenants: number;
  readonly peakMiB: number;
}

const SLACK = 2;

const TARGETS: readonly Target[] = [
  { pods: 5_000, policies: 1_000, buildWarm: 28, buildCold: 123, tenants: 1.8, peakMiB: 92 },
  { pods: 50_000, policies: 10_000, buildWarm: 228, buildCold: 1_000, tenants: 26, peakMiB: 318 },
  { pods: 150_000, policies: 30_000, buildWarm: 894, buildCold: 1_883, tenants: 96, peakMiB: 451 },
];

const LINES = ['buildWarm', 'buildCold', 'tenants', 'peakMiB'] as const;

/**
 * `npm run bench -- engine [--large]`: builds the seeded clusters of engine §4, each in a process of its own, and
 * compares with the published figures and with a pairwise evaluation of the same pods. `--large` adds 150,000 pods.
 * Returns false when a figure misses its target by more than the factor of two, or the two evaluations disagree.
 */
export async function run(args: readonly string[]): Promise<boolean> {
  if (args[0] === '--measure') {
    const figures = measureEngine({ pods: Number(args[1]), policies: Number(args[2]) });
    process.stdout.write(JSON.stringify(figures));
    return Promise.resolve(true);
  }
  const targets = TARGETS.filter(({ pods }) => pods < 100_000 || args.includes('--large'));
  let isGood = true;
  for (const target of targets) isGood = report(target, leastOf(target)) && isGood;
  return isGood;
}

/** Processes a size is measured in: a cold build happens once in each, so its least needs several. */
const PROCESSES = 3;

/** The least of each figure over several processes: other work on the machine only ever adds to it. */
function leastOf(target: Target): EngineFigures {
  const runs = Array.from({ length: PROCESSES }, () => measureInChild(target));
  const least = (line: (typeof LINES)[number]): number => Math.min(...runs.map((figures) => figures[line]));
  const [first] = runs;
  if (first === undefined) throw new Error('no process was measured');
  return {
    ...first,
    buildWarm: least('buildWarm'),
    buildCold: least('buildCold'),
    tenants: least('tenants'),
    peakMiB: least('peakMiB'),
    differences: Math.max(...runs.map(({ differences }) => differences)),
  };
}

/** A fresh process, so that the first build is really cold and the peak is its own. */
function measureInChild({ pods, policies }: Target): EngineFigures {
  const [script = ''] = process.argv.slice(1);
  const child = spawnSync(
    process.execPath,
    [...process.execArgv, script, 'engine', '--measure', String(pods), String(policies)],
    {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  return JSON.parse(child.stdout) as EngineFigures;
}

function report(target: Target, figures: EngineFigures): boolean {
  const { pods, policies } = target;
  const say = (text: string): void => void process.stdout.write(`${text}\n`);
  say(
    `${format(pods)} pods, ${format(policies)} policies: ${format(figures.groups)} groups, ${format(figures.classes)} classes, ${format(figures.entries)} row entries, ${format(figures.portSets)} port sets`,
  );
  let isGood = figures.differences === 0;
  for (const line of LINES) {
    const limit = target[line] * SLACK;
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
    `  exposure of all groups ${format(figures.exposure)} ms, one pod's view ${format(figures.view)} ms, ${format(figures.allowedPairs)} allowed pod pairs`,
  );
  say(
    `  pairwise evaluation ${format(figures.pairwise)} ms (from a sample): ${format(figures.pairwise / figures.buildWarm)}x a warm build, ${format(figures.pairwise / figures.buildCold)}x a cold one; ${format(figures.differences)} differences`,
  );
  return isGood;
}

function format(value: number): string {
  return value.toLocaleString('en', { maximumFractionDigits: value < 10 ? 2 : 0 });
}

import { type Command, InvalidArgumentError, Option } from 'commander';
import { type BlastAnswer, blastAnswer, type FlatTarget } from '#src/engine/questions/blast/blast-answer.js';
import { BlastAnalysis, type BlastStart } from '#src/engine/questions/blast/blast-radius.js';
import type { NetworkModel } from '#src/engine/model/network-model.js';
import type { PortSets } from '#src/engine/sets/port-sets.js';
import type { PortSet } from '#src/engine/sets/port-set.js';
import { MAX_PORT } from '#src/engine/sets/protocol.js';
import { Problem } from '#src/lib/problem.js';
import { loadCluster } from '../input/load-cluster.js';
import { type CliIo, coloursFor } from '../io.js';
import { type OfflineOptions, PATHS_HELP, withOfflineOptions } from '../offline-options.js';
import { flatWorkload, type FlatWorkload } from '#src/engine/questions/flat.js';
import type { Reachability } from '#src/engine/reachability/reachability.js';
import { endText, jsonText } from '../output/answer-text.js';
import { count } from '../output/plural.js';
import { textTable } from '../output/table.js';
import { findEndpoint } from '../questions/endpoint.js';
import { readProtocol } from '../questions/question.js';
import { Stopwatch } from '../stopwatch.js';

interface BlastOptions extends OfflineOptions {
  readonly from?: string;
  readonly hops?: number;
  readonly reverse?: boolean;
  readonly port?: string;
  readonly limit: number;
  readonly format: 'text' | 'json';
}

const EXAMPLES = `
Examples:
  $ fenceline blast examples/shop --from blog/wordpress
  $ fenceline blast examples/shop-fenced
  $ fenceline blast examples/shop-fenced --from outside --hops 2
  $ fenceline blast examples/shop-fenced --from shop/redis --reverse --port 6379

Follows open connections from one workload (or from outside) to whatever they lead to, and proves each with a shortest
chain. With --reverse: from whom one can get there.`;

/** `blast`: what a workload that fell puts in reach, over any number of hops. */
export function registerBlast(program: Command, io: CliIo): void {
  const command = program
    .command('blast')
    .description('Show what can be reached from a workload, or from outside, over several connections.')
    .argument('<path...>', PATHS_HELP)
    .option('--from <endpoint>', 'NAMESPACE/NAME, NAMESPACE/KIND/NAME, or outside; without it all workloads are ranked')
    .option('--hops <number>', 'longest chain of connections; default any', parseCount)
    .option('--reverse', 'who can reach it, instead of whom it can reach')
    .option('--port <port>', 'follow only connections with this port open: 443, or UDP/53')
    .option('--limit <number>', 'most workloads to list', parseCount, 500)
    .addOption(new Option('--format <format>', 'text or json').choices(['text', 'json']).default('text'))
    .addHelpText('after', EXAMPLES);
  withOfflineOptions(command).action(async (paths: string[], options: BlastOptions) => {
    const watch = new Stopwatch();
    const { model, reach } = await loadCluster(paths, options, io, watch);
    if (options.from === undefined) {
      const ranking = await watch.stage('rank', () => rank(reach, options.reverse === true));
      io.stdout.write(rankingText(ranking.slice(0, options.limit), options, io));
      return;
    }
    const start = startOf(model, options.from);
    const ports = options.port === undefined ? undefined : portOf(options.port, reach.ports);
    const answer = await watch.stage('follow', () => {
      const radius = new BlastAnalysis(reach).of(start, {
        direction: options.reverse === true ? 'reverse' : 'forward',
        ...(ports === undefined ? {} : { ports }),
        ...(options.hops === undefined ? {} : { hops: options.hops }),
      });
      return blastAnswer(reach, radius, options.limit, options.limit);
    });
    io.stdout.write(
      options.format === 'json'
        ? jsonText({ from: options.from, reverse: options.reverse === true, ...answer })
        : blastText(options, answer, io.stdout.columns ?? 120, coloursFor(io.stdout).dim),
    );
    if (options.timing === true) watch.print(io.stderr);
  });
}

interface Ranked {
  readonly workload: FlatWorkload;
  /** Pods certainly in reach, over any number of hops. */
  readonly pods: number;
}

function rank(reach: Reachability, reverse: boolean): Ranked[] {
  const sizes = new BlastAnalysis(reach).sizes({ direction: reverse ? 'reverse' : 'forward' });
  return reach.model.workloads
    .map((workload) => ({
      workload: flatWorkload(workload),
      pods: Math.max(...workload.groups.map((group) => sizes[group] ?? 0)),
    }))
    .sort((a, b) => b.pods - a.pods);
}

function rankingText(ranking: readonly Ranked[], { format }: BlastOptions, io: CliIo): string {
  if (format === 'json') return jsonText({ workloads: ranking });
  const titles = [{ title: 'PODS IN REACH', align: 'right' as const }, { title: 'WORKLOAD' }];
  const rows = ranking.map(({ workload, pods }) => [pods.toLocaleString('en-US'), endText(workload)]);
  return textTable(titles, rows, io.stdout.columns ?? 120);
}

function parseCount(text: string): number {
  if (!/^[1-9]\d{0,6}$/.test(text)) throw new InvalidArgumentError('write a whole number from 1');
  return Number(text);
}

function startOf(model: NetworkModel, text: string): BlastStart {
  if (text === 'outside') return 'external';
  const found = findEndpoint(model, text, '--from');
  if (found.kind === 'address') throw Problem.field('--from', `"${text}" is outside the cluster; write outside`);
  return { groups: found.groups };
}

function portOf(text: string, ports: PortSets): PortSet {
  const [first = '', second] = text.split('/');
  const protocol = readProtocol(second === undefined ? 'TCP' : first, '--port');
  const number = Number(second ?? first);
  if (!Number.isInteger(number) || number < 1 || number > MAX_PORT)
    throw Problem.field('--port', `"${text}" is not a port; write 443 or UDP/53`);
  return ports.of(protocol, number);
}

function blastText(
  { from = '', reverse }: BlastOptions,
  { total, targets, truncated }: BlastAnswer,
  width: number,
  dim: (text: string) => string,
): string {
  const perhaps = total.may === total.must ? '' : `, ${count(total.may - total.must, 'more workload')} perhaps`;
  const summary =
    reverse === true
      ? `${count(total.must, 'workload')} can reach ${from}${perhaps}.`
      : `${from} can reach ${count(total.must, 'workload')}${perhaps}.`;
  if (targets.length === 0) return `${summary}\n`;
  const titles = ['HOPS', 'WORKLOAD', 'CHAIN'].map((title) => ({ title: dim(title) }));
  const rows = targets.map((target) => [hopsText(target), endText(target.workload), chainText(target)]);
  const rest = truncated ? `${count(total.may - targets.length, 'more workload')} (raise --limit).\n` : '';
  return `${summary}\n\n${textTable(titles, rows, width)}${rest}`;
}

function hopsText({ must, may }: FlatTarget): string {
  return must === null ? `${String(may)} perhaps` : String(must);
}

function chainText({ path }: FlatTarget): string {
  const [first] = path;
  if (first === undefined) return '';
  return path.reduce(
    (text, { to, ports }) => `${text} →(${ports === 'all' ? 'all ports' : ports}) ${endText(to)}`,
    endText(first.from),
  );
}

import { type Command, Option } from 'commander';
import { type ExposureAnswer, type FlatDirection, exposureAnswer } from '#src/engine/questions/exposure-answer.js';
import { ExposureAnalysis } from '#src/engine/questions/exposure.js';
import { Problem } from '#src/lib/problem.js';
import { loadCluster } from '../input/load-cluster.js';
import { type CliIo, coloursFor } from '../io.js';
import { KEEP_GOING_HELP, type OfflineOptions, PATHS_HELP, withOfflineOptions } from '../offline-options.js';
import { endText, flowText, jsonText } from '../output/answer-text.js';
import { textTable } from '../output/table.js';
import { findEndpoint } from '../questions/endpoint.js';
import { Stopwatch } from '../stopwatch.js';

interface ExposureOptions extends OfflineOptions {
  readonly workload?: string;
  readonly format: 'text' | 'json';
}

const EXAMPLES = `
Examples:
  $ fenceline exposure examples/shop-fenced
  $ fenceline exposure examples/shop-fenced --workload shop/web --format json

Policies speak of labels, not only of pods that exist. Besides addresses outside, the answer names what is open to any pod
of the cluster and to every pattern of labels that some rule treats differently, whether or not such a pod exists today.`;

/** `exposure`: how open workloads are, from and to whom the input does not name. */
export function registerExposure(program: Command, io: CliIo): void {
  const command = program
    .command('exposure')
    .description('Show how open workloads are to the outside, to any pod of the cluster and to pods that may come.')
    .argument('<path...>', PATHS_HELP)
    .option('--workload <endpoint>', 'only this one: NAMESPACE/NAME or NAMESPACE/KIND/NAME')
    .addOption(new Option('--format <format>', 'text or json').choices(['text', 'json']).default('text'))
    .option('--keep-going', KEEP_GOING_HELP)
    .addHelpText('after', EXAMPLES);
  withOfflineOptions(command).action(async (paths: string[], options: ExposureOptions) => {
    const watch = new Stopwatch();
    const cluster = await loadCluster(paths, { ...options, strict: options.keepGoing !== true }, io, watch);
    const { model, reach } = cluster;
    const wanted = options.workload === undefined ? undefined : groupsOf(model, options.workload);
    const answers = await watch.stage('exposure', () => {
      const analysis = new ExposureAnalysis(reach);
      return model.workloads
        .filter(({ groups }) => wanted === undefined || groups.some((group) => wanted.includes(group)))
        .map((workload) => exposureAnswer(model, analysis.of(workload)));
    });
    io.stdout.write(
      options.format === 'json'
        ? jsonText({ workloads: answers })
        : exposureTable(answers, io.stdout.columns ?? 120, coloursFor(io.stdout).dim),
    );
    if (options.timing === true) watch.print(io.stderr);
  });
}

function groupsOf(model: Parameters<typeof findEndpoint>[0], text: string): readonly number[] {
  const found = findEndpoint(model, text, '--workload');
  if (found.kind === 'address') throw Problem.field('--workload', `"${text}" is outside the cluster; name a workload`);
  return found.groups;
}

function exposureTable(answers: readonly ExposureAnswer[], width: number, dim: (text: string) => string): string {
  const rows = answers.flatMap(({ workload, ingress, egress, doors }) => [
    ...directionRows(endText(workload), 'from', ingress),
    ...directionRows(endText(workload), 'to', egress),
    ...(doors.length === 0 ? [] : [[endText(workload), 'door', doors.join(', '), '']]),
  ]);
  const titles = ['WORKLOAD', '', 'WHOM', 'PORTS'].map((title) => ({ title: dim(title) }));
  return textTable(titles, rows, width);
}

function directionRows(workload: string, word: string, direction: FlatDirection): string[][] {
  const { entireCluster, patterns, addresses } = direction;
  const withNames = (flow: FlatDirection['entireCluster']): string => {
    const names = flow.names.length === 0 ? '' : `${flow.may === '' ? '' : ', '}named ${flow.names.join(', ')}`;
    return `${flow.may === '' && names !== '' ? '' : flowText(flow)}${names}`;
  };
  const everyone = direction.protected === 'no' ? 'any pod (no policy selects it)' : 'any pod';
  return [
    [workload, word, everyone, withNames(entireCluster)],
    ...patterns
      .filter(({ inhabited }) => !inhabited)
      .map((pattern) => [workload, word, patternText(pattern), withNames(pattern)]),
    ...addresses
      .filter(({ range }) => !range.includes(':'))
      .map(({ range, ...flow }) => [workload, word, endText({ range }), flowText(flow)]),
  ];
}

const ONE_NAMESPACE = /^kubernetes\.io\/metadata\.name=([^,]+)$/;

function patternText({ namespaces, pods }: { readonly namespaces: string; readonly pods: string }): string {
  const which = pods === '*' ? 'any pod' : `pods with ${pods}`;
  const own = ONE_NAMESPACE.exec(namespaces)?.[1];
  if (own !== undefined) return `${which} of ${own}`;
  return namespaces === '*' ? which : `${which} in namespaces with ${namespaces}`;
}

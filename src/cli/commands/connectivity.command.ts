import { type Command, Option } from 'commander';
import { stringify } from 'csv-stringify/sync';
import { Problem } from '#src/lib/problem.js';
import { listAnswer } from '../input/list-answer.js';
import { warnUncertain } from '../output/uncertain.js';
import { loadCluster } from '../input/load-cluster.js';
import { type CliIo, coloursFor } from '../io.js';
import { KEEP_GOING_HELP, type OfflineOptions, PATHS_HELP, withOfflineOptions } from '../offline-options.js';
import { connectionsDot } from '../output/connectivity-dot.js';
import { connectivityReport } from '../output/connectivity-report.js';
import { connectivityParts } from '../output/connectivity-parts.js';
import { entriesJson } from '../output/entries-json.js';
import { portsText } from '../output/ports.js';
import { nameOfWorkload } from '#src/engine/reachability/connections.js';
import { Stopwatch } from '../stopwatch.js';

interface ConnectivityOptions extends OfflineOptions {
  readonly format: 'text' | 'json' | 'csv' | 'dot';
  readonly exposure?: boolean;
  readonly explain?: boolean;
}

const EXAMPLES = `
Examples:
  $ fenceline connectivity examples/shop
  $ fenceline connectivity examples/shop --format json
  $ kubectl get pods,deploy,sts,ds,svc,ing,netpol,ns -A -o yaml | fenceline connectivity -

One line is one pair of workloads (or a workload and addresses outside) with the ports that certainly pass.
Connections that can neither be proven nor ruled out are listed apart in text, and named on standard error otherwise.`;

/** `connectivity`: every allowed connection between workloads and with the outside. */
export function registerConnectivity(program: Command, io: CliIo): void {
  const command = program
    .command('connectivity')
    .description('List every allowed connection between workloads and with the outside.')
    .argument('<path...>', PATHS_HELP)
    .addOption(
      new Option('--format <format>', 'text, json, csv or dot').choices(['text', 'json', 'csv', 'dot']).default('text'),
    )
    .option('--exposure', 'add which workloads no policy protects, and the doors from outside')
    .option('--explain', 'add the deciding policy and rule at both ends of every connection')
    .option('--keep-going', KEEP_GOING_HELP)
    .addHelpText('after', EXAMPLES);
  withOfflineOptions(command).action(async (paths: string[], options: ConnectivityOptions) => {
    if (['csv', 'dot'].includes(options.format) && (options.exposure === true || options.explain === true)) {
      throw Problem.field(
        options.exposure === true ? '--exposure' : '--explain',
        `is only available with --format text or json, not ${options.format}`,
      );
    }
    const watch = new Stopwatch();
    const cluster = await loadCluster(paths, { ...options, strict: options.keepGoing !== true }, io, watch);
    const answer = await watch.stage('list connections', () => listAnswer(cluster.reach));
    if (options.format !== 'text') warnUncertain(answer.uncertain.length, io);
    io.stdout.write(
      await watch.stage('write', () => {
        const workloads = cluster.model.workloads.map(nameOfWorkload);
        switch (options.format) {
          case 'json':
            return entriesJson(answer.connections, connectivityParts(cluster, answer, options));
          case 'csv':
            return stringify(
              answer.connections.map(({ src, dst, ports }) => [src, dst, portsText(ports)]),
              { header: true, columns: ['src', 'dst', 'ports'] },
            );
          case 'dot':
            return connectionsDot(answer.connections, workloads);
          case 'text':
            return connectivityReport(
              cluster,
              answer,
              { workloads, width: io.stdout.columns ?? 120, colours: coloursFor(io.stdout) },
              options,
            );
        }
      }),
    );
    if (options.timing === true) watch.print(io.stderr);
  });
}

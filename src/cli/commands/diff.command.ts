import { type Command, Option } from 'commander';
import { diffConnections } from '#src/engine/diff/diff-connections.js';
import { nameOfWorkload } from '#src/engine/reachability/connections.js';
import { changesOf } from '../input/changes.js';
import { listAnswer } from '../input/list-answer.js';
import { type LoadedCluster, type LoadOptions, loadCluster } from '../input/load-cluster.js';
import { type CliIo, coloursFor } from '../io.js';
import { KEEP_GOING_HELP, type OfflineOptions, PATHS_HELP, withOfflineOptions } from '../offline-options.js';
import { diffText } from '../output/diff-text.js';
import type { Outcome } from '../program.js';
import { Stopwatch } from '../stopwatch.js';

interface DiffOptions extends OfflineOptions {
  readonly format: 'text' | 'json';
}

const EXAMPLES = `
Examples:
  $ fenceline diff examples/shop examples/shop-fenced
  $ fenceline diff before/ after/ --format json`;

/** `diff`: which connections one set of manifests has and the other has not. */
export function registerDiff(program: Command, io: CliIo, _outcome: Outcome): void {
  const command = program
    .command('diff')
    .description('Compare what two sets of manifests allow: connections added, removed and changed.')
    .argument('<path_a>', `the state before: ${PATHS_HELP}`)
    .argument('<path_b>', 'the state after')
    .addOption(new Option('--format <format>', 'text or json').choices(['text', 'json']).default('text'))
    .option('--keep-going', KEEP_GOING_HELP)
    .addHelpText('after', EXAMPLES);
  withOfflineOptions(command).action(async (before: string, after: string, options: DiffOptions) => {
    const watch = new Stopwatch();
    const load: LoadOptions = { ...options, strict: options.keepGoing !== true };
    const a = await loadCluster([before], load, io, watch);
    const b = await loadCluster([after], load, io, watch);
    const changes = await watch.stage('compare', () => changesOf(diffConnections(sideOf(a), sideOf(b))));
    io.stdout.write(
      options.format === 'json'
        ? `${JSON.stringify({ entries: changes }, null, 2)}\n`
        : diffText(changes, {
            assumption: b.assumption,
            width: io.stdout.columns ?? 120,
            colours: coloursFor(io.stdout),
          }),
    );
    if (options.timing === true) watch.print(io.stderr);
  });
}

function sideOf({ reach, model }: LoadedCluster): Parameters<typeof diffConnections>[0] {
  return { connections: listAnswer(reach).listed, workloads: new Set(model.workloads.map(nameOfWorkload)) };
}

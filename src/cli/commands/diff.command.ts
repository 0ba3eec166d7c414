import { type Command, Option } from 'commander';
import { type ConnectionSide, diffConnections } from '#src/engine/diff/diff-connections.js';
import { listConnections, nameOfWorkload } from '#src/engine/reachability/connections.js';
import { FAMILIES } from '#src/engine/sets/ip-address.js';
import { changesOf } from '../input/changes.js';
import { familiesOf } from '../input/list-answer.js';
import { type LoadedCluster, type LoadOptions, loadCluster } from '../input/load-cluster.js';
import { type CliIo, coloursFor } from '../io.js';
import { KEEP_GOING_HELP, type OfflineOptions, PATHS_HELP, withOfflineOptions } from '../offline-options.js';
import { entriesJson } from '../output/entries-json.js';
import { diffText } from '../output/diff-text.js';
import { warnUncertain } from '../output/uncertain.js';
import { Stopwatch } from '../stopwatch.js';

interface DiffOptions extends OfflineOptions {
  readonly format: 'text' | 'json';
}

const EXAMPLES = `
Examples:
  $ fenceline diff examples/shop examples/shop-fenced
  $ fenceline diff before/ after/ --format json`;

/** `diff`: which connections one set of manifests has and the other has not. */
export function registerDiff(program: Command, io: CliIo): void {
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
    const changes = await watch.stage('compare', () => compare(a, b));
    if (options.format === 'json') warnUncertain(changes.uncertain.length, io);
    io.stdout.write(
      options.format === 'json'
        ? entriesJson(changes.certain)
        : diffText(changes, {
            assumption: b.assumption,
            width: io.stdout.columns ?? 120,
            colours: coloursFor(io.stdout),
          }),
    );
    if (options.timing === true) watch.print(io.stderr);
  });
}

/** Differences, each side with the address families that either of them speaks of. */
function compare(a: LoadedCluster, b: LoadedCluster): ReturnType<typeof changesOf> {
  const families = FAMILIES.filter((family) => [a, b].some(({ reach }) => familiesOf(reach).includes(family)));
  const sideOf = ({ reach, model }: LoadedCluster): ConnectionSide => ({
    connections: listConnections(reach, { families }),
    workloads: new Set(model.workloads.map(nameOfWorkload)),
  });
  return changesOf(diffConnections(sideOf(a), sideOf(b)));
}

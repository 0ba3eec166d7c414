import { type Command, Option } from 'commander';
import { FILE_LIMITS } from '#src/adapters/manifests/read-limits.js';
import { findManifests } from '#src/adapters/manifests/manifest-files.js';
import { readManifests } from '#src/adapters/manifests/read-manifests.js';
import type { SnapshotFacts } from '#src/engine/model/snapshot-facts.js';
import { diffAnswer } from '#src/engine/questions/diff-answer.js';
import { refText } from '#src/engine/questions/flat.js';
import type { AppliedEdit, ObjectEdit } from '#src/engine/questions/whatif/object-edit.js';
import { findRemoval } from '#src/engine/questions/whatif/find-removal.js';
import { whatIf } from '#src/engine/questions/whatif/what-if.js';
import { messageOf, Problem } from '#src/lib/problem.js';
import { readFile } from 'node:fs/promises';
import { loadCluster } from '../input/load-cluster.js';
import { type CliIo, coloursFor } from '../io.js';
import { type OfflineOptions, PATHS_HELP, withOfflineOptions } from '../offline-options.js';
import { jsonText } from '../output/answer-text.js';
import { printDiagnostics } from '../output/diagnostics.js';
import { differenceText } from '../output/difference-text.js';
import { Stopwatch } from '../stopwatch.js';

interface WhatIfOptions extends OfflineOptions {
  readonly apply?: readonly string[];
  readonly delete?: readonly string[];
  readonly format: 'text' | 'json';
}

const LISTED = 1_000;

const EXAMPLES = `
Examples:
  $ fenceline whatif examples/shop --apply examples/shop-fenced/policies.yaml
  $ fenceline whatif examples/shop-fenced --delete NetworkPolicy/shop/web --format json

Objects given with --apply are added to the manifests of PATH, or replace those of the same kind, namespace and name;
then --delete takes objects away. Nothing is written anywhere.`;

/** `whatif`: what a change would open and close, before it is made. */
export function registerWhatIf(program: Command, io: CliIo): void {
  const command = program
    .command('whatif')
    .description('Show what adding, replacing or deleting objects would open and close.')
    .argument('<path...>', PATHS_HELP)
    .option('--apply <file...>', 'files or folders with objects to add or replace')
    .option('--delete <object...>', 'objects to take away: KIND/NAMESPACE/NAME, or KIND/NAME when cluster-wide')
    .addOption(new Option('--format <format>', 'text or json').choices(['text', 'json']).default('text'))
    .addHelpText('after', EXAMPLES);
  withOfflineOptions(command).action(async (paths: string[], options: WhatIfOptions) => {
    if (options.apply === undefined && options.delete === undefined)
      throw Problem.field('--apply', 'give files to apply, or objects to --delete');
    const watch = new Stopwatch();
    const { reach, facts } = await loadCluster(paths, options, io, watch);
    const edits = [...(await readEdits(options.apply ?? [], io)), ...removalsOf(options.delete ?? [], facts)];
    const answer = await watch.stage('compare', () => whatIf(reach, edits, { limit: LISTED }));
    printDiagnostics(answer.diagnostics, io.stderr);
    const diff = diffAnswer(answer.diff, LISTED);
    const applied = answer.applied.map(({ ref, action }) => ({ object: refText(ref), action }));
    io.stdout.write(
      options.format === 'json'
        ? jsonText({ applied, ...diff, diagnostics: answer.diagnostics })
        : `${appliedText(answer.applied)}${differenceText(diff, io.stdout.columns ?? 120, coloursFor(io.stdout).dim)}`,
    );
    if (options.timing === true) watch.print(io.stderr);
  });
}

async function readEdits(paths: readonly string[], io: CliIo): Promise<ObjectEdit[]> {
  if (paths.length === 0) return [];
  const files = await findManifests(paths);
  const read = readManifests(
    await Promise.all(files.map(async (name) => ({ name, content: await contentOf(name) }))),
    FILE_LIMITS,
  );
  printDiagnostics(read.diagnostics, io.stderr);
  const fatal = read.diagnostics.find(({ severity }) => severity === 'fatal' || severity === 'error');
  if (fatal !== undefined) throw Problem.field('--apply', fatal.message);
  if (read.objects.length === 0) throw Problem.field('--apply', `${paths.join(', ')} holds no Kubernetes object`);
  return read.objects.map((apply) => ({ apply }));
}

async function contentOf(name: string): Promise<Uint8Array> {
  try {
    return await readFile(name);
  } catch (error) {
    throw Problem.field('--apply', `${name} cannot be read (${messageOf(error)})`);
  }
}

function removalsOf(texts: readonly string[], facts: SnapshotFacts): ObjectEdit[] {
  return texts.map((text) => ({ remove: findRemoval(facts, text, '--delete') }));
}

function appliedText(applied: readonly AppliedEdit[]): string {
  return applied.map(({ ref, action }) => `${action} ${refText(ref)}\n`).join('');
}

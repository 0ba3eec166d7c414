import type { Command } from 'commander';
import type { CliIo } from '../io.js';
import type { Outcome } from '../exit-code.js';

const EXAMPLES = `
Examples:
  $ fenceline demo
  $ fenceline demo --once --json`;

/** `demo`: the service on three simulated clusters. */
export function registerDemo(program: Command, io: CliIo, outcome: Outcome): void {
  program
    .command('demo')
    .description('Start the service with three simulated clusters and print a scoreboard.')
    .option('--once', 'exit after printing', false)
    .option('--json', 'print one JSON document', false)
    .addHelpText('after', EXAMPLES)
    .action(async ({ once, json }: { readonly once: boolean; readonly json: boolean }) => {
      const { runDemo } = await import('#src/demo/run-demo.js');
      outcome.exitCode = (await runDemo({ once, json, stdout: io.stdout, stderr: io.stderr })) === 0 ? 0 : 3;
    });
}

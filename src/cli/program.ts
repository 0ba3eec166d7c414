import { Command, CommanderError } from 'commander';
import { messageOf } from '#src/lib/problem.js';
import { registerBlame } from './commands/blame.command.js';
import { registerBlast } from './commands/blast.command.js';
import { registerConnectivity } from './commands/connectivity.command.js';
import { registerDemo } from './commands/demo.command.js';
import { registerDiff } from './commands/diff.command.js';
import { registerEval } from './commands/eval.command.js';
import { registerExposure } from './commands/exposure.command.js';
import { registerFleet } from './commands/fleet.command.js';
import { registerKeys } from './commands/keys.command.js';
import { registerMigrate } from './commands/migrate.command.js';
import { registerReport } from './commands/report.command.js';
import { registerSecrets } from './commands/secrets.command.js';
import { registerServe } from './commands/serve.command.js';
import { registerWhatIf } from './commands/whatif.command.js';
import { EXIT, type ExitCode, exitCodeOf, type Outcome } from './exit-code.js';
import { type CliIo, coloursFor } from './io.js';
import { VERSION } from './version.js';

/** Adds one command to the program. */
type Register = (program: Command, io: CliIo, outcome: Outcome) => void;

const COMMANDS: readonly Register[] = [
  registerConnectivity,
  registerEval,
  registerExposure,
  registerBlast,
  registerDiff,
  registerWhatIf,
  registerBlame,
  registerReport,
  registerFleet,
  registerServe,
  registerDemo,
  registerMigrate,
  registerKeys,
  registerSecrets,
];

/** Runs one command line (without `node` and the script) and answers its exit code; never throws, never exits. */
export async function runCli(argv: readonly string[], io: CliIo): Promise<ExitCode> {
  const outcome: Outcome = { exitCode: EXIT.done };
  const program = createProgram(io, outcome);
  try {
    await program.parseAsync(argv, { from: 'user' });
    return outcome.exitCode;
  } catch (error) {
    const code = exitCodeOf(error);
    if (!(error instanceof CommanderError)) io.stderr.write(errorText(error, code, io));
    return code;
  }
}

function createProgram(io: CliIo, outcome: Outcome): Command {
  const program = new Command('fenceline')
    .description('Proves tenant isolation in Kubernetes: who can reach whom, and which rule decides it.')
    .version(VERSION)
    .showHelpAfterError('(add --help for the options and an example)')
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      getOutHelpWidth: () => io.stdout.columns ?? 100,
      getErrHelpWidth: () => io.stderr.columns ?? 100,
      getOutHasColors: () => coloursFor(io.stdout).isColorSupported,
      getErrHasColors: () => coloursFor(io.stderr).isColorSupported,
    })
    .exitOverride()
    .enablePositionalOptions();
  for (const register of COMMANDS) register(program, io, outcome);
  return program;
}

function errorText(error: unknown, code: ExitCode, io: CliIo): string {
  const colours = coloursFor(io.stderr);
  if (code !== EXIT.defect) return `${colours.red('error:')} ${messageOf(error)}\n`;
  const trace = error instanceof Error && error.stack !== undefined ? error.stack : messageOf(error);
  return `${colours.red('internal error:')} this is a defect in fenceline, please report it.\n${trace}\n`;
}

import type { Command } from 'commander';
import type { CliIo } from '../io.js';
import { count } from '../output/plural.js';

/** `secrets rotate`: moves stored secrets to the newest master key. */
export function registerSecrets(program: Command, io: CliIo): void {
  const secrets = program.command('secrets').description('Look after stored credentials.');
  secrets
    .command('rotate')
    .description('Encrypt every stored secret anew with the first key of FENCELINE_MASTER_KEYS.')
    .addHelpText('after', '\nExample:\n  $ FENCELINE_MASTER_KEYS=new:…,old:… fenceline secrets rotate')
    .action(async () => {
      const { rotateSecrets } = await import('#src/app/upkeep.js');
      const { rewritten } = await rotateSecrets();
      io.stdout.write(`${count(rewritten, 'secret')} encrypted anew.\n`);
    });
}

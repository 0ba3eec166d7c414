import type { Command } from 'commander';
import type { CliIo } from '../io.js';

/** `migrate`: brings the database to this release's schema. */
export function registerMigrate(program: Command, io: CliIo): void {
  program
    .command('migrate')
    .description('Bring the database (DATABASE_URL, or the embedded one) to the schema of this release.')
    .addHelpText('after', '\nExample:\n  $ DATABASE_URL=postgres://… fenceline migrate')
    .action(async () => {
      const { migrateDatabase } = await import('#src/app/upkeep.js');
      io.stdout.write(`${await migrateDatabase()}\n`);
    });
}

import { type Command, Option } from 'commander';

const EXAMPLES = `
Examples:
  $ fenceline serve
  $ DATABASE_URL=postgres://… REDIS_URL=redis://… fenceline serve --role worker

Every setting is an environment variable; .env.example describes them.`;

/** `serve`: the service, until it is told to stop. The service is loaded only here, so offline commands start fast. */
export function registerServe(program: Command): void {
  program
    .command('serve')
    .description('Run the service: API, workers, or both.')
    .addOption(new Option('--role <role>', 'what this process does').choices(['api', 'worker', 'all']))
    .addHelpText('after', EXAMPLES)
    .action(async (options: { readonly role?: 'api' | 'worker' | 'all' }) => {
      const { serve } = await import('#src/app/serve.js');
      await serve(options);
    });
}

import { type Command, Option } from 'commander';
import type { CliIo } from '../io.js';
import { textTable } from '../output/table.js';

const ROLES = ['admin', 'operator', 'analyst', 'auditor', 'tenant-viewer', 'integration'];

interface CreateOptions {
  readonly name: string;
  readonly role: string;
  readonly tenant?: string[];
}

/** `keys create|list|revoke`: API keys of the service, straight in its database. */
export function registerKeys(program: Command, io: CliIo): void {
  const keys = program.command('keys').description('Create, list and revoke API keys.');
  keys
    .command('create')
    .description('Create an API key and print it, this once.')
    .requiredOption('--name <name>', 'what the key is for')
    .addOption(new Option('--role <role>', 'what it may do').choices(ROLES).makeOptionMandatory())
    .option('--tenant <slug...>', 'tenants it may see; all when left out')
    .addHelpText('after', '\nExample:\n  $ fenceline keys create --name ci --role auditor')
    .action(async ({ name, role, tenant }: CreateOptions) => {
      const { createApiKey } = await import('#src/app/upkeep.js');
      const { id, key } = await createApiKey({ name, role, ...(tenant === undefined ? {} : { tenants: tenant }) });
      io.stderr.write(`Key ${id}; it is shown only now:\n`);
      io.stdout.write(`${key}\n`);
    });
  keys
    .command('list')
    .description('List API keys without their secrets.')
    .addOption(new Option('--format <format>', 'text or json').choices(['text', 'json']).default('text'))
    .addHelpText('after', '\nExample:\n  $ fenceline keys list')
    .action(async ({ format }: { readonly format: 'text' | 'json' }) => {
      const { listApiKeys } = await import('#src/app/upkeep.js');
      const all = await listApiKeys();
      if (format === 'json') {
        io.stdout.write(`${JSON.stringify(all, null, 2)}\n`);
        return;
      }
      const rows = all.map((key) => [
        key.id,
        key.name,
        key.role,
        key.tenants === null ? 'all' : key.tenants.join(', '),
        key.lastUsedAt ?? 'never',
        key.revokedAt === null ? `until ${key.expiresAt}` : `revoked ${key.revokedAt}`,
      ]);
      io.stdout.write(
        textTable(
          ['ID', 'NAME', 'ROLE', 'TENANTS', 'LAST USED', 'VALID'].map((title) => ({ title })),
          rows,
        ),
      );
    });
  keys
    .command('revoke')
    .description('Revoke an API key; it stops working at once.')
    .argument('<id>', 'id of the key, as keys list prints it')
    .addHelpText('after', '\nExample:\n  $ fenceline keys revoke 0193b2f4-7c1e-7a8e-9d2b-1f0c5a6b7d8e')
    .action(async (id: string) => {
      const { revokeApiKey } = await import('#src/app/upkeep.js');
      await revokeApiKey(id);
      io.stdout.write(`Key ${id} is revoked.\n`);
    });
}

import { type Config, loadConfig } from './config.js';

/**
 * Configuration of the demo: always the embedded services in a directory of its own, whatever the environment says,
 * and loopback permitted because that is where its simulated clusters listen.
 * @param options.dataDir empty directory for this run
 * @param options.anyPort listen on a free port instead of PORT
 */
export function loadDemoConfig(
  { dataDir, anyPort }: { readonly dataDir: string; readonly anyPort: boolean },
  env: Readonly<Record<string, string | undefined>> = process.env,
): Config {
  return loadConfig({
    HOST: env['HOST'],
    PORT: anyPort ? '0' : env['PORT'],
    LOG_LEVEL: env['LOG_LEVEL'] ?? 'warn',
    NODE_TLS_REJECT_UNAUTHORIZED: env['NODE_TLS_REJECT_UNAUTHORIZED'],
    DATA_DIR: dataDir,
    EGRESS_ALLOW: '127.0.0.1/32',
    TICK_SECONDS: '0.5',
  });
}

import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startService } from '#src/app/serve.js';
import { loadDemoConfig } from '#src/config/demo-config.js';
import { Problem } from '#src/lib/problem.js';
import { DemoClient } from './demo-client.js';

/** The service the demo runs, with an admin's client. */
export interface DemoService {
  readonly url: string;
  /** The admin key of this run, for the reader to try the API with. */
  readonly key: string;
  readonly client: DemoClient;
  /** Stops it and forgets its data. */
  close(): Promise<void>;
}

/** Starts the embedded service on an empty directory that lives as long as the demo. */
export async function startDemoService(options: { readonly anyPort: boolean }): Promise<DemoService> {
  const dataDir = await mkdtemp(join(tmpdir(), 'fenceline-demo-'));
  // PostgreSQL drops root's rights and must still reach its directory.
  await chmod(dataDir, 0o755);
  const forget = () => rm(dataDir, { recursive: true, force: true });
  try {
    const service = await startService(loadDemoConfig({ dataDir, ...options }));
    const key = service.bootstrapKey;
    if (key === undefined) throw new Problem('INTERNAL', 'The first start of the demo made no admin key');
    return {
      url: service.url,
      key,
      client: new DemoClient(service.url, key),
      close: async () => {
        await service.close();
        await forget();
      },
    };
  } catch (error) {
    await forget();
    throw error;
  }
}

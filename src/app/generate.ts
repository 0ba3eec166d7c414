import 'reflect-metadata';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { renderClusterRole } from '#src/adapters/kube/cluster-role.js';
import { CONTROLS } from '#src/controls/index.js';
import { renderControlPage } from '#src/controls/render-control-page.js';
import { generateOpenApi, generateSchema } from './generated-documents.js';

/** `npm run generate`: rewrites every committed file that is made from code. Needs no database. */
const ROOT = fileURLToPath(new URL('../..', import.meta.url));

async function write(path: string, text: string): Promise<void> {
  const target = join(ROOT, path);
  await mkdir(dirname(target), { recursive: true });
  await writeFile(target, text);
  process.stdout.write(`${path}\n`);
}

await write('openapi/openapi.json', await generateOpenApi());
await write('src/api/graphql/schema.graphql', await generateSchema());
await write('deploy/clusterrole.yaml', renderClusterRole());
for (const control of CONTROLS) await write(`docs/controls/${control.id}.md`, renderControlPage(control));
process.exit(0);

import { readdirSync } from 'node:fs';

/** What every benchmark module exports. It returns false when a figure missed its target. */
interface Benchmark {
  readonly run: (args: readonly string[]) => Promise<boolean>;
}

const here = new URL('.', import.meta.url);
const known = readdirSync(here)
  .filter((file) => file.endsWith('.ts') && file !== 'main.ts')
  .map((file) => file.slice(0, -'.ts'.length))
  .sort();

const [name = '', ...args] = process.argv.slice(2);
if (!known.includes(name)) {
  process.stderr.write(`npm run bench -- <${known.join(' | ')}> [options]\n`);
  process.exit(2);
}
const { run } = (await import(new URL(`${name}.ts`, here).href)) as Benchmark;
process.exit((await run(args)) ? 0 : 1);

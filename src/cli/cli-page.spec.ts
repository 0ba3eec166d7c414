import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Readable } from 'node:stream';
import { expect, it } from 'vitest';
import { runCli } from './program.js';

const page = readFileSync(resolve(import.meta.dirname, '../../docs/cli.md'), 'utf8');
const blocks = [...page.matchAll(/```(console|sh)\n([\s\S]*?)```/g)].map(([, kind = '', text = '']) => ({
  kind,
  text,
}));
const shown = blocks.filter(({ kind }) => kind === 'console').map(({ text }) => text);
const mentioned = blocks.filter(({ kind }) => kind === 'sh').flatMap(({ text }) => text.trim().split('\n'));

async function run(line: string): Promise<{ code: number; out: string }> {
  let out = '';
  const code = await runCli(line.replace(/^\$ /, '').split(' ').slice(1), {
    stdin: Readable.from([]),
    stdout: { write: (text) => (out += text) },
    stderr: { write: () => undefined },
    now: () => new Date('2026-11-22T00:00:00Z'),
  });
  return { code, out };
}

it.each(shown)('prints what docs/cli.md shows: %s', async (text) => {
  const [line = '', ...output] = text.split('\n');
  expect(await run(line)).toEqual({ code: 0, out: output.join('\n') });
});

it.each(mentioned)('runs %s', async (line) => {
  const { code, out } = await run(line);
  expect([0, 1]).toContain(code);
  expect(out).not.toBe('');
});

import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { filesBelow, textOf } from './tree.js';

const pages = [
  'README.md',
  'ARCHITECTURE.md',
  'CHANGELOG.md',
  ...filesBelow('docs').filter((path) => path.endsWith('.md')),
];
const scripts = (JSON.parse(textOf('package.json')) as { scripts: Record<string, string> }).scripts;

describe.each(pages)('%s', (page) => {
  const text = textOf(page);

  it('links only to what exists', () => {
    const links = [...text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, target]) => target ?? '');
    const broken = links.filter((target) => !existsSync(new URL(target, new URL(`../../${page}`, import.meta.url))));
    expect(broken).toEqual([]);
  });

  it('names only npm scripts that exist', () => {
    const named = [...text.matchAll(/(?:`|^|&& )npm run ([a-z][a-z:]*)/gm)].map(([, name]) => name ?? '');
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });
});

it('ARCHITECTURE.md stays within two pages', () => {
  expect(textOf('ARCHITECTURE.md').split('\n').length).toBeLessThanOrEqual(120);
});

it.each(filesBelow('docs/adr'))('%s stays within 40 lines', (path) => {
  expect(textOf(path).split('\n').length).toBeLessThanOrEqual(41);
});

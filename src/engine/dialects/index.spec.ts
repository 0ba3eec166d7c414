import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { keyOfKind } from './dialect.js';
import { dialects } from './index.js';

const folders = readdirSync(import.meta.dirname, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

describe('the register of dialects', () => {
  it('has one entry for every folder but the example', () => {
    expect(dialects.map(({ id }) => id).sort()).toEqual(folders.filter((name) => name !== '_example').sort());
  });

  it.each(folders)('%s documents what it does not support', (folder) => {
    expect(readdirSync(`${import.meta.dirname}/${folder}`)).toContain('readme.md');
  });

  it('reads no kind twice', () => {
    const kinds = dialects.flatMap(({ reads }) => reads.map(keyOfKind));
    expect(new Set(kinds).size).toBe(kinds.length);
  });
});
